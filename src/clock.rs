//! The one place where the system clock is read.
//!
//! Owns `now`. Everything below takes it as an argument.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// Where `now` comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved (simulations and tests).
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A manual clock standing at `at`.
    pub fn manual(at: Timestamp) -> Clock {
        Clock::Manual(Arc::new(Mutex::new(at)))
    }

    /// The system's time now, whatever clock is in use: where a simulation starts.
    pub fn system_now() -> Timestamp {
        Timestamp::now()
    }

    /// Now, in whole milliseconds: what is stored reads back the same.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Clock::System => Timestamp::now(),
            Clock::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Moves a manual clock; the system's clock is not ours to move.
    pub fn set(&self, to: Timestamp) {
        if let Clock::Manual(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }

    /// Whether it stands still until moved.
    pub fn is_manual(&self) -> bool {
        matches!(self, Clock::Manual(_))
    }
}
