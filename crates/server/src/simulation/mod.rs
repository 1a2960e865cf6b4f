//! Simulated people: customers and technicians who act through the same verbs as real ones, seeded, on any clock.

pub mod agenda;
pub mod album;
pub mod asking;
pub mod course;
pub mod deeds;
pub mod demand;
pub mod figures;
pub mod ground;
pub mod history;
pub mod live;
pub mod next;
pub mod office;
pub mod world;
