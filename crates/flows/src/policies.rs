//! The market's numbers, by context. Each context owns the type and its defaults; markets keeps the documents.

use db::Read;
use kernel::{MarketId, Result, text_enum};
use markets::views::Policy;
use serde::{Deserialize, Serialize};

macro_rules! kept {
    ($($(#[$meta:meta])* $name:ident($policy:ty) = $document:literal, read by $reader:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $policy);

        impl Policy for $name {
            const NAME: &'static str = $document;
        }

        $(#[$meta])*
        pub async fn $reader(read: &mut Read, market: MarketId) -> Result<$policy> {
            Ok(markets::views::policy::<$name>(read, market).await?.0.0)
        }
    )*};
}

kept! {
    /// Slots, holds, offers and the weights of dispatch.
    DispatchPolicy(dispatch::model::Policy) = "dispatch", read by dispatching;
    /// What calling off costs, and who bears it.
    CancellationPolicy(jobs::rules::cancellation::CancellationPolicy) = "cancellation", read by cancellation;
    /// How often and until when a visit may be moved.
    ReschedulePolicy(jobs::rules::reschedule::ReschedulePolicy) = "reschedule", read by reschedule;
    /// Tax, insurance, retention and when earnings become available.
    MoneyPolicy(billing::model::MoneyPolicy) = "money", read by money;
    /// How the working day runs.
    DayPolicy(DayNumbers) = "day", read by day;
}

text_enum! {
    /// How a market looks for a technician when the customer named none.
    pub enum FirstMode {
        /// The best one is asked, then the next best.
        Direct = "direct",
        /// Everybody near may claim it; the best claim wins.
        Grab = "grab",
    }
}

/// How the working day runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayNumbers {
    /// How technicians are looked for.
    pub first_mode: FirstMode,
    /// Metres from the door within which a check-in counts.
    pub geofence_metres: u32,
    /// Hours after which finished work counts as accepted.
    pub auto_accept_hours: i64,
    /// Minutes to pay what is due before dispatch.
    pub payment_minutes: i64,
}

impl Default for DayNumbers {
    fn default() -> Self {
        Self { first_mode: FirstMode::Direct, geofence_metres: 300, auto_accept_hours: 72, payment_minutes: 15 }
    }
}
