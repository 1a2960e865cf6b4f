//! Stories that cross contexts, on both engines, with real gateways on real sockets.

mod absent;
mod crew;
mod day;
mod late;
mod mailed;
mod reviewed;
mod town;
mod turns;
