//! dispatch_engine.
