//! The gateways against real bytes, files and sockets.

mod mail;
mod maps;
mod pay;
mod photos;
