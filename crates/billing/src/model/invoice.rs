//! What is owed for a job: lines, shares, and the sums from which its state follows.

use crate::model::{AccountCode, Category, Owner};
use kernel::{Currency, CustomerId, InvoiceId, InvoiceLineId, JobId, Money, Rate, TechnicianId, Timestamp};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// Whether the lines may still change.
    pub enum Phase {
        /// Work is not accepted: lines may be added, money is held in escrow.
        Draft = "draft",
        /// Work is accepted: everybody has a share, what is missing is a receivable.
        Final = "final",
        /// The job was cancelled: only fees are owed.
        Cancelled = "cancelled",
    }
}

kernel::text_enum! {
    /// What people see; follows from the sums, see `rules::invoice::state_of`.
    pub enum InvoiceState {
        /// Nothing is paid.
        Open = "open",
        /// Something is paid, something is due.
        PartlyPaid = "partly_paid",
        /// Nothing is due.
        Paid = "paid",
        /// Ended, and nothing was ever owed.
        Void = "void",
        /// Everything that was paid went back.
        Refunded = "refunded",
    }
}

/// What is owed for a job. All amounts are minor units of `currency` and not negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub invoice_id: InvoiceId,
    /// The job.
    pub job_id: JobId,
    /// The job's number as people see it.
    pub job_number: String,
    /// Who owes.
    pub customer_id: CustomerId,
    /// The currency of everything on it.
    pub currency: Currency,
    /// Whether lines may change.
    pub phase: Phase,
    /// What people see.
    pub state: InvoiceState,
    /// The sum of its active lines.
    pub total_minor: i64,
    /// What must be paid before work is planned.
    pub deposit_minor: i64,
    /// Payments applied to it.
    pub received_minor: i64,
    /// Refunds granted from it.
    pub returned_minor: i64,
    /// What was taken back from the debt after acceptance.
    pub credited_minor: i64,
    /// Small change waived.
    pub waived_minor: i64,
    /// What of the received money is in escrow.
    pub escrow_minor: i64,
    /// Since when a dispute holds its money.
    pub held_at: Option<Timestamp>,
    /// Why it is held.
    pub hold_reason: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its lines became final.
    pub finished_at: Option<Timestamp>,
    /// For saving and `If-Match`.
    pub version: i64,
}
db::row!(Invoice {
    invoice_id,
    job_id,
    job_number,
    customer_id,
    currency,
    phase,
    state,
    total_minor,
    deposit_minor,
    received_minor,
    returned_minor,
    credited_minor,
    waived_minor,
    escrow_minor,
    held_at,
    hold_reason,
    opened_at,
    finished_at,
    version
});

impl Invoice {
    /// An amount in its currency.
    #[must_use]
    pub const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// What is still to be paid.
    #[must_use]
    pub const fn due_minor(&self) -> i64 {
        let due =
            self.total_minor - self.credited_minor - self.waived_minor - (self.received_minor - self.returned_minor);
        if due > 0 { due } else { 0 }
    }

    /// What is still to be paid.
    #[must_use]
    pub const fn due(&self) -> Money {
        self.money(self.due_minor())
    }

    /// What of the deposit is still to be paid before work is planned.
    #[must_use]
    pub const fn deposit_due_minor(&self) -> i64 {
        let missing = self.deposit_minor - (self.received_minor - self.returned_minor);
        match self.phase {
            Phase::Draft if missing > 0 => missing,
            Phase::Draft | Phase::Final | Phase::Cancelled => 0,
        }
    }
}

kernel::text_enum! {
    /// What a line charges for.
    pub enum LineKind {
        /// Work.
        Service = "service",
        /// A part or material.
        Part = "part",
        /// A visit or travel fee.
        Fee = "fee",
        /// A surcharge (floor, night, urgency).
        Surcharge = "surcharge",
        /// A cancellation or no-show fee.
        Cancellation = "cancellation",
        /// A discount that the platform bears; negative.
        Coupon = "coupon",
        /// A change of the price that everybody shares; either sign.
        Adjustment = "adjustment",
    }
}

kernel::text_enum! {
    /// Whether a line counts.
    pub enum LineState {
        /// It does.
        Active = "active",
        /// It does not any more.
        Struck = "struck",
    }
}

/// A line that is to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDraft {
    /// What it charges for.
    pub kind: LineKind,
    /// Its category, for commission.
    pub category: Category,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// How many, for people; the amount is for all of them.
    pub quantity: i64,
    /// The amount of the line.
    pub amount: Money,
    /// Where it comes from: the id of a quote or change order, or empty.
    pub source: String,
}

/// A line as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id.
    pub invoice_line_id: InvoiceLineId,
    /// Its place.
    pub line_no: i64,
    /// What it charges for.
    pub kind: LineKind,
    /// Its category.
    pub category: Category,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// How many.
    pub quantity: i64,
    /// Its amount.
    pub amount_minor: i64,
    /// What of it was taken back.
    pub refunded_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// Where it comes from.
    pub source: String,
    /// Whether it counts.
    pub state: LineState,
}
db::row!(Line {
    invoice_line_id,
    line_no,
    kind,
    category,
    name_zh,
    name_en,
    quantity,
    amount_minor,
    refunded_minor,
    currency,
    source,
    state
});

kernel::text_enum! {
    /// Who gets a part of a line.
    pub enum Party {
        /// The tax office.
        Tax = "tax",
        /// The platform.
        Platform = "platform",
        /// An agent.
        Agent = "agent",
        /// A partner shop.
        Shop = "shop",
        /// The insurer.
        Insurance = "insurance",
        /// The technicians.
        Technician = "technician",
        /// Nobody: the platform pays it (negative).
        Coupon = "coupon",
    }
}

/// One part of a line. The parts of a line sum to its amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The line.
    pub invoice_line_id: InvoiceLineId,
    /// Who.
    pub party: Party,
    /// The account it is credited to; of technicians the frozen one.
    pub code: AccountCode,
    /// Its owner.
    pub owner: Owner,
    /// How much; negative: the party pays.
    pub amount: Money,
}

/// A share with what was taken back of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredShare {
    /// The share.
    #[serde(flatten)]
    pub share: Share,
    /// What was taken back.
    pub reversed_minor: i64,
}

impl StoredShare {
    /// What is left of it.
    #[must_use]
    pub const fn left_minor(&self) -> i64 {
        self.share.amount.minor - self.reversed_minor
    }
}

impl db::FromRow for StoredShare {
    fn from_row(row: &db::Row) -> kernel::Result<Self> {
        let share = Share {
            invoice_line_id: row.get("invoice_line_id")?,
            party: row.get("party")?,
            code: row.get("code")?,
            owner: row.get("owner")?,
            amount: Money::new(row.get("amount_minor")?, row.get("currency")?),
        };
        Ok(Self { share, reversed_minor: row.get("reversed_minor")? })
    }
}

/// A technician's weight in the crew; the first is the lead, whose level decides the commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrewShare {
    /// Who.
    pub technician: TechnicianId,
    /// Level 0 to 5.
    pub level: u8,
    /// Weight among the crew.
    pub weight: u32,
}

/// What a partner gets of every line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerShare {
    /// `agent` or `shop`.
    pub party: Party,
    /// Of the line.
    pub rate: Rate,
}

kernel::text_enum! {
    /// How work was accepted; decides when the technician's share is available.
    pub enum Acceptance {
        /// The customer said so.
        Confirmed = "confirmed",
        /// The customer said nothing until it counted as accepted.
        Presumed = "presumed",
    }
}
