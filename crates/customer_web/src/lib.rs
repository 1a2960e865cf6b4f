//! customer_web.
