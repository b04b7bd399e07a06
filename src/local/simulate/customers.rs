//! The invented public: who writes, under which id, and who has written before.
//!
//! Owns the pool of contacts of one run. Must not know what they say or how it is delivered.

use super::random::{Random, mix};
use crate::domain::words::Language;

/// How many earlier contacts may come back. Enough for conversations, little enough to stay in
/// memory however long a run lasts.
const REMEMBERED: usize = 512;

/// The platform somebody writes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// X.
    X,
    /// Messenger.
    Messenger,
}

/// One member of the public on one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The platform's id of the account, in decimal.
    pub id: String,
    /// The handle without `@` (X only in the bodies).
    pub handle: String,
    /// The display name.
    pub name: String,
    /// The language this person writes.
    pub language: Language,
    /// Number of followers.
    pub followers: u64,
    /// Whether the platform calls the account verified.
    pub verified: bool,
    /// The id of their latest public post to the brand.
    pub latest_post: Option<u64>,
}

const FIRST_NAMES: &[&str] = &[
    "Ines", "Karim", "Lucie", "Malo", "Priya", "Owen", "Zoe", "Tomas", "Aline", "Femi", "Jeanne", "Rayan", "Maud",
    "Eliott", "Grace", "Hugo", "Nadia", "Sven", "Camille", "Yuki",
];
const LAST_NAMES: &[&str] = &[
    "Vauquelin",
    "Brindosse",
    "Haddoumi",
    "Quillfeather",
    "Oakensby",
    "Lestrange-Roux",
    "Marchandeau",
    "Okonjoye",
    "Tremblefort",
    "Pennywhistle",
    "Delaunette",
    "Farrowmere",
    "Sabrillac",
    "Nkemba",
    "Wexcombe",
];

/// The contacts of one run.
#[derive(Debug)]
pub struct Customers {
    run: u64,
    made: u64,
    on_x: Vec<Customer>,
    on_messenger: Vec<Customer>,
}

impl Customers {
    /// Nobody yet. `run` keeps the ids of one run apart from those of the next.
    pub fn new(run: u64) -> Customers {
        Customers { run, made: 0, on_x: Vec::new(), on_messenger: Vec::new() }
    }

    /// Somebody to write on `platform`: new `new_percent` times in a hundred, else somebody who wrote before.
    pub fn draw(&mut self, random: &mut Random, platform: Platform, new_percent: u64) -> Customer {
        let new = random.chance(new_percent);
        match self.somebody_known(random, platform) {
            Some(known) if !new => known,
            _ => self.somebody_new(random, platform),
        }
    }

    /// Somebody who wrote before on `platform`, if anybody did.
    pub fn somebody_known(&self, random: &mut Random, platform: Platform) -> Option<Customer> {
        let pool = match platform {
            Platform::X => &self.on_x,
            Platform::Messenger => &self.on_messenger,
        };
        pool.get(random.below(pool.len() as u64) as usize).cloned()
    }

    /// Remembers that the contact with this id has posted.
    pub fn has_posted(&mut self, id: &str, post: u64) {
        if let Some(customer) = self.on_x.iter_mut().rev().find(|customer| customer.id == id) {
            customer.latest_post = Some(post);
        }
    }

    fn somebody_new(&mut self, random: &mut Random, platform: Platform) -> Customer {
        self.made += 1;
        let noise = mix(self.run ^ mix(self.made));
        let first = random.pick(FIRST_NAMES);
        let last = random.pick(LAST_NAMES);
        let few = random.below(200);
        let customer = Customer {
            id: match platform {
                Platform::X => (2_000_000_000 + noise % 900_000_000_000_000_000).to_string(),
                Platform::Messenger => (7_000_000_000_000_000 + noise % 900_000_000_000_000).to_string(),
            },
            handle: format!("{}_{}", first.to_lowercase(), noise % 100_000),
            name: format!("{first} {last}"),
            language: if random.chance(55) { Language::Fr } else { Language::En },
            followers: random.weighted(&[(60, few), (30, 5 * few), (8, 60 * few), (2, 2_000 * few)], few),
            verified: random.chance(8),
            latest_post: None,
        };
        let place = (self.made as usize) % REMEMBERED;
        let pool = match platform {
            Platform::X => &mut self.on_x,
            Platform::Messenger => &mut self.on_messenger,
        };
        if pool.len() < REMEMBERED {
            pool.push(customer.clone());
        } else if let Some(oldest) = pool.get_mut(place) {
            *oldest = customer.clone();
        }
        customer
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn most_are_new_and_some_come_back() {
        let mut random = Random::new(3);
        let mut customers = Customers::new(9);
        let drawn: Vec<String> = (0..2000).map(|_| customers.draw(&mut random, Platform::X, 70).id).collect();
        let different = drawn.iter().collect::<HashSet<_>>().len();
        assert!((1300..1500).contains(&different), "{different}");
        assert!(customers.on_x.len() <= REMEMBERED);
    }
}
