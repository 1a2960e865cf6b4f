//! How customers describe a broken piece: its type, material, brand and what is wrong with it.

use crate::model::Names;
use kernel::{Money, ServiceId};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// The word lists of the furniture form.
    pub enum TermKind {
        /// Sofa, bed, table; the parent is the group (`sofa` of `sofa_leather`).
        FurnitureType = "furniture_type",
        /// Oak, PU leather, glass; the parent is the group (`wood`).
        Material = "material",
        /// Price class of brands; its factor stands in the price book.
        BrandTier = "brand_tier",
        /// A brand; the parent is its tier.
        Brand = "brand",
    }
}

/// One word of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Which list.
    pub kind: TermKind,
    /// Stable name, lower case.
    pub code: String,
    /// Group or tier; empty when it has none.
    pub parent: String,
    /// What people read.
    pub names: Names,
    /// Order within the list.
    pub position: i64,
    /// Whether people may choose it.
    pub is_active: bool,
    /// For `If-Match`; 0 before it is saved.
    pub version: i64,
}

/// A fault of furniture, and the service that repairs it. Unit, skills, level and difficulty are the service's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Short code for people, `FS-01`.
    pub code: String,
    /// The service that repairs it.
    pub service: ServiceId,
    /// Type, item, area, symptom and cause: `FURN.SOFA.SEAT.COLLAPSE.FOAM`. Matches diagnosis, price and warranty.
    pub path: String,
    /// The furniture types that can have it; empty: any.
    pub furniture_types: Vec<String>,
    /// In the customer's words.
    pub symptom: Names,
    /// What the technician finds.
    pub cause: Names,
    /// How it is repaired.
    pub method: Names,
    /// Minutes per unit, from and to.
    pub minutes: (u32, u32),
    /// The usual price per unit, from and to; a guide before the quote.
    pub price: (Money, Money),
    /// Order within the list.
    pub position: i64,
    /// Whether people may choose it.
    pub is_active: bool,
    /// For `If-Match`; 0 before it is saved.
    pub version: i64,
}
