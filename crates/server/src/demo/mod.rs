//! The demo city: generated ground, people and past, the same for the same seed and day.

pub mod city;
pub mod ground;
pub mod names;
pub mod people;
