//! operator_web.
