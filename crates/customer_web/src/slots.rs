//! `/quotes/{id}/slots`: where, when and by whom; choosing a time holds it at a binding price.

use crate::{
    asking,
    draft::{Draft, Spot, territory_of},
    frame::{customer, id, read, shell},
    spot::{self, SpotSheet},
    typed::{Asked, Typed},
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use catalog::{
    actions::MakeQuote,
    model::{Plan, Quote, QuoteRequest, Standing},
};
use db::Read;
use dispatch::rules::slots::{Slot, SlotDay, SlotState};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use flows::booking::{ChooseSlot, SlotWish};
use kernel::{Kind, Problem, QuoteId, Result, TechnicianId, Timestamp, Window, problem};
use ui::{Choice, Form, Html, Shell, SlotChoice, SlotPicker};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/quotes/{quote}/slots", get(show).post(choose)).route("/quotes/{quote}/place", post(place))
}

/// What was chosen on the way here.
#[derive(Clone, Copy)]
struct Wish {
    quote: QuoteId,
    plan: Plan,
    technician: Option<TechnicianId>,
}

impl Wish {
    fn read(quote: &str, typed: &impl Typed) -> Result<Self> {
        let plan = typed.maybe_as("plan")?.unwrap_or(Plan::Standard);
        Ok(Self { quote: id(quote)?, plan, technician: typed.maybe_as("technician")? })
    }
}

#[derive(Template)]
#[template(path = "quotes/slots.html")]
struct Slots {
    shell: Shell,
    quote: QuoteId,
    plan: Plan,
    form: Form,
    address: Option<String>,
    spot: SpotSheet,
    technicians: Vec<Choice>,
    picker: Option<SlotPicker>,
    technician: Option<String>,
}

impl Slots {
    fn page(&self) -> String {
        format!("/quotes/{}", self.quote)
    }

    /// The same question for anybody.
    fn anybody(&self) -> String {
        address_of(Wish { quote: self.quote, plan: self.plan, technician: None })
    }
}

async fn show(visitor: Visitor, headers: HeaderMap, Path(quote): Path<String>) -> Answer {
    let draft = Draft::of(&headers);
    let wish = Asked::of(&visitor).and_then(|asked| Wish::read(&quote, &asked)).or_fail(&visitor)?;
    // A price that was asked for without an address is asked for again now that we know it.
    if let Some(moved) = fitted(&visitor, wish, &draft).await.or_fail(&visitor)? {
        return Ok(see_other(&visitor, &address_of(Wish { quote: moved, ..wish }), &[]));
    }
    render(&visitor, &draft, wish, Form::new(visitor.ctx.locale), None).await
}

fn address_of(wish: Wish) -> String {
    let technician = wish.technician.map(|technician| format!("&technician={technician}")).unwrap_or_default();
    format!("/quotes/{}/slots?plan={}{technician}", wish.quote, wish.plan)
}

/// Makes the quote again when the place has another territory, floor or lift than it was made for; none: it fits.
async fn fitted(visitor: &Visitor, wish: Wish, draft: &Draft) -> Result<Option<QuoteId>> {
    let Some(spot) = &draft.spot else { return Ok(None) };
    let quote = catalog::views::quote_seen_by(&mut read(visitor).await?, &visitor.ctx, wish.quote).await?;
    let territory = territory_of(visitor, spot.place)?;
    let fits = quote.visit.territory == Some(territory)
        && quote.visit.floor == spot.floor
        && quote.visit.has_lift == spot.has_lift;
    let (true, false, Some(item)) = (quote.standing(visitor.ctx.now) == Standing::Open, fits, quote.items.first())
    else {
        return Ok(None);
    };
    let visit = asking::facts(visitor, draft, quote.visit.urgency)?;
    let request = QuoteRequest { item: item.choice.clone(), visit };
    let make = MakeQuote { request, customer: None, key: asking::key(visitor)? };
    Ok(Some(visitor.edge.app.db.perform(&visitor.ctx, make).await?.id))
}

async fn render(visitor: &Visitor, draft: &Draft, wish: Wish, form: Form, problem: Option<&Problem>) -> Answer {
    let found = read_slots(visitor, draft, wish, form).await.or_fail(visitor)?;
    let status = problem.map_or(200, |problem| problem.kind().status());
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_slots(visitor: &Visitor, draft: &Draft, wish: Wish, form: Form) -> Result<Slots> {
    let shell = shell(visitor, "customer-slots").await?;
    let mut db = read(visitor).await?;
    let quote = catalog::views::quote_seen_by(&mut db, &visitor.ctx, wish.quote).await?;
    let back = format!("/quotes/{}", wish.quote);
    let shell = {
        let label = shell.t("customer-quote");
        shell.back(back, label)
    };
    let (spot, form) = spot::sheet(visitor, &shell, draft.spot.as_ref(), form).await?;
    let ready = draft.spot.as_ref().filter(|spot| !spot.address.is_empty());
    let (mut picker, mut technicians) = (None, Vec::new());
    if let Some(place) = ready.map(|spot| spot.place)
        && quote.standing(visitor.ctx.now) == Standing::Open
    {
        let wish_of = |technician| SlotWish { quote: wish.quote, place, technician };
        let days = flows::booking::slots(&mut db, &visitor.ctx, &wish_of(wish.technician), None).await?;
        technicians = choices(visitor, &shell, &mut db, &days, wish.technician).await?;
        picker = Some(pick(&shell, &days));
    }
    Ok(Slots {
        address: ready.map(|spot| spot.address.clone()),
        quote: wish.quote,
        plan: of_quote(&quote, wish.plan),
        technician: wish.technician.map(|technician| technician.to_string()),
        shell,
        form,
        spot,
        technicians,
        picker,
    })
}

/// The chosen option, or the first one when the quote has no such.
fn of_quote(quote: &Quote, plan: Plan) -> Plan {
    quote.option(plan).or_else(|| quote.options.first()).map_or(plan, |option| option.plan)
}

/// Days with their windows, as the picker shows them.
pub(crate) fn pick(shell: &Shell, days: &[SlotDay]) -> SlotPicker {
    let choice = |slot: &Slot| SlotChoice {
        value: value_of(slot.window),
        window: slot.window,
        note: match slot.state {
            SlotState::Few => shell.t("customer-slot-few"),
            SlotState::Open | SlotState::Full => String::new(),
        },
        state: match slot.state {
            SlotState::Full => ui::SlotState::Full,
            SlotState::Open | SlotState::Few => ui::SlotState::Free,
        },
    };
    let day = |day: &SlotDay| ui::SlotDay { date: day.date, slots: day.slots.iter().map(choice).collect() };
    shell.slot_picker("window", "", days.iter().map(day).collect())
}

/// A window as a form sends it: its instants in seconds.
pub(crate) fn value_of(window: Window) -> String {
    format!("{}-{}", window.start.as_second(), window.end.as_second())
}

/// The window that a form sent.
pub(crate) fn window_of(typed: &impl Typed) -> Result<Window> {
    let text = typed.required("window")?;
    let bad = || problem::BAD_TIME.field("window").param("given", text);
    let (start, end) = text.split_once('-').ok_or_else(bad)?;
    let instant = |text: &str| text.parse().ok().and_then(|second| Timestamp::from_second(second).ok()).ok_or_else(bad);
    Window::new(instant(start)?, instant(end)?)
}

/// Anybody, the customer's favourites, and those who are near on one of the days.
pub(crate) async fn choices(
    visitor: &Visitor,
    shell: &Shell,
    db: &mut Read,
    days: &[SlotDay],
    chosen: Option<TechnicianId>,
) -> Result<Vec<Choice>> {
    let mut wanted: Vec<TechnicianId> = chosen.into_iter().collect();
    let mut favourites = Vec::new();
    if let Ok(customer) = customer(visitor) {
        let ties = customers::views::ties_of(db, visitor.ctx.market, customer).await?;
        favourites =
            ties.iter().filter(|tie| tie.tie == customers::Tie::Favourite).map(|tie| tie.technician_id).collect();
    }
    wanted.extend(&favourites);
    wanted.extend(days.iter().flat_map(|day| &day.slots).filter_map(|slot| slot.nearest));
    let mut each_once = Vec::new();
    for technician in wanted {
        if !each_once.contains(&technician) && each_once.len() < 10 {
            each_once.push(technician);
        }
    }
    let names = workforce::views::names_of(db, visitor.ctx.market, &each_once).await?;
    let ratings = feedback::views::ratings_of(db, visitor.ctx.market, &each_once).await?;
    let mut all = vec![Choice::new("", shell.t("customer-technician-any"))];
    for (technician, rating) in each_once.iter().zip(ratings) {
        let Some((_, names)) = names.iter().find(|(found, _)| found == technician) else { continue };
        let star =
            rating.overall().map(|mean| format!(" · ★ {:.1}", mean.hundredths as f64 / 100.0)).unwrap_or_default();
        let heart = if favourites.contains(technician) { "♥ " } else { "" };
        all.push(Choice::new(technician, format!("{heart}{}{star}", shell.name(&names.zh, &names.en))));
    }
    Ok(all)
}

async fn place(headers: HeaderMap, Path(quote): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let mut draft = Draft::of(&headers);
    let wish = Wish::read(&quote, &form).or_fail(visitor)?;
    let placed: Result<Spot> = async {
        let spot = spot::whole(spot::of_form(visitor, &form).await?)?;
        spot::keep(visitor, &form, spot).await
    }
    .await;
    match placed {
        Ok(spot) => {
            draft.spot = Some(spot);
            Ok(see_other(visitor, &address_of(wish), &[draft.cookie()]))
        }
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            draft.spot = None;
            let sheet = Form::new(visitor.ctx.locale).filled(form.pairs.clone()).failed(problem.clone());
            render(visitor, &draft, wish, sheet, Some(&problem)).await
        }
    }
}

async fn choose(headers: HeaderMap, Path(quote): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let draft = Draft::of(&headers);
    let wish = Wish::read(&quote, &form).or_fail(visitor)?;
    let chosen: Result<Response> = async {
        let spot = spot::whole(draft.spot.clone())?;
        let choose = ChooseSlot {
            wish: SlotWish { quote: wish.quote, place: spot.place, technician: wish.technician },
            window: window_of(&form)?,
            guest_key: visitor.guest_key(),
            key: asking::key(visitor)?,
        };
        let chosen = visitor.edge.app.db.perform(&visitor.ctx, choose).await?;
        let (hold, now) = (chosen.held.hold, chosen.quote.id);
        let next = format!("/bookings/new?hold={hold}&quote={now}&plan={}&was={}", wish.plan, wish.quote);
        Ok(see_other(visitor, &next, &[]))
    }
    .await;
    match chosen {
        Ok(next) => Ok(next),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let sheet = Form::new(visitor.ctx.locale).failed(problem.clone());
            render(visitor, &draft, wish, sheet, Some(&problem)).await
        }
    }
}
