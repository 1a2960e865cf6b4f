//! Nouns: review, scores, what was visited.

use db::{FromRow, Row};
use kernel::{CustomerId, FileId, JobId, Result, ReviewId, TechnicianId, Timestamp, VisitId, scalar::Json};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// What a review scores.
    pub enum Dimension {
        /// All in all; the only one that must be given.
        Overall = "overall",
        /// Came when promised.
        Punctuality = "punctuality",
        /// Did it well.
        Workmanship = "workmanship",
        /// Explained and listened.
        Communication = "communication",
        /// Left the place clean.
        Cleanliness = "cleanliness",
        /// Cost what was said.
        PriceTransparency = "price_transparency",
    }
}

/// One to five by dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// All in all.
    pub overall: i64,
    /// Came when promised.
    #[serde(default)]
    pub punctuality: Option<i64>,
    /// Did it well.
    #[serde(default)]
    pub workmanship: Option<i64>,
    /// Explained and listened.
    #[serde(default)]
    pub communication: Option<i64>,
    /// Left the place clean.
    #[serde(default)]
    pub cleanliness: Option<i64>,
    /// Cost what was said.
    #[serde(default)]
    pub price_transparency: Option<i64>,
}

impl Scores {
    /// The same score in every dimension.
    #[must_use]
    pub const fn all(score: i64) -> Self {
        let given = Some(score);
        Self {
            overall: score,
            punctuality: given,
            workmanship: given,
            communication: given,
            cleanliness: given,
            price_transparency: given,
        }
    }

    /// The score of one dimension, when it was given.
    #[must_use]
    pub const fn of(&self, dimension: Dimension) -> Option<i64> {
        match dimension {
            Dimension::Overall => Some(self.overall),
            Dimension::Punctuality => self.punctuality,
            Dimension::Workmanship => self.workmanship,
            Dimension::Communication => self.communication,
            Dimension::Cleanliness => self.cleanliness,
            Dimension::PriceTransparency => self.price_transparency,
        }
    }
}

kernel::text_enum! {
    /// Words to tick instead of writing.
    pub enum ReviewTag {
        /// On time.
        OnTime = "on_time",
        /// Careful work.
        Careful = "careful",
        /// Friendly.
        Friendly = "friendly",
        /// Explained everything.
        ExplainedWell = "explained_well",
        /// Left it clean.
        Tidy = "tidy",
        /// Fair price.
        FairPrice = "fair_price",
        /// Came late.
        Late = "late",
        /// Careless work.
        Careless = "careless",
        /// Unfriendly.
        Unfriendly = "unfriendly",
        /// Explained little.
        ExplainedLittle = "explained_little",
        /// Left dirt.
        Untidy = "untidy",
        /// Cost more than said.
        Overcharged = "overcharged",
    }
}

/// What a customer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// One to five.
    pub scores: Scores,
    /// In their words.
    #[serde(default)]
    pub text: String,
    /// In ours.
    #[serde(default)]
    pub tags: Vec<ReviewTag>,
    /// Stored photos.
    #[serde(default)]
    pub photos: Vec<FileId>,
}

/// Whether customer and technician may be the same person; the flow compares their phones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneCheck {
    /// Different phones.
    Differ,
    /// The same phone: somebody may be reviewing themselves.
    Same,
}

/// What was visited, as the flow that knows jobs says.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitFacts {
    /// Which visit.
    pub visit: VisitId,
    /// Of which job.
    pub job: JobId,
    /// The customer of the job.
    pub customer: CustomerId,
    /// Who did it.
    pub technician: TechnicianId,
    /// When it was completed; none: not yet.
    pub completed_at: Option<Timestamp>,
    /// Whether the two have the same phone.
    pub phones: PhoneCheck,
}

kernel::text_enum! {
    /// Whether others see a review. Only shown ones count.
    pub enum ReviewState {
        /// Seen by all.
        Shown = "shown",
        /// Held back until an operator has looked: it may not be genuine.
        Held = "held",
        /// Taken down by an operator.
        Hidden = "hidden",
    }
}

/// What a customer thinks of a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Its id.
    pub review_id: ReviewId,
    /// Of which visit.
    pub visit_id: VisitId,
    /// Of which job.
    pub job_id: JobId,
    /// By whom.
    pub customer_id: CustomerId,
    /// About whom.
    pub technician_id: TechnicianId,
    /// What it says.
    #[serde(flatten)]
    pub opinion: Opinion,
    /// Whether others see it.
    pub state: ReviewState,
    /// Why not.
    pub state_reason: String,
    /// The answer; empty: none yet.
    pub reply: String,
    /// Who answered: an actor's label.
    pub reply_by: Option<String>,
    /// When.
    pub replied_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its author changed it last.
    pub edited_at: Option<Timestamp>,
    /// Row version.
    pub version: i64,
}

impl FromRow for Review {
    fn from_row(row: &Row) -> Result<Self> {
        let (Json(tags), Json(photos)) = (row.get("tags")?, row.get("photos")?);
        let scores = Scores {
            overall: row.get("overall")?,
            punctuality: row.get("punctuality")?,
            workmanship: row.get("workmanship")?,
            communication: row.get("communication")?,
            cleanliness: row.get("cleanliness")?,
            price_transparency: row.get("price_transparency")?,
        };
        Ok(Self {
            review_id: row.get("review_id")?,
            visit_id: row.get("visit_id")?,
            job_id: row.get("job_id")?,
            customer_id: row.get("customer_id")?,
            technician_id: row.get("technician_id")?,
            opinion: Opinion { scores, text: row.get("body")?, tags, photos },
            state: row.get("state")?,
            state_reason: row.get("state_reason")?,
            reply: row.get("reply")?,
            reply_by: row.get("reply_by")?,
            replied_at: row.get("replied_at")?,
            created_at: row.get("created_at")?,
            edited_at: row.get("edited_at")?,
            version: row.get("version")?,
        })
    }
}
