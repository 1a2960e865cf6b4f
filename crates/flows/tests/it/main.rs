//! Stories that cross contexts, on both engines, with real gateways on real sockets.

mod day;
mod town;
mod turns;
