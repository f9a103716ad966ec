//! The program as a whole, from records to decisions, through its command line.

mod durability;
mod office;
mod timers;
mod walk;
