//! The visit row: one trip for a job.

use super::{Need, Party, Seen, State, Verb};
use db::{FromRow, Row};
use kernel::{
    FileId, JobId, MarketId, Place, Result, TechnicianId, TerritoryId, Timestamp, VisitId, Window, scalar::Json,
};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// How the work was accepted.
    pub enum AcceptedVia {
        /// Drawn with a finger.
        Signature = "signature",
        /// The name typed.
        TypedName = "typed_name",
        /// The finish code told to the technician.
        FinishCode = "finish_code",
        /// Three days of silence.
        Silence = "silence",
        /// An operator ended a dispute.
        Operator = "operator",
    }
}

/// That the customer agreed the work is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// How.
    pub via: AcceptedVia,
    /// Whose name.
    pub name: String,
    /// The signature.
    pub file: Option<FileId>,
    /// When.
    pub at: Timestamp,
    /// On whose behalf.
    pub by: Party,
}

/// Another time that one side asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The time asked for.
    pub window: Window,
    /// Who asked.
    pub by: Party,
    /// Why.
    pub reason: String,
    /// Until when the other side may answer.
    pub expires_at: Timestamp,
}

/// One trip for a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Visit {
    /// Where it lives.
    pub market: MarketId,
    /// Its id.
    pub visit: VisitId,
    /// For which job.
    pub job: JobId,
    /// 1 for the first trip.
    pub sequence: u32,
    /// The visit that it continues.
    pub parent: Option<VisitId>,
    /// Where it stands.
    pub state: State,
    /// Which verb led into the state.
    pub entered_verb: Verb,
    /// Whose, as an actor's label.
    pub entered_by: String,
    /// When.
    pub entered_at: Timestamp,
    /// Moves recorded so far.
    pub moves_made: i64,
    /// Why nobody can take it; none: somebody may.
    pub unassignable_reason: Option<String>,
    /// Why it is frozen; none: it is not.
    pub frozen_reason: Option<String>,
    /// Which territory.
    pub territory: TerritoryId,
    /// Where.
    pub place: Place,
    /// What it needs.
    pub need: Need,
    /// Minutes added by change orders.
    pub extra_minutes: u32,
    /// The promised arrival window.
    pub window: Window,
    /// Start of the window that our side promised last; cancelling near it counts as late even after the customer moved it.
    pub original_start: Timestamp,
    /// The technician that the customer asked for.
    pub wanted_technician: Option<TechnicianId>,
    /// The one technician that it is offered to.
    pub offered_to: Option<TechnicianId>,
    /// Who has it.
    pub technician: Option<TechnicianId>,
    /// When they agreed.
    pub accepted_at: Option<Timestamp>,
    /// When they first called or wrote.
    pub contacted_at: Option<Timestamp>,
    /// When they set off.
    pub departed_at: Option<Timestamp>,
    /// When they checked in.
    pub arrived_at: Option<Timestamp>,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// When it was last said to be done.
    pub finished_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// When the technician said they would be late.
    pub late_notice_at: Option<Timestamp>,
    /// Calls since arrival.
    pub calls_at_door: u32,
    /// Messages since arrival.
    pub messages_at_door: u32,
    /// Seconds of work before `working_since`.
    pub worked_seconds: i64,
    /// Since when the clock runs.
    pub working_since: Option<Timestamp>,
    /// Whether the technician pauses.
    pub is_paused: bool,
    /// Times moved by the customer or the technician.
    pub reschedules: u32,
    /// Of these, at short notice.
    pub short_reschedules: u32,
    /// Whether the company moved it.
    pub is_platform_moved: bool,
    /// Whether a technician had agreed when the customer moved it.
    pub was_accepted_when_moved: bool,
    /// Another time that waits for an answer.
    pub proposal: Option<Proposal>,
    /// Times sent back.
    pub reworks: u32,
    /// What the technician found.
    pub diagnosis: String,
    /// Where the answer to a change order leads back to.
    pub resume_state: Option<State>,
    /// The customer's agreement.
    pub acceptance: Option<Acceptance>,
    /// 4 digits that prove the technician stands at the door; never serialised with the visit.
    #[serde(skip)]
    pub start_code: String,
    /// 6 digits that accept the work; never serialised with the visit.
    #[serde(skip)]
    pub finish_code: Option<String>,
    /// Until when the finish code holds.
    pub finish_code_expires_at: Option<Timestamp>,
    /// Wrong codes since the last right one.
    #[serde(skip)]
    pub code_tries: u32,
    /// Until when no code is taken.
    pub code_locked_until: Option<Timestamp>,
    /// Where its technician's device was last.
    #[serde(skip)]
    pub seen: Option<Seen>,
    /// For saving.
    pub version: i64,
}

impl Visit {
    /// Minutes of work promised, change orders included.
    #[must_use]
    pub fn planned_minutes(&self) -> u32 {
        self.need.duration_minutes.saturating_add(self.extra_minutes)
    }

    /// Seconds worked until an instant, pauses and waiting for answers left out.
    #[must_use]
    pub fn worked_seconds_at(&self, now: Timestamp) -> i64 {
        let running = self.working_since.map_or(0, |since| now.duration_since(since).as_secs().max(0));
        self.worked_seconds.saturating_add(running)
    }

    /// Lets the clock of work run.
    pub(crate) fn start_clock(&mut self, now: Timestamp) {
        self.working_since = Some(now);
    }

    /// Stops it.
    pub(crate) fn stop_clock(&mut self, now: Timestamp) {
        self.worked_seconds = self.worked_seconds_at(now);
        self.working_since = None;
    }

    /// Forgets the technician and what was agreed with them.
    pub(crate) fn release(&mut self) {
        self.offered_to = None;
        self.technician = None;
        self.accepted_at = None;
        self.contacted_at = None;
        self.departed_at = None;
        self.late_notice_at = None;
        self.proposal = None;
        self.seen = None;
    }
}

impl FromRow for Visit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            market: row.get("market_id")?,
            visit: row.get("visit_id")?,
            job: row.get("job_id")?,
            sequence: row.get("sequence")?,
            parent: row.get("parent_visit_id")?,
            state: row.get("state")?,
            entered_verb: row.get("entered_verb")?,
            entered_by: row.get("entered_by")?,
            entered_at: row.get("entered_at")?,
            moves_made: row.get("moves_made")?,
            unassignable_reason: row.get("unassignable_reason")?,
            frozen_reason: row.get("frozen_reason")?,
            territory: row.get("territory_id")?,
            place: Place { latitude: row.get("latitude")?, longitude: row.get("longitude")? },
            need: row.get::<Json<Need>>("need")?.0,
            extra_minutes: row.get("extra_minutes")?,
            window: Window { start: row.get("window_start")?, end: row.get("window_end")? },
            original_start: row.get("original_start")?,
            wanted_technician: row.get("wanted_technician_id")?,
            offered_to: row.get("offered_to")?,
            technician: row.get("technician_id")?,
            accepted_at: row.get("accepted_at")?,
            contacted_at: row.get("contacted_at")?,
            departed_at: row.get("departed_at")?,
            arrived_at: row.get("arrived_at")?,
            started_at: row.get("started_at")?,
            finished_at: row.get("finished_at")?,
            ended_at: row.get("ended_at")?,
            late_notice_at: row.get("late_notice_at")?,
            calls_at_door: row.get("calls_at_door")?,
            messages_at_door: row.get("messages_at_door")?,
            worked_seconds: row.get("worked_seconds")?,
            working_since: row.get("working_since")?,
            is_paused: row.get("is_paused")?,
            reschedules: row.get("reschedules")?,
            short_reschedules: row.get("short_reschedules")?,
            is_platform_moved: row.get("is_platform_moved")?,
            was_accepted_when_moved: row.get("was_accepted_when_moved")?,
            proposal: row.get::<Option<Json<Proposal>>>("proposal")?.map(|json| json.0),
            reworks: row.get("reworks")?,
            diagnosis: row.get("diagnosis")?,
            resume_state: row.get("resume_state")?,
            acceptance: row.get::<Option<Json<Acceptance>>>("acceptance")?.map(|json| json.0),
            start_code: row.get("start_code")?,
            finish_code: row.get("finish_code")?,
            finish_code_expires_at: row.get("finish_code_expires_at")?,
            code_tries: row.get("code_tries")?,
            code_locked_until: row.get("code_locked_until")?,
            seen: row.get::<Option<Json<Seen>>>("seen")?.map(|json| json.0),
            version: row.get("version")?,
        })
    }
}
