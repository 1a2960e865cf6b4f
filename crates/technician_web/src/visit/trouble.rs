//! `/field/visits/{id}/no-show`, `/cancel`, `/give-back`: when a visit does not go as planned.

use super::{Own, href, shell_below, steps::one_of};
use crate::{
    asked::{Keys, Refused, Typed},
    frame, offers,
    words::{Words, choices},
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use db::Read;
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use flows::{dispatching::GiveBackVisit, policies};
use jobs::{
    actions::{CancelOnSite, MarkNoShowCustomer},
    model::{Party, Verb},
    rules::{
        cancellation::{CancelFacts, CancelReason, CancellationPolicy, FeePreview, preview},
        no_show,
    },
};
use kernel::{Problem, Result, VisitId, problem};
use ui::{Choice, Form, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/visits/{id}/no-show", get(show_no_show).post(no_show))
        .route("/field/visits/{id}/cancel", get(show_cancel).post(cancel))
        .route("/field/visits/{id}/give-back", get(show_give_back).post(give_back))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    NoShow,
    Cancel,
    GiveBack,
}

impl Kind {
    fn page(self) -> &'static str {
        match self {
            Self::NoShow => "no-show",
            Self::Cancel => "cancel",
            Self::GiveBack => "give-back",
        }
    }
    fn verb(self) -> Verb {
        match self {
            Self::NoShow => Verb::NoShowCustomer,
            Self::Cancel => Verb::CancelOnSite,
            Self::GiveBack => Verb::Refuse,
        }
    }
}

/// What must be there before a customer counts as absent: its name, how much is there, how much is needed.
struct Needed {
    label: String,
    is_there: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "visits/trouble.html", blocks = ["content"])]
struct Trouble {
    shell: Shell,
    keys: Keys,
    own: Own,
    form: Form,
    kind: Kind,
    reasons: Vec<Choice>,
    needed: Vec<Needed>,
    fees: Vec<(String, FeePreview)>,
}

impl Trouble {
    fn text(&self, what: &str) -> String {
        self.shell.t(&format!("field-{}-{what}", self.kind.page()))
    }
    fn may(&self) -> bool {
        self.own.is_theirs && self.own.can(self.kind.verb())
    }
    fn is_ready(&self) -> bool {
        self.needed.iter().all(|one| one.is_there)
    }
    fn takes_reason(&self) -> bool {
        !self.reasons.is_empty()
    }
}

async fn show_no_show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, Kind::NoShow, None).await
}

async fn show_cancel(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, Kind::Cancel, None).await
}

async fn show_give_back(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, Kind::GiveBack, None).await
}

async fn dress(visitor: &Visitor, id: &str, kind: Kind, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let page = page(&mut read, visitor, id, kind, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    frame::respond(visitor, &page, refused.as_ref())
}

async fn page(read: &mut Read, visitor: &Visitor, id: &str, kind: Kind, refused: Option<&Refused>) -> Result<Trouble> {
    let own = Own::read(read, visitor, id).await?;
    let shell = shell_below(read, visitor, &own, &format!("field-{}", kind.page())).await?;
    let policy = policies::cancellation(read, visitor.ctx.market).await?;
    let reasons = match kind {
        Kind::NoShow => Vec::new(),
        Kind::Cancel => choices(shell.locale, "jobs-reason", cancel_reasons().map(|reason| reason.as_str())),
        Kind::GiveBack => offers::refusals(&shell),
    };
    Ok(Trouble {
        keys: Keys::of(visitor),
        form: Refused::form(refused, visitor, kind.page()),
        needed: if kind == Kind::NoShow { needed(&shell, &policy, &own) } else { Vec::new() },
        fees: if kind == Kind::GiveBack { Vec::new() } else { fees(visitor, &shell, &policy, &own, kind)? },
        reasons,
        kind,
        own,
        shell,
    })
}

fn cancel_reasons() -> impl Iterator<Item = CancelReason> {
    CancelReason::ALL.iter().copied().filter(|reason| reason.is_for(Party::Technician))
}

/// What calling it off now would cost whom, by reason.
fn fees(
    visitor: &Visitor,
    shell: &Shell,
    policy: &CancellationPolicy,
    own: &Own,
    kind: Kind,
) -> Result<Vec<(String, FeePreview)>> {
    let facts = CancelFacts::of(&own.job, &own.detail.visit, visitor.ctx.now)?;
    if kind == Kind::NoShow {
        return Ok(vec![(shell.t("field-no-show"), no_show::customer_absent(policy, &facts)?)]);
    }
    let fee = |reason: CancelReason| {
        preview(policy, &facts, reason, None, visitor.ctx.now).map(|fee| (shell.word("jobs-reason", reason), fee))
    };
    cancel_reasons().map(fee).collect()
}

fn needed(shell: &Shell, policy: &CancellationPolicy, own: &Own) -> Vec<Needed> {
    let visit = &own.detail.visit;
    let minutes = visit.arrived_at.map_or(0, |at| shell.now.duration_since(at).as_mins().max(0));
    let one = |key: &str, have: i64, want: i64| Needed {
        label: shell.t(key),
        is_there: have >= want,
        text: format!("{} / {want}", have.min(want)),
    };
    vec![
        one("field-needed-minutes", minutes, policy.no_show_wait_minutes),
        one("field-needed-calls", i64::from(visit.calls_at_door), i64::from(policy.no_show_calls)),
        one("field-needed-messages", i64::from(visit.messages_at_door), i64::from(policy.no_show_messages)),
    ]
}

async fn no_show(Path(id): Path<String>, form: Submitted) -> Answer {
    let done = async {
        let (visit, policy) = prepare(&id, &form).await?;
        let mark = MarkNoShowCustomer { visit, note: form.text("note").to_owned(), policy, device: form.device()? };
        form.visitor.edge.app.db.perform(&form.visitor.ctx, mark).await.map(|_| href(visit, ""))
    };
    answer(&id, &form, Kind::NoShow, done.await).await
}

async fn cancel(Path(id): Path<String>, form: Submitted) -> Answer {
    let done = async {
        let (visit, policy) = prepare(&id, &form).await?;
        let reason: CancelReason = form.read_as("reason")?;
        let note = form.text("note").to_owned();
        let cancel = CancelOnSite { visit, reason, note, policy, device: form.device()? };
        form.visitor.edge.app.db.perform(&form.visitor.ctx, cancel).await.map(|_| href(visit, ""))
    };
    answer(&id, &form, Kind::Cancel, done.await).await
}

async fn give_back(Path(id): Path<String>, form: Submitted) -> Answer {
    let done = async {
        let (visit, _) = prepare(&id, &form).await?;
        let (reason, note) = (one_of(&form, "reason", offers::REFUSALS)?, form.text("note").to_owned());
        let give = GiveBackVisit { visit, reason, note, device: form.device()? };
        form.visitor.edge.app.db.perform(&form.visitor.ctx, give).await.map(|()| "/field".to_owned())
    };
    answer(&id, &form, Kind::GiveBack, done.await).await
}

async fn prepare(id: &str, form: &Submitted) -> Result<(VisitId, CancellationPolicy)> {
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
    let mut read = form.visitor.edge.app.db.read().await?;
    Ok((visit, policies::cancellation(&mut read, form.visitor.ctx.market).await?))
}

async fn answer(id: &str, form: &Submitted, kind: Kind, done: Result<String, Problem>) -> Answer {
    match done {
        Ok(to) => frame::done(&form.visitor, &to, &format!("field-done-{}", kind.page())),
        Err(problem) => dress(&form.visitor, id, kind, Some(Refused::of(kind.page(), form, problem)?)).await,
    }
}
