//! Nouns: who is told, by which channel, when; who speaks in a chat.

use kernel::{
    Actor, CustomerId, DeliveryId, Locale, MailAddress, Permission, Phone, Problem, Result, Role, Scalar, ScalarKind,
    TechnicianId, UserId, Value, Zone, problem, time::Time,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

kernel::text_enum! {
    /// How a notice reaches somebody.
    pub enum Channel {
        /// On our own pages; every notice is there.
        InApp = "in_app",
        /// By text message.
        Sms = "sms",
        /// By mail.
        Mail = "mail",
    }
}

/// Whose notices. Written as `customer:cus_…`, `technician:tec_…`, `user:usr_…`, `role:dispatcher`, which is also the live topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Inbox {
    /// A customer's.
    Customer(CustomerId),
    /// A technician's.
    Technician(TechnicianId),
    /// One member of staff's.
    User(UserId),
    /// Shared by a market's staff with this role: whoever reads it first has read it for all.
    Role(Role),
}

impl Inbox {
    /// Every inbox that an actor reads.
    #[must_use]
    pub fn of(actor: &Actor) -> Vec<Self> {
        match actor {
            Actor::Customer { customer } => vec![Self::Customer(*customer)],
            Actor::Technician { technician } => vec![Self::Technician(*technician)],
            Actor::Staff { user, roles, .. } => {
                [Self::User(*user)].into_iter().chain(roles.iter().copied().map(Self::Role)).collect()
            }
            Actor::Anonymous | Actor::Token { .. } | Actor::System => Vec::new(),
        }
    }
}

impl fmt::Display for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(customer) => write!(f, "customer:{customer}"),
            Self::Technician(technician) => write!(f, "technician:{technician}"),
            Self::User(user) => write!(f, "user:{user}"),
            Self::Role(role) => write!(f, "role:{role}"),
        }
    }
}

impl FromStr for Inbox {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        match text.split_once(':') {
            Some(("customer", id)) => id.parse().map(Self::Customer),
            Some(("technician", id)) => id.parse().map(Self::Technician),
            Some(("user", id)) => id.parse().map(Self::User),
            Some(("role", role)) => role.parse().map(Self::Role),
            _ => Err(problem::UNKNOWN_CODE
                .problem()
                .param("given", text)
                .param("allowed", "customer, technician, user, role")),
        }
    }
}

impl TryFrom<String> for Inbox {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Inbox> for String {
    fn from(inbox: Inbox) -> Self {
        inbox.to_string()
    }
}

impl Scalar for Inbox {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.text()?.parse()
    }
}

/// Who is told, with what is needed to reach them; the flow that tells knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    /// Whose inbox.
    pub inbox: Inbox,
    /// In which language.
    pub locale: Locale,
    /// Where text messages go.
    pub phone: Option<Phone>,
    /// Where mail goes; a role may have several people.
    pub mail: Vec<MailAddress>,
}

/// When a market's text messages may go out: not at night, unless they are urgent.
#[derive(Clone, Debug, PartialEq)]
pub struct SendingHours {
    /// The market's zone.
    pub zone: Zone,
    /// When the quiet time begins.
    pub quiet_from: Time,
    /// When it ends.
    pub quiet_until: Time,
}

impl SendingHours {
    /// Quiet from 22:00 to 08:00.
    #[must_use]
    pub fn of(zone: Zone) -> Self {
        Self { zone, quiet_from: Time::constant(22, 0, 0, 0), quiet_until: Time::constant(8, 0, 0, 0) }
    }
}

kernel::text_enum! {
    /// How a delivery stands.
    pub enum DeliveryState {
        /// Not handed to the carrier yet.
        Waiting = "waiting",
        /// Handed to the carrier.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
    }
}

/// The work of handing one delivery to its carrier; answered in `flows` with [`crate::views::deliveries::to_hand_over`], the gateway and
/// [`crate::actions::RecordDelivery`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliverNotice {
    /// Which.
    pub delivery: DeliveryId,
}

impl db::Errand for DeliverNotice {
    const NAME: &'static str = "messaging.deliver";
    fn subject(&self) -> String {
        self.delivery.to_string()
    }
}

kernel::text_enum! {
    /// Who speaks in a chat.
    pub enum Side {
        /// The customer of the job.
        Customer = "customer",
        /// Its technician.
        Technician = "technician",
        /// The company.
        Desk = "desk",
    }
}

impl Side {
    /// The side an actor speaks for; none for those who may not look.
    #[must_use]
    pub fn of(actor: &Actor, market: kernel::MarketId) -> Option<Self> {
        match actor {
            Actor::Customer { .. } => Some(Self::Customer),
            Actor::Technician { .. } => Some(Self::Technician),
            Actor::Staff { .. } | Actor::Token { .. } | Actor::System => {
                actor.may(Permission::MessagesRead, market).then_some(Self::Desk)
            }
            Actor::Anonymous => None,
        }
    }
}
