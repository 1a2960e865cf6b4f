//! Stories that cross contexts, on both engines, with real gateways on real sockets.

mod absent;
mod day;
mod late;
mod town;
mod turns;
