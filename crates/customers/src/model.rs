//! Nouns: customer, contact, property, tie to a technician.

use db::{FromRow, Row};
use kernel::{
    ContactId, CustomerId, Locale, MailAddress, Phone, Place, PropertyId, Result, TechnicianId, TerritoryId, Timestamp,
    scalar::Json,
};
use serde::{Deserialize, Serialize};

/// Who pays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Their id.
    pub customer_id: CustomerId,
    /// The phone they sign in with and are called at.
    pub phone: Phone,
    /// Where they want mail, besides text messages.
    pub mail: Option<MailAddress>,
    /// What they are called; empty until they tell.
    pub name: String,
    /// The language they chose.
    pub locale: Option<Locale>,
    /// What colleagues should know; the customer never sees it.
    pub note: String,
    /// Words operators sort customers by.
    pub tags: Vec<String>,
    /// Whether they never signed in to an account.
    pub is_guest: bool,
    /// The address offered first.
    pub default_property: Option<PropertyId>,
    /// The file this one was merged into; then nothing here is kept up any more.
    pub merged_into: Option<CustomerId>,
    /// Since when we know them.
    pub created_at: Timestamp,
    /// Row version.
    pub version: i64,
}

impl FromRow for Customer {
    fn from_row(row: &Row) -> Result<Self> {
        let Json(tags) = row.get("tags")?;
        Ok(Self {
            customer_id: row.get("customer_id")?,
            phone: row.get("phone")?,
            mail: row.get("mail")?,
            name: row.get("name")?,
            locale: row.get("locale")?,
            note: row.get("note")?,
            tags,
            is_guest: row.get("is_guest")?,
            default_property: row.get("default_property_id")?,
            merged_into: row.get("merged_into")?,
            created_at: row.get("created_at")?,
            version: row.get("version")?,
        })
    }
}

/// How somebody becomes known to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// By booking as a guest, or through the hotline.
    Guest,
    /// By signing in with a one-time code; a guest with this phone becomes an account holder.
    Account,
}

/// Whom we call at a property when it is not the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub contact_id: ContactId,
    /// Whose contact.
    pub customer_id: CustomerId,
    /// What they are called.
    pub name: String,
    /// Where to call.
    pub phone: Phone,
    /// Who they are to the customer, in the customer's words.
    pub relation: String,
    /// Row version.
    pub version: i64,
}
db::row!(Contact { contact_id, customer_id, name, phone, relation, version });

/// What a contact is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactDraft {
    /// What they are called.
    pub name: String,
    /// Where to call.
    pub phone: Phone,
    /// Who they are to the customer.
    #[serde(default)]
    pub relation: String,
}

kernel::text_enum! {
    /// What kind of building a property is in; decides how work gets in and out.
    pub enum Building {
        /// A flat in a building with several.
        Apartment = "apartment",
        /// A house of its own.
        House = "house",
        /// Rooms where people work.
        Office = "office",
        /// Rooms open to the public.
        Shop = "shop",
        /// Anything else.
        Other = "other",
    }
}

/// What a property is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyDraft {
    /// What the customer calls it (home, parents); may be empty.
    #[serde(default)]
    pub label: String,
    /// Street and number, or the housing estate, as a map names it.
    pub address: String,
    /// Building, stairs, door.
    #[serde(default)]
    pub detail: String,
    /// Where the map pin is.
    pub place: Place,
    /// The territory of the pin, filled in by the flow that asked the market.
    #[serde(default)]
    pub territory_id: Option<TerritoryId>,
    /// Which floor; the ground floor is 1, cellars are negative.
    pub floor: i32,
    /// Whether there is a lift.
    pub has_lift: bool,
    /// What kind of building.
    pub building: Building,
    /// How to get in: gate code, parking, dog.
    #[serde(default)]
    pub access_note: String,
}

/// A place where work happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// Its id.
    pub property_id: PropertyId,
    /// Whose.
    pub customer_id: CustomerId,
    /// What it is made of.
    #[serde(flatten)]
    pub facts: PropertyDraft,
    /// Row version.
    pub version: i64,
}

impl FromRow for Property {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            property_id: row.get("property_id")?,
            customer_id: row.get("customer_id")?,
            facts: PropertyDraft {
                label: row.get("label")?,
                address: row.get("address")?,
                detail: row.get("detail")?,
                place: Place { latitude: row.get("latitude")?, longitude: row.get("longitude")? },
                territory_id: row.get("territory_id")?,
                floor: row.get("floor")?,
                has_lift: row.get("has_lift")?,
                building: row.get("building")?,
                access_note: row.get("access_note")?,
            },
            version: row.get("version")?,
        })
    }
}

kernel::text_enum! {
    /// What a customer thinks of a technician for the next time.
    pub enum Tie {
        /// Gladly again.
        Favourite = "favourite",
        /// Never again.
        Excluded = "excluded",
    }
}

/// A customer's tie to a technician.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TechnicianTie {
    /// Who.
    pub technician_id: TechnicianId,
    /// Favourite or excluded.
    pub tie: Tie,
    /// Since when.
    pub created_at: Timestamp,
}
db::row!(TechnicianTie { technician_id, tie, created_at });
