//! What bad input gets: a problem with a code and a sentence in both languages, the field where there is one, and nothing changed.

use crate::{
    asking::{Asker, key, service},
    city::{self, CityPlan, found, place},
    home::{Installation, assemble},
    rush::SERVICE,
};
use billing::{
    actions::{CollectCash, CompensateCustomer, PayFromBalance, RecordPaymentResult, RecordReceipt, RefundInvoice},
    model::{Bearer, Channel, GatewayResult, PaymentPurpose, RefundTo},
};
use catalog::model::Plan;
use db::{Action, Clock, Engine, params};
use dispatch::{actions::Answer, model::Policy};
use flows::{
    App,
    booking::{BookVisit, Booked, BookedProperty, ChooseSlot, Chosen},
    dispatching::RespondToOffer,
    field::TakeCash,
    money::Kept,
    paying::PayOnline,
    policies,
    rescheduling::MoveVisit,
};
use i18n::has;
use jiff::civil::date;
use jobs::{
    actions::{AcceptBy, AcceptWork, CancelJob, Depart},
    model::Device,
    rules::cancellation::CancelReason,
};
use kernel::{
    Actor, Ctx, Currency, Locale, Money, Problem, Result, ServiceId, TechnicianId, Timestamp, Window, Zone,
    ctx::IdempotencyKey,
    time::{hours, minutes},
};

#[test]
fn bad_input_gets_a_clear_problem_and_changes_nothing() {
    test_kit::run(async {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let installation = Installation::fresh(engine).await;
            let faults = table(&installation).await;
            assert_eq!(faults, Vec::<String>::new(), "{engine:?}");
            installation.remove().await;
        }
    });
}

struct Table {
    app: App,
    system: Ctx,
    /// Circumstances of another market of the same brand.
    elsewhere: Ctx,
    zone: Zone,
    service: ServiceId,
    one: Asker,
    other: Asker,
    technicians: Vec<TechnicianId>,
    faults: Vec<String>,
}

async fn table(installation: &Installation) -> Vec<String> {
    let zone: Zone = "America/New_York".parse().unwrap();
    // A Friday; the clocks change in the night to Sunday.
    let clock = Clock::driven(zone.instant(date(2026, 3, 6).at(10, 0, 0, 0)).unwrap());
    let program = assemble(&installation.home, &clock, "http://127.0.0.1:1").await;
    let app = program.app.clone();
    let dispatch = Policy { day_starts_minute: 0, reserve_percent: 0, ..Policy::default() };
    let (skills, today) = (&["assembly"], zone.date_of(clock.now()));
    let plan = CityPlan { zone: "America/New_York", technicians: 3, skills, dispatch, today };
    let (system, technicians) = found(&app, &plan).await.unwrap();
    let mut elsewhere = system.clone();
    elsewhere.market = system.new_id();
    let service = service(&app, &system, SERVICE).await;
    let one = city::customer(&app, &system, 1).await.unwrap();
    let other = city::customer(&app, &system, 2).await.unwrap();
    let faults = Vec::new();
    let mut table = Table { app, system, elsewhere, zone, service, one, other, technicians, faults };
    table.quotes().await;
    table.windows().await;
    let booked = table.bookings().await;
    program.worker().drain().await.unwrap();
    table.money(&booked).await;
    table.order_of_things(&booked).await;
    program.app.db.close().await;
    table.faults
}

/// Every table in which one of the tried actions could leave something.
const TABLES: [&str; 22] = [
    "quotes",
    "holds",
    "holders",
    "reservations",
    "technician_days",
    "visit_plans",
    "offers",
    "decisions",
    "jobs",
    "visits",
    "moves",
    "invoices",
    "invoice_lines",
    "payments",
    "refunds",
    "channel_receipts",
    "billing_postings",
    "ledger_transfers",
    "ledger_entries",
    "outbox",
    "errands",
    "audit_lines",
];

impl Table {
    fn at(&self, day: i8, hour: i8) -> Timestamp {
        self.zone.instant(date(2026, 3, day).at(hour, 0, 0, 0)).unwrap()
    }

    fn window(&self, day: i8, hour: i8) -> Window {
        Window::new(self.at(day, hour), self.at(day, hour) + hours(2)).unwrap()
    }

    fn acting(&self, actor: Actor) -> Ctx {
        self.system.acting_as(actor).at(self.app.clock.now())
    }

    fn as_one(&self) -> Ctx {
        self.one.ctx(&self.app, &self.system)
    }

    /// How many rows there are, and how often they were changed.
    async fn state(&self) -> Vec<(String, i64)> {
        let mut read = self.app.db.read().await.unwrap();
        let mut state = Vec::new();
        for name in TABLES {
            let sql: &'static str = format!("select count(*) from {name}").leak();
            let (rows,): (i64,) = read.one(sql, params![]).await.unwrap();
            state.push((name.to_owned(), rows));
        }
        for name in ["quotes", "holds", "visit_plans", "technician_days", "jobs", "visits", "invoices", "payments"] {
            let sql: &'static str = format!("select cast(coalesce(sum(version), 0) as bigint) from {name}").leak();
            let (versions,): (i64,) = read.one(sql, params![]).await.unwrap();
            state.push((format!("versions of {name}"), versions));
        }
        state
    }

    /// Tries an action that must be refused.
    async fn refused<A: Action>(&mut self, what: &str, ctx: &Ctx, action: A, code: &str, field: Option<&str>) {
        let before = self.state().await;
        let problem = match self.app.db.perform(ctx, action).await {
            Ok(_) => Problem::broken("it was done"),
            Err(problem) => problem,
        };
        let key = format!("problem-{}", problem.code().replace('_', "-"));
        let is_told = [Locale::ZhCn, Locale::En].into_iter().all(|locale| has(locale, &key));
        if problem.code() != code || problem.field_name() != field || !is_told {
            self.faults.push(format!("{what}: wanted {code} at {field:?}, got {problem} (a sentence: {is_told})"));
        }
        let after = self.state().await;
        let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
        if !changed.is_empty() {
            self.faults.push(format!("{what}: changed {changed:?}"));
        }
    }

    async fn chosen(&self, asker: &Asker, day: i8, hour: i8) -> Result<Chosen> {
        let quote = asker.quote(&self.app, &self.system, self.service, 1).await?;
        let wish = asker.wish(quote.id, None);
        asker.choose(&self.app, &self.system, wish, self.window(day, hour)).await
    }

    async fn quotes(&mut self) {
        let (one, key) = (self.one.clone(), key(&self.app));
        let request = |service, quantity| {
            let item = catalog::model::ItemChoice { service, quantity, piece: Default::default(), add_ons: Vec::new() };
            let urgency = catalog::model::Urgency::Normal;
            let visit = catalog::model::VisitFacts { territory: None, floor: 1, has_lift: true, start: None, urgency };
            catalog::model::QuoteRequest { item, visit }
        };
        let make = |request| catalog::actions::MakeQuote { request, customer: None, key: key.clone() };
        let ctx = one.ctx(&self.app, &self.system);
        let unknown = make(request(self.system.new_id(), 1));
        self.refused("an unknown service", &ctx, unknown, "missing", Some("service")).await;
        for quantity in [0, u32::MAX] {
            let wrong = make(request(self.service, quantity));
            self.refused("a quantity that cannot be", &ctx, wrong, "bad_quantity", Some("quantity")).await;
        }
        let mut past = request(self.service, 1);
        past.visit.start = Some(ctx.now - minutes(1));
        self.refused("a start in the past", &ctx, make(past), "time_past", Some("visit.start")).await;
        let mut judged = request(self.service, 1);
        judged.item.piece.difficulty = Some(1);
        let field = Some("piece.difficulty");
        self.refused("a customer who judges difficulty", &ctx, make(judged), "difficulty_by_expert", field).await;
        let for_another =
            catalog::actions::MakeQuote { customer: Some(self.other.customer), ..make(request(self.service, 1)) };
        self.refused("a quote for another person", &ctx, for_another, "missing", Some("customer")).await;
    }

    async fn windows(&mut self) {
        let (one, key) = (self.one.clone(), key(&self.app));
        let quote = one.quote(&self.app, &self.system, self.service, 1).await.unwrap();
        let theirs = self.other.quote(&self.app, &self.system, self.service, 1).await.unwrap();
        let ctx = self.as_one();
        let choose = |quote, window: Window| ChooseSlot {
            wish: one.wish(quote, None),
            window,
            guest_key: None,
            key: key.clone(),
        };
        let half_hour = Window { start: self.at(10, 10) + minutes(30), end: self.at(10, 12) + minutes(30) };
        // Who forgets that the hour from two to three is missing takes the window to be two hours long.
        let start =
            self.zone.instant(date(2026, 3, 8).at(1, 59, 59, 0)).unwrap() + kernel::time::SignedDuration::from_secs(1);
        let over_the_gap = Window { start, end: start + hours(2) };
        let field = Some("window");
        for (what, window) in [
            ("a window of yesterday", self.window(5, 10)),
            ("a window that begins too soon", self.window(6, 10)),
            ("a window beyond the horizon", self.window(25, 10)),
            ("a window between those that are offered", half_hour),
            ("a window with an hour that is missing", over_the_gap),
        ] {
            self.refused(what, &ctx, choose(quote.id, window), "slot_not_offered", field).await;
        }
        let skipped = self.zone.instant(date(2026, 3, 8).at(2, 30, 0, 0)).unwrap_err();
        assert_eq!(skipped.code(), "time_skipped");
        let night = Window { start: over_the_gap.start, end: self.at(8, 4) };
        self.refused("an offered window in which nobody works", &ctx, choose(quote.id, night), "slot_taken", field)
            .await;
        let good = self.window(10, 10);
        self.refused("another person's quote", &ctx, choose(theirs.id, good), "missing", None).await;
        self.refused("an unknown quote", &ctx, choose(ctx.new_id(), good), "missing", None).await;
        let far = ChooseSlot {
            wish: flows::booking::SlotWish { place: place(200_000, 0), ..one.wish(quote.id, None) },
            ..choose(quote.id, good)
        };
        self.refused("a place far away", &ctx, far, "outside_territories", Some("place")).await;
        let elsewhere = self.elsewhere.acting_as(ctx.actor.clone()).at(ctx.now);
        self.refused("a quote of another market", &elsewhere, choose(quote.id, good), "missing", None).await;
    }

    fn booking(&self, asker: &Asker, chosen: &Chosen) -> BookVisit {
        asker.booking(&self.app, &chosen.quote, chosen.held.hold)
    }

    /// Holds and bookings; ends with one good booking.
    async fn bookings(&mut self) -> Booked {
        let (one, other) = (self.one.clone(), self.other.clone());
        let late = self.chosen(&one, 10, 10).await.unwrap();
        self.app.clock.move_to(late.held.expires_at);
        let booking = self.booking(&one, &late);
        self.refused("an expired hold", &self.as_one(), booking, "hold_expired", None).await;

        let mine = self.chosen(&one, 10, 14).await.unwrap();
        let theirs = self.chosen(&other, 11, 14).await.unwrap();
        let ctx = self.as_one();
        let their_hold = BookVisit { hold: theirs.held.hold, ..self.booking(&one, &mine) };
        self.refused("another person's hold of another day", &ctx, their_hold, "hold_differs", Some("hold")).await;
        let twin = self.chosen(&other, 10, 14).await.unwrap();
        let their_hold = BookVisit { hold: twin.held.hold, ..self.booking(&one, &mine) };
        let home = BookedProperty { place: other.place, ..self.booking(&one, &mine).property };
        let their_hold = BookVisit { property: home, ..their_hold };
        self.refused("another person's hold", &ctx, their_hold, "missing", None).await;
        let unknown = BookVisit { hold: ctx.new_id(), ..self.booking(&one, &mine) };
        self.refused("an unknown hold", &ctx, unknown, "missing", None).await;
        let home = BookedProperty { place: place(3000, 3000), ..self.booking(&one, &mine).property };
        let moved = BookVisit { property: home, ..self.booking(&one, &mine) };
        self.refused("another place than held", &ctx, moved, "hold_differs", Some("hold")).await;
        let home = BookedProperty { floor: 9, has_lift: false, ..self.booking(&one, &mine).property };
        let climbed = BookVisit { property: home, ..self.booking(&one, &mine) };
        self.refused("another floor than quoted", &ctx, climbed, "hold_differs", Some("hold")).await;
        let premium = BookVisit { plan: Plan::Premium, ..self.booking(&one, &mine) };
        self.refused("a plan that was not quoted", &ctx, premium, "unknown_plan", Some("plan")).await;
        let anonymous = self.acting(Actor::Anonymous);
        let booking = self.booking(&one, &mine);
        self.refused("nobody who is signed in", &anonymous, booking, "not_signed_in", None).await;

        let mut ctx = self.as_one();
        let fingerprint = "the booking".to_owned();
        ctx.idempotency = Some(IdempotencyKey { key: "k".to_owned(), fingerprint });
        let booked = self.app.db.perform(&ctx, self.booking(&one, &mine)).await.unwrap();
        let before = self.state().await;
        let again = self.app.db.perform(&ctx, self.booking(&one, &mine)).await.unwrap();
        assert_eq!(
            (again.opened.job, before),
            (booked.opened.job, self.state().await),
            "the same key, the same answer"
        );
        let another = Some(IdempotencyKey { key: "k".to_owned(), fingerprint: "another".to_owned() });
        let reused = Ctx { idempotency: another, ..ctx.clone() };
        let booking = self.booking(&one, &mine);
        self.refused("a key for another request", &reused, booking, "idempotency_key_reused", None).await;
        let ctx = self.as_one();
        let booking = self.booking(&one, &mine);
        self.refused("the same booking again", &ctx, booking, "quote_accepted", None).await;
        for hour in [10, 12, 14] {
            let _ = self.chosen(&one, 12, hour).await.unwrap();
        }
        let quote = one.quote(&self.app, &self.system, self.service, 1).await.unwrap();
        let window = self.window(13, 10);
        let fourth = ChooseSlot { wish: one.wish(quote.id, None), window, guest_key: None, key: key(&self.app) };
        self.refused("more holds than one person may have", &ctx, fourth, "too_many_holds", None).await;
        booked
    }

    async fn money(&mut self, booked: &Booked) {
        let market = self.system.market;
        let whole =
            billing::views::invoices::of_job(&mut self.app.db.read().await.unwrap(), market, booked.opened.job).await;
        let (due, invoice) = (whole.unwrap().due, booked.invoice);
        let yuan = |minor| Money::new(minor, Currency::Cny);
        let technician = self.technicians[0];
        let door = self.acting(Actor::Technician { technician });
        let collect = |amount, waived| Kept(CollectCash { invoice, technician, amount, waived: yuan(waived) });
        let field = Some("amount");
        for minor in [-1, 0, i64::MIN] {
            self.refused("cash of less than something", &door, collect(yuan(minor), 0), "bad_amount", field).await;
        }
        for minor in [due.minor + 1, i64::MAX] {
            self.refused("more cash than due", &door, collect(yuan(minor), 0), "billing_more_than_due", field).await;
        }
        let dollars = Money::new(due.minor, Currency::Usd);
        self.refused("cash in another currency", &door, collect(dollars, 0), "currency_mismatch", field).await;
        for waived in [-1, 100, i64::MAX, i64::MIN] {
            let code = if waived == i64::MAX { "bad_amount" } else { "billing_waived_too_much" };
            let field = if waived == i64::MAX { None } else { Some("waived") };
            self.refused("waiving what may not be", &door, collect(due, waived), code, field).await;
        }
        let office = self.acting(Actor::System);
        let receipt = |channel, minor, reference: &str| {
            Kept(RecordReceipt { invoice, channel, amount: yuan(minor), reference: reference.to_owned() })
        };
        for minor in [-5, 0, i64::MAX] {
            let wrong = receipt(Channel::Transfer, minor, "R-1");
            self.refused("a transfer that cannot be", &office, wrong, "bad_amount", field).await;
        }
        let unnamed = receipt(Channel::Transfer, 1, " ");
        self.refused("a transfer without a reference", &office, unnamed, "required", Some("reference")).await;
        let online = receipt(Channel::Online, 1, "R-1");
        self.refused("an online payment by hand", &office, online, "unknown_code", Some("channel")).await;
        self.app.db.perform(&office, receipt(Channel::Transfer, 1, "R-1")).await.unwrap();
        let again = receipt(Channel::Transfer, 1, "R-1");
        self.refused("the same transfer again", &office, again, "billing_reference_used", Some("reference")).await;
        let customer = self.as_one();
        let by_customer = receipt(Channel::Cash, 1, "");
        self.refused("a customer who plays the office", &customer, by_customer, "forbidden", None).await;
        let balance = Kept(PayFromBalance { invoice, amount: yuan(1) });
        self.refused("a balance that is not there", &customer, balance, "billing_balance_too_low", field).await;
        let stranger = self.other.ctx(&self.app, &self.system);
        let pay = || PayOnline { invoice, purpose: PaymentPurpose::Due };
        self.refused("another person's invoice", &stranger, pay(), "missing", None).await;
        let elsewhere = self.elsewhere.acting_as(customer.actor.clone()).at(customer.now);
        self.refused("an invoice of another market", &elsewhere, pay(), "missing", None).await;
        for amount in [-1, i64::MAX] {
            let (job, customer, cause) = (Some(booked.opened.job), booked.customer, "late".to_owned());
            let gift = Kept(CompensateCustomer { customer, job, amount: yuan(amount), cause });
            self.refused("a gift that cannot be", &office, gift, "bad_amount", field).await;
        }
        self.refunds(booked, &office).await;
    }

    async fn refunds(&mut self, booked: &Booked, office: &Ctx) {
        let mut read = self.app.db.read().await.unwrap();
        let head = billing::views::invoices::head(&mut read, self.system.market, booked.invoice).await.unwrap();
        drop(read);
        let version = head.version;
        let refund = |minor, version| {
            Kept(RefundInvoice {
                invoice: booked.invoice,
                amount: Money::new(minor, Currency::Cny),
                lines: Vec::new(),
                bearer: Bearer::Shared,
                to: RefundTo::Original,
                reason: "test".to_owned(),
                version,
            })
        };
        for minor in [-1, 0] {
            self.refused("a refund of nothing", office, refund(minor, version), "bad_amount", Some("amount")).await;
        }
        for minor in [2, i64::MAX] {
            let much = refund(minor, version);
            self.refused("more back than was paid", office, much, "billing_more_than_paid", Some("amount")).await;
        }
        let stale = refund(1, version - 1);
        self.refused("a refund seen at an old version", office, stale, "changed_meanwhile", None).await;
        let negative = GatewayResult::Paid {
            transaction_id: "T".to_owned(),
            amount: Money::new(-1, Currency::Cny),
            fee: Money::zero(Currency::Cny),
        };
        let provider = flows::money::PROVIDER.to_owned();
        let report = Kept(RecordPaymentResult { payment: office.new_id(), provider, result: negative });
        self.refused("a provider that reports less than nothing", office, report, "bad_amount", Some("amount")).await;
    }

    /// Verbs before their time, by the wrong person, or twice.
    async fn order_of_things(&mut self, booked: &Booked) {
        let (visit, job) = (booked.opened.visit, booked.opened.job);
        let device = Device::default;
        let offers =
            dispatch::views::offers_of_visit(&mut self.app.db.read().await.unwrap(), self.system.market, visit).await;
        let offer = offers.unwrap().into_iter().next().expect("somebody is asked");
        let asked = offer.technician_id;
        let not_asked = *self.technicians.iter().find(|one| **one != asked).unwrap();
        let respond = |answer| RespondToOffer { offer: offer.offer_id, visit, answer, device: device() };
        let stranger = self.acting(Actor::Technician { technician: not_asked });
        self.refused("an offer to somebody else", &stranger, respond(Answer::Accept), "missing", None).await;
        let own = self.acting(Actor::Technician { technician: asked });
        let depart = || Depart { visit, eta: None, device: device() };
        self.refused("departing before accepting", &own, depart(), "move_not_open", None).await;
        self.refused("departing to another's visit", &stranger, depart(), "missing", None).await;
        let cash = || TakeCash { visit, shown: Money::new(1, Currency::Cny) };
        self.refused("cash of a visit that is not theirs yet", &own, cash(), "missing", None).await;
        self.refused("cash of another's visit", &stranger, cash(), "missing", None).await;
        self.app.db.perform(&own, respond(Answer::Accept)).await.unwrap();
        let no = || Answer::Refuse { reason: "too_far".to_owned() };
        self.refused("refusing what was accepted", &own, respond(no()), "offer_answered", None).await;
        let customer = self.as_one();
        let by = || AcceptBy::TypedName { name: "x".to_owned() };
        let accept = || AcceptWork { visit, by: by(), device: device() };
        self.refused("accepting work before it is done", &customer, accept(), "move_not_open", None).await;
        let another = self.other.ctx(&self.app, &self.system);
        self.refused("accepting another's work", &another, accept(), "missing", None).await;
        let to = |window| MoveVisit {
            visit,
            window,
            technician: None,
            reason: String::new(),
            if_version: None,
            device: device(),
        };
        let past = self.window(5, 10);
        self.refused("moving it into the past", &customer, to(past), "slot_not_offered", Some("window")).await;
        let good = self.window(13, 10);
        self.refused("moving another's visit", &another, to(good), "missing", None).await;
        let policy = policies::cancellation(&mut self.app.db.read().await.unwrap(), self.system.market).await.unwrap();
        let cancel = |if_version| CancelJob {
            job,
            reason: CancelReason::ChangedMind,
            note: String::new(),
            liable: None,
            policy,
            fee_shown: None,
            if_version,
            device: device(),
        };
        self.refused("cancelling another's job", &another, cancel(None), "missing", None).await;
        self.refused("cancelling what one saw long ago", &customer, cancel(Some(0)), "changed_meanwhile", None).await;
        self.app.db.perform(&customer, cancel(None)).await.unwrap();
        self.refused("departing to a job that is off", &own, depart(), "move_not_open", None).await;
        self.refused("moving a job that is off", &customer, to(good), "move_not_open", None).await;
    }
}
