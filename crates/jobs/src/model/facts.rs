//! Small shapes that faces and flows hand in: names, lines, needs, the device that reports.

use kernel::{Money, Place, PropertyId, QuoteId, Result, ServiceId, TerritoryId, Timestamp};
use serde::{Deserialize, Serialize};

/// A thing's name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Names {
    /// The name in a language.
    #[must_use]
    pub fn in_locale(&self, locale: kernel::Locale) -> &str {
        match locale {
            kernel::Locale::ZhCn => &self.zh,
            kernel::Locale::En => &self.en,
        }
    }
}

/// One priced line as it was quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its code in the price book.
    pub code: String,
    /// What people read.
    pub label: Names,
    /// How much; negative for a discount.
    pub amount: Money,
}

/// A skill with the least level (0..5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillNeed {
    /// Its code.
    pub skill: String,
    /// The least level.
    pub level: u8,
}

/// What a visit needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Standard time of the work.
    pub duration_minutes: u32,
    /// Time kept free before it.
    pub buffer_before_minutes: u32,
    /// Time kept free after it.
    pub buffer_after_minutes: u32,
    /// Skills, all of them.
    pub skills: Vec<SkillNeed>,
    /// How many people.
    pub crew_size: u32,
}

/// Whom we call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The person's name.
    pub name: String,
    /// The person's number.
    pub phone: kernel::Phone,
}

/// The place of the work as it was when the job was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyFacts {
    /// The stored property, when it is one.
    pub property: Option<PropertyId>,
    /// Address text.
    pub address: String,
    /// Where it is.
    pub place: Place,
    /// Which territory it lies in.
    pub territory: TerritoryId,
    /// Floor; below ground is negative.
    pub floor: i32,
    /// Whether a lift goes there.
    pub has_lift: bool,
    /// How to get in.
    pub building_note: String,
}

/// The accepted quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteFacts {
    /// Which.
    pub quote: QuoteId,
    /// Its lines; they sum to the total.
    pub lines: Vec<Line>,
    /// Its total.
    pub total: Money,
}

/// What was ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceFacts {
    /// Which service.
    pub service: ServiceId,
    /// Its code.
    pub code: String,
    /// Its names.
    pub names: Names,
}

/// When the customer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PaymentTerms {
    /// A part before dispatch.
    Deposit {
        /// How much.
        due: Money,
    },
    /// All of it before dispatch.
    Prepay,
    /// After the work.
    PayAfter,
}

/// A photo that a step wants, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoNeed {
    /// `before`, `after`, `fault`, ...
    pub name: String,
    /// What people read.
    pub label: Names,
}

/// A step of the service's checklist, copied into the visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFact {
    /// Its code in the template.
    pub code: String,
    /// What people read.
    pub names: Names,
    /// Whether the work cannot be finished without it.
    pub is_required: bool,
    /// Photos that it wants; required when the step is.
    pub photos: Vec<PhotoNeed>,
}

/// What the device in somebody's hand reports along with a verb.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Device {
    /// Its clock.
    pub at: Option<Timestamp>,
    /// Where it thinks it is.
    pub place: Option<Place>,
    /// How sure it is, metres.
    pub accuracy_metres: Option<u32>,
    /// Whether the system says that the position is simulated.
    pub is_mocked: bool,
    /// A key made by the device, the same for every repetition of one tap; at most 80 characters.
    pub client_key: Option<String>,
}

/// Where and when a device was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Where.
    pub place: Place,
    /// When, by our clock.
    pub at: Timestamp,
}

/// The outcome of something guarded by a short code: tries must be counted, so a wrong code is an outcome and not a problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Checked<T> {
    /// The code was right.
    Done {
        /// What came of it.
        done: T,
    },
    /// It was wrong; nothing but the count of tries has changed.
    WrongCode {
        /// How often one may still try.
        tries_left: u32,
    },
}

impl<T> Checked<T> {
    /// What came of it, or the problem to show: `wrong_code`.
    pub fn into_result(self) -> Result<T> {
        match self {
            Self::Done { done } => Ok(done),
            Self::WrongCode { tries_left } => {
                Err(crate::refusals::WRONG_CODE.field("code").param("tries_left", tries_left))
            }
        }
    }
}
