//! What is gathered on site: moves, checklist steps, proofs, change orders.

use super::{Line, Names, Party, PhotoNeed, State, Verb};
use db::{FromRow, Row};
use kernel::{
    ChangeOrderId, ChecklistStepId, Currency, FileId, JobId, Money, MoveId, Place, ProofId, QuoteId, Result, Timestamp,
    VisitId, scalar::Json,
};
use serde::{Deserialize, Serialize};

/// One line of the timeline: who did what, when and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// Its id.
    #[serde(rename = "move")]
    pub id: MoveId,
    /// Of which visit.
    pub visit: VisitId,
    /// 1 for the first move of the visit.
    pub position: i64,
    /// When, by our clock.
    pub at: Timestamp,
    /// When, by the device's.
    pub device_at: Option<Timestamp>,
    /// Who: an actor's label.
    pub actor: String,
    /// On whose behalf.
    pub party: Party,
    /// From which state; none for the first.
    pub from: Option<State>,
    /// What.
    pub verb: Verb,
    /// Into which state.
    pub to: State,
    /// Why, as a code.
    pub reason: String,
    /// Why, in words.
    pub note: String,
    /// Where the device was.
    pub place: Option<Place>,
    /// How sure it was, metres.
    pub accuracy_metres: Option<u32>,
    /// More, as JSON.
    pub detail: serde_json::Value,
}

impl FromRow for Move {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("move_id")?,
            visit: row.get("visit_id")?,
            position: row.get("position")?,
            at: row.get("at")?,
            device_at: row.get("device_at")?,
            actor: row.get("actor")?,
            party: row.get("party")?,
            from: row.get("from_state")?,
            verb: row.get("verb")?,
            to: row.get("to_state")?,
            reason: row.get("reason")?,
            note: row.get("note")?,
            place: place(row)?,
            accuracy_metres: row.get("accuracy_metres")?,
            detail: row.get::<Json<serde_json::Value>>("detail")?.0,
        })
    }
}

fn place(row: &Row) -> Result<Option<Place>> {
    let (latitude, longitude): (Option<f64>, Option<f64>) = (row.get("latitude")?, row.get("longitude")?);
    Ok(latitude.zip(longitude).map(|(latitude, longitude)| Place { latitude, longitude }))
}

/// One step of a visit's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistStep {
    /// Its id.
    pub step: ChecklistStepId,
    /// Its code in the template.
    pub code: String,
    /// What people read.
    pub names: Names,
    /// Whether the work cannot be finished without it.
    pub is_required: bool,
    /// Photos that it wants.
    pub photos: Vec<PhotoNeed>,
    /// What the technician wrote.
    pub note: String,
    /// When it was ticked off.
    pub ticked_at: Option<Timestamp>,
    /// By whom.
    pub ticked_by: Option<String>,
}

kernel::text_enum! {
    /// What a proof is.
    pub enum ProofKind {
        /// A picture of the work.
        Photo = "photo",
        /// A drawn signature.
        Signature = "signature",
    }
}

/// A photo or signature with its content hash; the file itself never changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proof {
    /// Its id.
    pub proof: ProofId,
    /// Of which visit.
    pub visit: VisitId,
    /// What it is.
    pub kind: ProofKind,
    /// `before`, `after`, ...
    pub name: String,
    /// For which step.
    pub step: Option<ChecklistStepId>,
    /// The public picture, without position.
    pub file: FileId,
    /// SHA-256 of the original, 64 hexadecimal digits.
    pub sha256: String,
    /// When it was taken, by the device.
    pub taken_at: Option<Timestamp>,
    /// When it reached us.
    pub received_at: Timestamp,
    /// Where it was taken; kept apart from the picture.
    pub place: Option<Place>,
    /// Who added it.
    pub added_by: String,
}

impl FromRow for Proof {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            proof: row.get("proof_id")?,
            visit: row.get("visit_id")?,
            kind: row.get("kind")?,
            name: row.get("name")?,
            step: row.get("step_id")?,
            file: row.get("file_id")?,
            sha256: row.get("sha256")?,
            taken_at: row.get("taken_at")?,
            received_at: row.get("received_at")?,
            place: place(row)?,
            added_by: row.get("added_by")?,
        })
    }
}

kernel::text_enum! {
    /// Where a change order stands.
    pub enum ChangeOrderState {
        /// Waits for the customer.
        Proposed = "proposed",
        /// Wanted.
        Approved = "approved",
        /// Not wanted.
        Declined = "declined",
        /// Taken back, or overtaken by the end of the visit.
        Withdrawn = "withdrawn",
    }
}

/// Extra work agreed, or not, on site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeOrder {
    /// Its id.
    pub change_order: ChangeOrderId,
    /// For which job.
    pub job: JobId,
    /// On which visit.
    pub visit: VisitId,
    /// Where it stands.
    pub state: ChangeOrderState,
    /// The quote that says what it costs.
    pub quote: Option<QuoteId>,
    /// What it adds.
    pub lines: Vec<Line>,
    /// How much that is.
    pub total: Money,
    /// How much longer it takes.
    pub minutes: u32,
    /// Why it is needed.
    pub reason: String,
    /// When it was asked for.
    pub proposed_at: Timestamp,
    /// By whom.
    pub proposed_by: String,
    /// When it was answered.
    pub decided_at: Option<Timestamp>,
    /// By whom.
    pub decided_by: Option<String>,
}

impl FromRow for ChangeOrder {
    fn from_row(row: &Row) -> Result<Self> {
        let currency: Currency = row.get("currency")?;
        Ok(Self {
            change_order: row.get("change_order_id")?,
            job: row.get("job_id")?,
            visit: row.get("visit_id")?,
            state: row.get("state")?,
            quote: row.get("quote_id")?,
            lines: row.get::<Json<Vec<Line>>>("lines")?.0,
            total: Money::new(row.get("total_minor")?, currency),
            minutes: row.get("minutes")?,
            reason: row.get("reason")?,
            proposed_at: row.get("proposed_at")?,
            proposed_by: row.get("proposed_by")?,
            decided_at: row.get("decided_at")?,
            decided_by: row.get("decided_by")?,
        })
    }
}
