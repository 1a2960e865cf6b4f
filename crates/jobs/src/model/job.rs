//! The job row.

use super::{Contact, Line, Names, PaymentTerms, PropertyFacts, Stage};
use crate::rules::cancellation::{Liable, Tier};
use db::{FromRow, Row};
use kernel::{
    Currency, CustomerId, FileId, JobId, MarketId, Money, Place, QuoteId, Result, ServiceId, TechnicianId, Timestamp,
    VisitId, scalar::Json,
};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// Where a job came from.
    pub enum Source {
        /// The customer's pages.
        Web = "web",
        /// A call that an operator took.
        Phone = "phone",
        /// A program.
        Api = "api",
        /// A visitor without an account.
        Guest = "guest",
        /// A file of real requests.
        Replay = "replay",
    }
}

/// What calling it off, or nobody being there, cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Which rule applied.
    pub tier: Tier,
    /// What the customer owes.
    pub fee: Money,
    /// Who answers for it.
    pub liable: Liable,
    /// What the customer gets from us.
    pub compensation: Money,
    /// What the technician pays.
    pub penalty: Money,
}

/// Agreed work, from acceptance to close.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Job {
    /// Where it lives.
    pub market: MarketId,
    /// Its id.
    pub job: JobId,
    /// What people call it: `J-10001`.
    pub number: String,
    /// Who pays.
    pub customer: CustomerId,
    /// Whom we call.
    pub contact: Contact,
    /// Where the work is, as it was when opened.
    pub property: PropertyFacts,
    /// The accepted quote.
    pub quote: QuoteId,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its total.
    pub total: Money,
    /// Approved change orders, together.
    pub extras: Money,
    /// Fee for a visit without work.
    pub visit_fee: Money,
    /// Travel and night fee when somebody has departed for nothing.
    pub travel_fee: Money,
    /// When the customer pays.
    pub terms: PaymentTerms,
    /// Until when a payment before dispatch must be there.
    pub payment_due_at: Option<Timestamp>,
    /// When it was.
    pub paid_at: Option<Timestamp>,
    /// Which service.
    pub service: ServiceId,
    /// Its code.
    pub service_code: String,
    /// Its names.
    pub service_names: Names,
    /// What the customer wrote.
    pub note: String,
    /// What the customer photographed.
    pub photos: Vec<FileId>,
    /// Where it came from.
    pub source: Source,
    /// The secret of the progress link; never serialised with the job.
    #[serde(skip)]
    pub share_token: String,
    /// Wrong tries at the link since the last right one.
    #[serde(skip)]
    pub link_tries: u32,
    /// Until when the link takes no more tries.
    #[serde(skip)]
    pub link_locked_until: Option<Timestamp>,
    /// Where it stands.
    pub stage: Stage,
    /// The visit that decides it.
    pub current_visit: VisitId,
    /// When that visit is promised from.
    pub window_start: Timestamp,
    /// Who has it.
    pub technician: Option<TechnicianId>,
    /// How it ended when it did not end in work.
    pub ending: Option<Ending>,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when.
    pub closed_at: Option<Timestamp>,
    /// For saving.
    pub version: i64,
}

impl Job {
    /// Quoted total and approved extras together.
    pub fn due(&self) -> Result<Money> {
        self.total.plus(self.extras)
    }

    /// What must be paid before dispatch; zero when paying after.
    #[must_use]
    pub fn due_before_dispatch(&self) -> Money {
        match self.terms {
            PaymentTerms::Deposit { due } => due,
            PaymentTerms::Prepay => self.total,
            PaymentTerms::PayAfter => Money::zero(self.total.currency),
        }
    }
}

impl PaymentTerms {
    /// The stored code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Deposit { .. } => "deposit",
            Self::Prepay => "prepay",
            Self::PayAfter => "pay_after",
        }
    }
}

impl FromRow for Job {
    fn from_row(row: &Row) -> Result<Self> {
        let currency: Currency = row.get("currency")?;
        let money = |column: &str| row.get(column).map(|minor| Money::new(minor, currency));
        let terms = match row.get::<String>("terms")?.as_str() {
            "deposit" => PaymentTerms::Deposit { due: money("deposit_minor")? },
            "prepay" => PaymentTerms::Prepay,
            _ => PaymentTerms::PayAfter,
        };
        Ok(Self {
            market: row.get("market_id")?,
            job: row.get("job_id")?,
            number: row.get("number")?,
            customer: row.get("customer_id")?,
            contact: Contact { name: row.get("contact_name")?, phone: row.get("contact_phone")? },
            property: property(row)?,
            quote: row.get("quote_id")?,
            lines: row.get::<Json<Vec<Line>>>("lines")?.0,
            total: money("total_minor")?,
            extras: money("extras_minor")?,
            visit_fee: money("visit_fee_minor")?,
            travel_fee: money("travel_fee_minor")?,
            terms,
            payment_due_at: row.get("payment_due_at")?,
            paid_at: row.get("paid_at")?,
            service: row.get("service_id")?,
            service_code: row.get("service_code")?,
            service_names: Names { zh: row.get("service_name_zh")?, en: row.get("service_name_en")? },
            note: row.get("note")?,
            photos: row.get::<Json<Vec<FileId>>>("photos")?.0,
            source: row.get("source")?,
            share_token: row.get("share_token")?,
            link_tries: row.get("link_tries")?,
            link_locked_until: row.get("link_locked_until")?,
            stage: row.get("stage")?,
            current_visit: row.get("current_visit_id")?,
            window_start: row.get("window_start")?,
            technician: row.get("technician_id")?,
            ending: row.get::<Option<Json<Ending>>>("ending")?.map(|json| json.0),
            opened_at: row.get("opened_at")?,
            closed_at: row.get("closed_at")?,
            version: row.get("version")?,
        })
    }
}

fn property(row: &Row) -> Result<PropertyFacts> {
    Ok(PropertyFacts {
        property: row.get("property_id")?,
        address: row.get("address")?,
        place: Place { latitude: row.get("latitude")?, longitude: row.get("longitude")? },
        territory: row.get("territory_id")?,
        floor: row.get("floor")?,
        has_lift: row.get("has_lift")?,
        building_note: row.get("building_note")?,
    })
}
