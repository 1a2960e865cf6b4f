//! What a visitor has told us on the way to a booking, kept in their browser until it becomes an order: where, how to reach it, photos.

use data_encoding::BASE64URL_NOPAD;
use edge::{Cookies, SetCookie, Visitor};
use kernel::{FileId, Place, PropertyId, Result, TerritoryId};
use markets::Territory;
use serde::{Deserialize, Serialize};

const COOKIE: &str = "ds_visit";
const DAY: i64 = 86_400;

/// Where the work is to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spot {
    /// The address in the customer's file, when it is there.
    pub property: Option<PropertyId>,
    /// Street, number, door; may be empty until a time is chosen.
    pub address: String,
    /// On the map.
    pub place: Place,
    /// Which floor.
    pub floor: i32,
    /// Whether there is a lift.
    pub has_lift: bool,
    /// How to get in.
    pub access_note: String,
}

/// Everything that is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    /// Where.
    pub spot: Option<Spot>,
    /// What was photographed.
    pub photos: Vec<FileId>,
    /// What was written about it.
    pub note: String,
}

impl Draft {
    /// What the browser kept; an empty one when it kept nothing that we can read.
    pub fn of(headers: &axum::http::HeaderMap) -> Self {
        let cookies = Cookies::of(headers);
        let bytes = cookies.get(COOKIE).and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// The cookie that keeps it for a day.
    pub fn cookie(&self) -> SetCookie {
        let text = serde_json::to_vec(self).unwrap_or_default();
        SetCookie { name: COOKIE, value: BASE64URL_NOPAD.encode(&text), path: "/", seconds: DAY }
    }

    /// The cookie that forgets it.
    pub fn forget() -> SetCookie {
        SetCookie { name: COOKIE, value: String::new(), path: "/", seconds: 0 }
    }
}

/// The territory of a place, or `outside_territories`.
pub(crate) fn territory_of(visitor: &Visitor, place: Place) -> Result<TerritoryId> {
    let territories = visitor.edge.directory.territories(visitor.market.market_id);
    markets::rules::territory_of(&territories, place)
        .map(|territory: &Territory| territory.territory_id)
        .map_err(|problem| problem.field("latitude"))
}
