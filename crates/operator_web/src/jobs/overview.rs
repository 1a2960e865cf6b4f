//! The first tab of an order: what can be done, customer and place, price, visits with checklist and proofs, the whole timeline.

use super::{
    order::{Head, Order},
    story,
};
use crate::{
    forms::{Refused, Sheet},
    frame,
    words::{self, Words, word_or_code},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Visitor};
use jobs::{
    model::{ChangeOrder, PaymentTerms, ProofKind, Verb, Visit},
    views::VisitDetail,
};
use kernel::{Permission, Result};
use ui::{Bill, Choice, MapData, MapPoint, PhotoSlot, Shell, Timeline, Tone};

#[derive(Template)]
#[template(path = "jobs/overview.html")]
struct Overview {
    shell: Shell,
    head: Head,
    order: Order,
    phone: String,
    phone_link: Option<String>,
    customer_page: Option<String>,
    territory: String,
    map: MapData,
    bill: Bill,
    terms: String,
    photos: Vec<PhotoSlot>,
    visits: Vec<VisitPart>,
    timeline: Timeline,
    warnings: Vec<(Tone, String)>,
    progress_link: String,
    accept: Sheet,
    rework: Sheet,
    absent: Sheet,
    missing: Sheet,
    resolve: Sheet,
    clear: Sheet,
    refused: Option<String>,
    compensation: String,
    visit_fee: String,
    ways: Vec<Choice>,
    may_message: bool,
}

/// One visit with what was found and proven.
struct VisitPart {
    visit: Visit,
    technician: Option<String>,
    is_current: bool,
    times: Vec<(String, String)>,
    steps: Vec<StepPart>,
    proofs: Vec<PhotoSlot>,
    worked: String,
}

struct StepPart {
    name: String,
    is_required: bool,
    done: Option<String>,
    note: String,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    dress(&visitor, &key, None).await
}

/// The page, with the form that was refused shown open.
pub(super) async fn dress(visitor: &Visitor, key: &str, refused: Option<Refused>) -> Answer {
    let overview = overview(visitor, key, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &overview, refused.as_ref()))
}

async fn overview(visitor: &Visitor, key: &str, refused: Option<&Refused>) -> Result<Overview> {
    let order = Order::of(visitor, key).await?;
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    let job = order.detail.job.clone();
    let postings = match frame::may(visitor, Permission::MoneyRead) {
        true => billing::views::postings::of_job(&mut read, market, job.job).await?,
        false => Vec::new(),
    };
    let deliveries = match frame::may(visitor, Permission::MessagesRead) {
        true => messaging::views::deliveries::deliveries_about(&mut read, market, &job.job.to_string()).await?,
        false => Vec::new(),
    };
    let policy = flows::policies::cancellation(&mut read, market).await?;
    drop(read);
    let mut shell = order.shell(visitor);
    if refused.is_some() {
        shell.here = order.page("");
    }
    let currency = job.total.currency;
    let territory = visitor.edge.directory.territories(market);
    let territory = territory.iter().find(|one| one.territory_id == job.property.territory);
    let sheet = |name| Sheet::new(&shell, refused, name, |form| form.with("name", &job.contact.name));
    let sees_people = frame::may(visitor, Permission::CustomersRead);
    let may_call = frame::may(visitor, Permission::JobsWrite);
    Ok(Overview {
        head: order.head(visitor, &shell, ""),
        phone: if may_call { job.contact.phone.local().to_owned() } else { job.contact.phone.masked() },
        phone_link: may_call.then(|| format!("tel:{}", job.contact.phone.e164())),
        customer_page: sees_people.then(|| format!("/console/customers/{}", job.customer)),
        territory: territory.map(|one| one.names.get(shell.locale).to_owned()).unwrap_or_default(),
        map: map_of(&order, &shell),
        bill: bill_of(&order, &shell),
        terms: terms_of(&job.terms, &shell),
        photos: job.photos.iter().map(|file| photo(visitor, &shell.t("day-customer-photo"), *file)).collect(),
        visits: order.detail.visits.iter().rev().map(|one| visit_part(visitor, &shell, &order, one)).collect(),
        timeline: ui::timeline(story::story(&shell, &order, &postings, &deliveries)),
        warnings: warnings(&order, &shell),
        progress_link: format!("{}/p/{}", visitor.edge.app.base_url, job.share_token),
        accept: sheet("accept-work"),
        rework: sheet("request-rework"),
        absent: sheet("no-show-customer"),
        missing: sheet("no-show-technician"),
        resolve: sheet("resolve-dispute"),
        clear: sheet("clear-freeze"),
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        compensation: shell.money(kernel::Money::new(policy.compensation_minor, currency)),
        visit_fee: shell.money(job.visit_fee),
        ways: words::choices(shell.locale, "day-accept-by", ["typed_name", "finish_code"]),
        may_message: frame::may(visitor, Permission::MessagesRead),
        order,
        shell,
    })
}

impl Overview {
    fn can(&self, verb: &str) -> bool {
        verb.parse::<Verb>().is_ok_and(|verb| self.order.can(verb))
    }
    fn who(&self, id: &str) -> String {
        self.order.people.name(id)
    }
    fn extra_lines(&self, extra: &ChangeOrder) -> Bill {
        let bill = extra.lines.iter().fold(ui::bill(self.shell.locale), |bill, line| {
            bill.line(line.label.in_locale(self.shell.locale), "", line.amount)
        });
        bill.total(self.shell.t("day-total"), extra.total)
    }
    fn source(&self) -> String {
        self.shell.word("day-source", self.order.detail.job.source)
    }
}

fn photo(visitor: &Visitor, name: &str, file: kernel::FileId) -> PhotoSlot {
    PhotoSlot::taken(name, visitor.edge.thumbnail_url(file), visitor.edge.picture_url(file))
}

fn map_of(order: &Order, shell: &Shell) -> MapData {
    let job = &order.detail.job;
    MapData::new().visit(&MapPoint {
        id: job.job.to_string(),
        place: job.property.place,
        tone: crate::tones::visit(order.visit().state),
        mark: String::new(),
        label: job.number.clone(),
        note: shell.window(order.visit().window),
        href: String::new(),
    })
}

fn bill_of(order: &Order, shell: &Shell) -> Bill {
    let job = &order.detail.job;
    let bill = job
        .lines
        .iter()
        .fold(ui::bill(shell.locale), |bill, line| bill.line(line.label.in_locale(shell.locale), "", line.amount));
    let bill = if job.extras.is_zero() { bill } else { bill.sum(shell.t("day-extras"), job.extras) };
    bill.total(shell.t("day-total"), order.detail.due)
}

fn terms_of(terms: &PaymentTerms, shell: &Shell) -> String {
    match terms {
        PaymentTerms::Deposit { due } => shell.tw("day-terms-deposit", &[("amount", shell.money(due).into())]),
        PaymentTerms::Prepay => shell.t("day-terms-prepay"),
        PaymentTerms::PayAfter => shell.t("day-terms-pay-after"),
    }
}

fn warnings(order: &Order, shell: &Shell) -> Vec<(Tone, String)> {
    let visit = order.visit();
    let mut warnings = Vec::new();
    if let Some(reason) = &visit.unassignable_reason {
        let reason = story::said(shell, reason);
        warnings.push((Tone::Bad, shell.tw("day-warn-unassignable", &[("reason", reason.into())])));
    }
    if let Some(reason) = &visit.frozen_reason {
        let reason = word_or_code(shell.locale, "day-why", reason);
        warnings.push((Tone::Bad, shell.tw("day-warn-frozen", &[("reason", reason.into())])));
    }
    if let Some(proposal) = &visit.proposal {
        let arguments = [
            ("window", shell.window(proposal.window).into()),
            ("party", shell.word("day-party", proposal.by).into()),
            ("until", shell.date_time(proposal.expires_at).into()),
        ];
        warnings.push((Tone::Warn, shell.tw("day-warn-proposal", &arguments)));
    }
    if let Some(due) = order.detail.job.payment_due_at.filter(|_| visit.state == jobs::model::State::PendingPayment) {
        warnings.push((Tone::Warn, shell.tw("day-warn-unpaid", &[("until", shell.date_time(due).into())])));
    }
    if let Some(ending) = &order.detail.job.ending {
        let arguments = [
            ("tier", shell.word("jobs-tier", ending.tier).into()),
            ("fee", shell.money(ending.fee).into()),
            ("liable", shell.word("jobs-liable", ending.liable).into()),
        ];
        warnings.push((Tone::Neutral, shell.tw("day-warn-ended", &arguments)));
    }
    warnings
}

fn visit_part(visitor: &Visitor, shell: &Shell, order: &Order, detail: &VisitDetail) -> VisitPart {
    let visit = &detail.visit;
    let times = [
        ("day-time-accepted", visit.accepted_at),
        ("day-time-contacted", visit.contacted_at),
        ("day-time-departed", visit.departed_at),
        ("day-time-arrived", visit.arrived_at),
        ("day-time-started", visit.started_at),
        ("day-time-finished", visit.finished_at),
        ("day-time-ended", visit.ended_at),
    ];
    let times = times.iter().filter_map(|(key, at)| at.map(|at| (shell.t(key), shell.date_time(at))));
    let step = |step: &jobs::model::ChecklistStep| StepPart {
        name: step.names.in_locale(shell.locale).to_owned(),
        is_required: step.is_required,
        done: step.ticked_at.map(|at| shell.time(at)),
        note: step.note.clone(),
    };
    let named = |proof: &jobs::model::Proof| {
        let label = detail.checklist.iter().flat_map(|step| &step.photos).find(|need| need.name == proof.name);
        let name = match (label, proof.kind) {
            (_, ProofKind::Signature) => shell.t("day-signature"),
            (Some(need), ProofKind::Photo) if need.label.in_locale(shell.locale) != proof.name => {
                need.label.in_locale(shell.locale).to_owned()
            }
            (_, ProofKind::Photo) => word_or_code(shell.locale, "day-photo", &proof.name),
        };
        photo(visitor, &name, proof.file)
    };
    VisitPart {
        technician: visit.technician.map(|id| order.people.name(&id.to_string())),
        is_current: visit.visit == order.detail.job.current_visit,
        times: times.collect(),
        steps: detail.checklist.iter().map(step).collect(),
        proofs: detail.proofs.iter().map(named).collect(),
        worked: shell.duration(visit.worked_seconds_at(visitor.ctx.now) / 60),
        visit: visit.clone(),
    }
}
