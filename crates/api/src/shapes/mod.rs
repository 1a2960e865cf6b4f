//! The shapes of every context's types that go over the wire.

pub(crate) mod catalog;
pub(crate) mod dispatch;
pub(crate) mod jobs;
pub(crate) mod money;
pub(crate) mod people;
pub(crate) mod talk;
