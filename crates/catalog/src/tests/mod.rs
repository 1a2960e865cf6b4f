//! Rules as tables and properties, stories on both engines.
