//! workforce.
