//! Stories that cross contexts, on both engines, with real gateways on real sockets.

mod absent;
mod day;
mod late;
mod mailed;
mod town;
mod turns;
