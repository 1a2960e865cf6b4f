//! The demo city: generated ground, people and past, the same for the same seed and day.

mod absences;
pub mod city;
pub mod first_start;
pub mod ground;
pub mod logins;
pub mod names;
pub mod people;
pub mod pictures;
pub mod seed;
