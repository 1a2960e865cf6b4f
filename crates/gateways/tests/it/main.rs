//! The gateways against real bytes, files and sockets.

mod maps;
mod pay;
mod photos;
