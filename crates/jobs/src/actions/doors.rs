//! The three doors to a verb: one's own session, an operator for somebody, the progress link with the end of the phone number.

use super::scene::Scene;
use crate::{
    model::{Checked, Job},
    rules::codes::{self, Try},
    store,
};
use db::{Action, Tx};
use kernel::{Ctx, JobId, Permission, Result, problem};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// Through which door a verb comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The actor's own session or token.
    Own,
    /// The progress link of this job, phone checked.
    Link(JobId),
    /// Another context decided it already; the flow vouches for the actor.
    Flow,
}

/// A verb that operators may do for somebody. `ByOperator(action)` asks for `jobs.write` instead of the person's own permission.
pub trait OperatorVerb: Action {
    /// [`Action::NAME`] when an operator does it.
    const OPERATOR_NAME: &'static str;
}

/// The same verb, done by an operator for somebody.
pub struct ByOperator<A>(pub A);

impl<A: OperatorVerb> Action for ByOperator<A> {
    const NAME: &'static str = A::OPERATOR_NAME;
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = A::Outcome;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<A::Outcome> {
        self.0.perform(tx, ctx).await
    }
    fn subject(&self) -> String {
        self.0.subject()
    }
}

/// Declares that operators may do verbs, under names of their own.
macro_rules! by_operator {
    ($($action:ty = $name:literal;)*) => {
        $(impl $crate::actions::OperatorVerb for $action { const OPERATOR_NAME: &'static str = $name; })*
    };
}
pub(crate) use by_operator;

/// A verb that the holder of the progress link may do.
pub trait LinkVerb: Send + Sync + 'static {
    /// [`Action::NAME`] when it comes through the link.
    const LINK_NAME: &'static str;
    /// What comes of it.
    type Done: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Does it through a door.
    fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> impl Future<Output = Result<Self::Done>> + Send;
}

/// A verb through the progress link; the last four digits of the contact's number prove more than having seen the link.
pub struct ByLink<V> {
    /// The secret of the link.
    pub token: String,
    /// The last four digits of the contact's phone.
    pub phone_last4: String,
    /// What to do.
    pub verb: V,
}

impl<V: LinkVerb> Action for ByLink<V> {
    const NAME: &'static str = V::LINK_NAME;
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Checked<V::Done>;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Self::Outcome> {
        let mut job = store::jobs::find_by_token(tx, ctx.market, &self.token).await?;
        let expected = last4(&job);
        match codes::judge(&self.phone_last4, &expected, job.link_tries, job.link_locked_until, ctx.now)? {
            Try::Wrong { tries, locked_until, tries_left } => {
                job.link_tries = tries;
                job.link_locked_until = locked_until;
                store::jobs::save(tx, &mut job).await?;
                Ok(Checked::WrongCode { tries_left })
            }
            Try::Right => {
                if job.link_tries > 0 {
                    job.link_tries = 0;
                    store::jobs::save(tx, &mut job).await?;
                }
                Ok(Checked::Done { done: self.verb.act(tx, ctx, Door::Link(job.job)).await? })
            }
        }
    }
}

fn last4(job: &Job) -> String {
    let digits = job.contact.phone.e164();
    digits[digits.len().saturating_sub(4)..].to_owned()
}

/// A text code judged against a visit's own code; wrong tries are counted on the visit. `None`: right.
pub(crate) async fn check_visit_code(
    tx: &mut Tx,
    ctx: &Ctx,
    scene: &mut Scene,
    given: &str,
    expected: &str,
) -> Result<Option<u32>> {
    let visit = &mut scene.visit;
    match codes::judge(given, expected, visit.code_tries, visit.code_locked_until, ctx.now)? {
        Try::Right => {
            visit.code_tries = 0;
            visit.code_locked_until = None;
            Ok(None)
        }
        Try::Wrong { tries, locked_until, tries_left } => {
            visit.code_tries = tries;
            visit.code_locked_until = locked_until;
            store::visits::save(tx, visit).await?;
            Ok(Some(tries_left))
        }
    }
}

/// `missing` unless the versions agree; `changed_meanwhile` when a client's version is stale.
pub(crate) fn require_version(given: Option<i64>, current: i64) -> Result<()> {
    match given {
        Some(version) if version != current => Err(problem::CHANGED_MEANWHILE.problem()),
        Some(_) | None => Ok(()),
    }
}
