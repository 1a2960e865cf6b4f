//! technician_web.
