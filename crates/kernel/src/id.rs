//! The registry of id kinds: UUIDv7, shown as a prefix and 26 characters of lower-case Crockford base32.

use crate::{Problem, Value, problem};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// An id of one kind; every kind in this file implements it.
pub trait Id: Copy + Eq + Ord + fmt::Display + fmt::Debug + FromStr<Err = Problem> + Send + Sync + 'static {
    /// The letters before the underscore, unique among kinds.
    const PREFIX: &'static str;
    /// Wraps raw bits; meant for [`crate::Ctx::new_id`] and for decoding.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The raw bits.
    fn uuid(self) -> Uuid;
}

fn encode(prefix: &str, uuid: Uuid) -> String {
    let mut text = String::with_capacity(prefix.len() + 27);
    text.push_str(prefix);
    text.push('_');
    let bits = uuid.as_u128();
    for position in (0..26).rev() {
        let index = ((bits >> (position * 5)) & 31) as usize;
        text.push(ALPHABET[index] as char);
    }
    text
}

fn decode(prefix: &str, text: &str) -> Option<Uuid> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    if digits.len() != 26 {
        return None;
    }
    let mut bits: u128 = 0;
    for (index, byte) in digits.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte)? as u128;
        if index == 0 && digit > 7 {
            return None;
        }
        bits = (bits << 5) | digit;
    }
    Some(Uuid::from_u128(bits))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Uuid);

            impl Id for $name {
                const PREFIX: &'static str = $prefix;
                fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
                fn uuid(self) -> Uuid { self.0 }
            }
            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&encode($prefix, self.0)) }
            }
            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&encode($prefix, self.0)) }
            }
            impl FromStr for $name {
                type Err = Problem;
                fn from_str(text: &str) -> Result<Self, Problem> {
                    decode($prefix, text).map(Self).ok_or_else(|| {
                        problem::MALFORMED_ID.problem().param("expected", concat!($prefix, "_…")).param("given", text)
                    })
                }
            }
            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> { serializer.collect_str(self) }
            }
            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                    decode($prefix, &text).map(Self).ok_or_else(|| de::Error::custom(concat!("expected an id like ", $prefix, "_01k…")))
                }
            }
            impl crate::Scalar for $name {
                const KIND: crate::ScalarKind = crate::ScalarKind::Text;
                fn to_value(&self) -> Value { Value::Text(Some(self.to_string())) }
                fn from_value(value: Value) -> Result<Self, Problem> { value.text()?.parse() }
            }
        )*
        /// Prefix and name of every kind, for the listing test and the API's description.
        pub const ID_KINDS: &[(&str, &str)] = &[$(($prefix, stringify!($name)),)*];
    };
}

ids! {
    /// A company that uses the installation.
    BrandId = "brd";
    /// A brand's operation in one city; the unit of sharding.
    MarketId = "mkt";
    /// An area of a market with its own rules.
    TerritoryId = "ter";
    /// A member of staff with a password.
    UserId = "usr";
    /// A signed-in browser or device.
    SessionId = "ses";
    /// A token for the API.
    TokenId = "tok";
    /// A one-time code sent to a phone.
    OneTimeCodeId = "otc";
    /// Who pays.
    CustomerId = "cus";
    /// Whom we call at a property.
    ContactId = "con";
    /// A place where work happens.
    PropertyId = "pro";
    /// A heading of the catalogue.
    CategoryId = "cat";
    /// Something that is sold.
    ServiceId = "svc";
    /// An option or add-on of a service.
    OptionId = "opt";
    /// A dated set of prices.
    PriceBookId = "pbk";
    /// A binding offer with itemised lines.
    QuoteId = "quo";
    /// A person in the field.
    TechnicianId = "tec";
    /// A working time of a technician.
    ShiftId = "shf";
    /// An absence of a technician.
    TimeOffId = "tof";
    /// A certificate of a technician.
    CertificateId = "crt";
    /// Agreed work, from acceptance to close.
    JobId = "job";
    /// One trip for a job.
    VisitId = "vis";
    /// One line of a visit's checklist.
    ChecklistStepId = "stp";
    /// A photo, code or signature.
    ProofId = "prf";
    /// Extra work agreed on site.
    ChangeOrderId = "chg";
    /// One recorded move of a job or visit.
    MoveId = "mov";
    /// A stored file.
    FileId = "fil";
    /// A slot kept for minutes.
    HoldId = "hld";
    /// A stretch of a technician's day taken by a visit or a hold.
    ReservationId = "res";
    /// A visit offered to a technician.
    OfferId = "ofr";
    /// One dispatch decision with its reasons.
    DecisionId = "dec";
    /// What is owed for a job.
    InvoiceId = "inv";
    /// One line of an invoice.
    InvoiceLineId = "inl";
    /// Money that came in, or is expected to.
    PaymentId = "pay";
    /// Money given back.
    RefundId = "rfd";
    /// One report of money by a payment channel.
    ReceiptId = "rcp";
    /// A dated rule that splits an invoice.
    CommissionRuleId = "cmr";
    /// One settlement run.
    SettlementId = "set";
    /// Money paid out to one technician by a settlement.
    PayoutId = "pyo";
    /// An account of the ledger.
    LedgerAccountId = "acc";
    /// A balanced set of entries.
    TransferId = "trf";
    /// One side of a transfer.
    EntryId = "ent";
    /// A conversation.
    ThreadId = "thr";
    /// A line of a conversation.
    MessageId = "msg";
    /// Something told to a person.
    NoticeId = "ntc";
    /// One try to deliver a notice by a channel.
    DeliveryId = "dlv";
    /// A text that operators edit.
    TemplateId = "tpl";
    /// What a customer thinks of a visit.
    ReviewId = "rev";
    /// A fact announced in the outbox.
    EventId = "evt";
    /// Background work with a due time.
    ErrandId = "err";
    /// One line of the audit log.
    AuditLineId = "aud";
    /// One request that reached an edge.
    RequestId = "req";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_order() {
        let low = JobId::from_uuid(Uuid::from_u128(1));
        let high = JobId::from_uuid(Uuid::from_u128(u128::MAX));
        for id in [low, high] {
            assert_eq!(id.to_string().parse::<JobId>().unwrap(), id);
        }
        assert!(low.to_string() < high.to_string());
    }

    #[test]
    fn wrong_kind_and_garbage_are_refused() {
        let id = JobId::from_uuid(Uuid::from_u128(7)).to_string();
        for text in [
            id.replace("job", "vis"),
            id.replace('_', ""),
            String::new(),
            "job_".into(),
            format!("{id}0"),
            id.to_uppercase(),
        ] {
            assert!(text.parse::<JobId>().is_err(), "{text}");
        }
    }

    #[test]
    fn prefixes_are_unique() {
        let mut seen = std::collections::BTreeSet::new();
        for (prefix, name) in ID_KINDS {
            assert!(seen.insert(prefix), "{name} repeats {prefix}");
        }
    }
}
