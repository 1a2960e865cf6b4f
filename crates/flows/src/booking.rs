//! From a quote to a job: the windows that can be promised, the slot that is held at a binding price, the booking.

use crate::{
    facts, policies,
    quote_lines::{invoice_line, job_line},
};
use billing::actions::OpenInvoice;
use catalog::{
    actions::{AcceptQuote, RequoteAt},
    model::{LineCode, PaymentMode, Plan, Quote, QuoteOption, SigningKey, Urgency},
};
use db::{Action, Read, Tx};
use dispatch::{
    actions::{ConfirmHold, Facts, Held, HoldSlot},
    model as planning,
    rules::slots::SlotDay,
};
use jobs::{
    actions::{OpenJob, Opened},
    model::{
        Contact, Names, Need, PaymentTerms, PhotoNeed, PropertyFacts, QuoteFacts, ServiceFacts, SkillNeed, Source,
        StepFact,
    },
};
use kernel::{
    Ctx, CustomerId, FileId, HoldId, InvoiceId, Locale, Permission, Place, QuoteId, Result, TechnicianId, Window,
    problem,
    time::{Date, minutes},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

kernel::refusals! {
    /// The held slot was for other work or another place than the quote.
    HOLD_DIFFERS = Refused "hold_differs";
    /// The address is in another territory than the quote was made for.
    QUOTE_FOR_ELSEWHERE = Refused "quote_for_elsewhere";
}

/// For which visit windows are wanted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SlotWish {
    /// The quote that says how long it takes and who can do it.
    pub quote: QuoteId,
    /// Where; must lie in the quote's territory.
    pub place: Place,
    /// Only this technician.
    pub technician: Option<TechnicianId>,
}

/// What planning needs to know of a quoted visit.
pub async fn need_of_quote(read: &mut Read, ctx: &Ctx, quote: &Quote, wish: &SlotWish) -> Result<planning::VisitNeed> {
    let territories = markets::views::territories(read, ctx.market).await?;
    let territory = markets::rules::territory_of(&territories, wish.place)?;
    if quote.visit.territory.is_some_and(|quoted| quoted != territory.territory_id) {
        return Err(QUOTE_FOR_ELSEWHERE.field("place"));
    }
    let ties = facts::ties(read, ctx, quote.customer.or(ctx.actor.customer())).await?;
    let skills = quote.need.skills.iter();
    let difficulty = quote.items.iter().filter_map(|item| item.choice.piece.difficulty).max();
    Ok(planning::VisitNeed {
        duration_minutes: quote.need.duration_minutes,
        buffer_before_minutes: quote.need.buffer_before_minutes,
        buffer_after_minutes: quote.need.buffer_after_minutes,
        skills: skills.map(|need| planning::SkillNeed { skill: need.skill.clone(), level: need.level }).collect(),
        difficulty: difficulty.unwrap_or(0),
        crew_size: quote.need.crew_size,
        place: wish.place,
        territory: Some(territory.territory_id),
        gender: None,
        named: wish.technician,
        excluded: ties.excluded,
        familiar: ties.familiar,
        is_emergency: quote.visit.urgency == Urgency::Emergency,
        earning: None,
    })
}

/// The windows that can be promised for a quoted visit, day by day over the horizon.
pub async fn slots(read: &mut Read, ctx: &Ctx, wish: &SlotWish, from: Option<Date>) -> Result<Vec<SlotDay>> {
    let quote = catalog::views::quote_seen_by(read, ctx, wish.quote).await?;
    let need = need_of_quote(read, ctx, &quote, wish).await?;
    let policy = policies::dispatching(read, ctx.market).await?;
    let zone = markets::views::market(read, ctx.market).await?.zone;
    let today = zone.date_of(ctx.now);
    let roster = facts::roster(read, ctx, &zone, today, u32::from(policy.horizon_days) + 1).await?;
    let question =
        dispatch::views::SlotQuestion { roster: &roster, need: &need, policy: &policy, now: ctx.now, instead_of: None };
    dispatch::views::slots(read, ctx.market, &question, from).await
}

/// Holds a window for some minutes and binds the price to its time. The quote that comes back replaces the one that was asked with.
pub struct ChooseSlot {
    /// What and where.
    pub wish: SlotWish,
    /// The window.
    pub window: Window,
    /// The browser's secret, for people who have not signed in.
    pub guest_key: Option<String>,
    /// Signs quotes.
    pub key: SigningKey,
}

/// A held window and its binding price.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chosen {
    /// The hold.
    pub held: Held,
    /// The quote for this time.
    pub quote: Quote,
}

impl Action for ChooseSlot {
    const NAME: &'static str = "flows.choose_slot";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Chosen;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Chosen> {
        let old = catalog::views::quote_seen_by(tx, ctx, self.wish.quote).await?;
        // The emergency window has begun already; its price is that of now.
        let start = Some(self.window.start.max(ctx.now));
        let quote = if old.visit.start == start && old.standing(ctx.now) == catalog::model::Standing::Open {
            old
        } else {
            let urgency = old.visit.urgency;
            RequoteAt { quote: old.id, start, urgency, key: self.key.clone() }.perform(tx, ctx).await?
        };
        let need = need_of_quote(tx, ctx, &quote, &self.wish).await?;
        let facts = Arc::new(facts_of_day(tx, ctx, self.window).await?);
        let held =
            HoldSlot { need, window: self.window, guest_key: self.guest_key.clone(), facts }.perform(tx, ctx).await?;
        Ok(Chosen { held, quote })
    }

    fn subject(&self) -> String {
        self.wish.quote.to_string()
    }
}

/// Roster and policy for a visit in a window.
pub async fn facts_of_day(read: &mut Read, ctx: &Ctx, window: Window) -> Result<Facts> {
    let zone = markets::views::market(read, ctx.market).await?.zone;
    let date = zone.date_of(window.start);
    let days = (zone.date_of(window.end) - date).get_days();
    let roster = facts::roster(read, ctx, &zone, date, u32::try_from(days).unwrap_or(0) + 1).await?;
    Ok(Facts { roster, policy: policies::dispatching(read, ctx.market).await? })
}

/// Books a held slot at the quoted price: quote, job, technician's time and invoice in one transaction.
pub struct BookVisit {
    /// For whom, when an operator books; customers book for themselves.
    pub customer: Option<CustomerId>,
    /// The quote that came with the hold.
    pub quote: QuoteId,
    /// Which of its options.
    pub plan: Plan,
    /// The hold.
    pub hold: HoldId,
    /// The browser's secret under which the slot was held.
    pub guest_key: Option<String>,
    /// Whom we call.
    pub contact: Contact,
    /// Where; its territory is looked up.
    pub property: BookedProperty,
    /// What the customer wrote.
    pub note: String,
    /// What the customer photographed.
    pub photos: Vec<FileId>,
    /// Where the order came from.
    pub source: Source,
    /// Signs quotes.
    pub key: SigningKey,
}

/// The property as the job keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookedProperty {
    /// From the customer's file, when it is there.
    pub property: Option<kernel::PropertyId>,
    /// Street, number, door.
    pub address: String,
    /// Where.
    pub place: Place,
    /// Which floor.
    pub floor: i32,
    /// Whether there is a lift.
    pub has_lift: bool,
    /// How to get in.
    pub building_note: String,
}

/// A booking.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Booked {
    /// The job and its first visit.
    pub opened: Opened,
    /// What is owed.
    pub invoice: InvoiceId,
    /// Who pays.
    pub customer: CustomerId,
}

impl Action for BookVisit {
    const NAME: &'static str = "flows.book_visit";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Booked;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked> {
        let customer = ctx.actor.customer().ok_or_else(|| problem::NOT_SIGNED_IN.problem())?;
        self.book(tx, ctx, customer).await
    }
}

/// The same by an operator, for a customer on the phone.
pub struct BookVisitFor(pub BookVisit);

impl Action for BookVisitFor {
    const NAME: &'static str = "flows.book_visit_for";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Booked;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked> {
        let customer = self.0.customer.ok_or_else(|| problem::REQUIRED.field("customer"))?;
        customers::views::customer(tx, ctx.market, customer).await?;
        self.0.book(tx, ctx, customer).await
    }
}

impl BookVisit {
    async fn book(&self, tx: &mut Tx, ctx: &Ctx, customer: CustomerId) -> Result<Booked> {
        let accept =
            AcceptQuote { quote: self.quote, plan: self.plan, customer: Some(customer), key: self.key.clone() };
        let quote = accept.perform(tx, ctx).await?;
        let option = quote.option(self.plan).ok_or_else(|| problem::MISSING.field("plan"))?;
        let hold = dispatch::views::hold(tx, ctx.market, self.hold).await?;
        self.check(&quote, &hold)?;
        let opened = self.open(tx, ctx, (&quote, option), &hold, customer).await?;
        let visit = opened.visit;
        ConfirmHold { hold: self.hold, visit, guest_key: self.guest_key.clone() }.perform(tx, ctx).await?;
        let invoice = OpenInvoice {
            job: opened.job,
            job_number: opened.number.clone(),
            customer,
            currency: quote.currency,
            lines: option.lines.iter().map(invoice_line).collect::<Result<_>>()?,
            deposit: option.due_first,
        };
        let invoice = invoice.perform(tx, ctx).await?;
        Ok(Booked { opened, invoice, customer })
    }

    /// What is booked is what was held: same work, same place, same time.
    fn check(&self, quote: &Quote, hold: &planning::Hold) -> Result<()> {
        let need = &hold.need.0;
        let same_work = need.minutes()
            == i64::from(
                quote.need.duration_minutes + quote.need.buffer_before_minutes + quote.need.buffer_after_minutes,
            )
            && need.crew_size == quote.need.crew_size
            && need.skills.iter().map(|need| (&need.skill, need.level)).eq(quote
                .need
                .skills
                .iter()
                .map(|need| (&need.skill, need.level)));
        let same_place = need.place.metres_to(self.property.place) < 30.0
            && need.territory == quote.visit.territory.or(need.territory);
        let same_time = quote.visit.start.is_some_and(|start| hold.window_start <= start && start < hold.window_end);
        let same_home = self.property.floor == quote.visit.floor && self.property.has_lift == quote.visit.has_lift;
        if same_work && same_place && same_time && same_home { Ok(()) } else { Err(HOLD_DIFFERS.field("hold")) }
    }

    async fn open(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        (quote, option): (&Quote, &QuoteOption),
        hold: &planning::Hold,
        customer: CustomerId,
    ) -> Result<Opened> {
        let item = quote.items.first().ok_or_else(|| problem::MISSING.field("quote"))?;
        let territory = hold.need.0.territory.ok_or_else(|| HOLD_DIFFERS.field("hold"))?;
        let travel = option.lines.iter().find(|line| line.code == LineCode::Travel).map(|line| line.amount);
        let policy = policies::day(tx, ctx.market).await?;
        let open = OpenJob {
            customer,
            contact: self.contact.clone(),
            property: PropertyFacts {
                property: self.property.property,
                address: self.property.address.clone(),
                place: self.property.place,
                territory,
                floor: self.property.floor,
                has_lift: self.property.has_lift,
                building_note: self.property.building_note.clone(),
            },
            quote: QuoteFacts {
                quote: quote.id,
                lines: option.lines.iter().map(job_line).collect(),
                total: option.total,
            },
            service: ServiceFacts {
                service: item.choice.service,
                code: item.code.clone(),
                names: Names { zh: item.names.zh.clone(), en: item.names.en.clone() },
            },
            terms: match quote.payment {
                PaymentMode::Deposit { .. } if option.due_first.is_positive() => {
                    PaymentTerms::Deposit { due: option.due_first }
                }
                PaymentMode::Deposit { .. } | PaymentMode::PayAfter => PaymentTerms::PayAfter,
                PaymentMode::Prepay => PaymentTerms::Prepay,
            },
            payment_due_at: ctx.now.checked_add(minutes(policy.payment_minutes)).ok(),
            need: Need {
                duration_minutes: quote.need.duration_minutes,
                buffer_before_minutes: quote.need.buffer_before_minutes,
                buffer_after_minutes: quote.need.buffer_after_minutes,
                skills: quote
                    .need
                    .skills
                    .iter()
                    .map(|need| SkillNeed { skill: need.skill.clone(), level: need.level })
                    .collect(),
                crew_size: u32::from(quote.need.crew_size),
            },
            window: hold.window(),
            wanted_technician: hold.need.0.named,
            checklist: checklist(tx, ctx, &item.checklist).await?,
            visit_fee: Some(quote.visit_fee),
            travel_fee: travel,
            note: self.note.clone(),
            photos: self.photos.clone(),
            source: self.source,
        };
        open.perform(tx, ctx).await
    }
}

/// The steps of a service's checklist, as the job keeps them.
async fn checklist(read: &mut Read, ctx: &Ctx, code: &str) -> Result<Vec<StepFact>> {
    let template = catalog::views::checklist(read, ctx.market, code).await?;
    let photo = |name: &String| PhotoNeed {
        name: name.clone(),
        label: Names { zh: photo_label(Locale::ZhCn, name), en: photo_label(Locale::En, name) },
    };
    Ok(template
        .steps
        .iter()
        .map(|step| StepFact {
            code: step.code.clone(),
            names: Names { zh: step.names.zh.clone(), en: step.names.en.clone() },
            is_required: step.gate != catalog::model::Gate::Nothing,
            photos: step.photos.iter().map(photo).collect(),
        })
        .collect())
}

fn photo_label(locale: Locale, name: &str) -> String {
    let key = format!("catalog-photo-{}", name.replace('_', "-"));
    if i18n::has(locale, &key) { i18n::text(locale, &key) } else { name.to_owned() }
}
