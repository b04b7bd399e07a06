//! What only a laptop needs: the command line, the embedded table, fake platforms, traffic, a clock to move.
//!
//! Owns the whole system in one process. None of it is compiled into the functions that are deployed.

pub mod audit;
pub mod commands;
pub mod desk_commands;
pub mod engine;
pub mod fakes;
pub mod offline;
pub mod operations;
pub mod rehearse;
pub mod remote;
pub mod replay;
pub mod secrets;
pub mod server;
pub mod sign;
pub mod sim;
pub mod simulate;
pub mod snowflake;
pub mod stored;
pub mod workers;
