//! `/bookings/new`: the held time with its final price; signing in by code on the way, then the order.

use crate::{
    asking,
    draft::{Draft, Spot},
    frame::{id, read, shell},
    quotes::bill,
    spot,
    typed::{Asked, Typed},
    words::Words,
};
use access::Purpose;
use askama::Template;
use axum::{
    Router,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use catalog::model::{Plan, Quote};
use dispatch::{Hold, HoldState, actions::ReleaseHold};
use edge::{Answer, Demo, Edge, Failure, OrFail, Submitted, Uploaded, Visitor, page, see_other};
use flows::{
    booking::{BookVisit, BookedProperty},
    signing_in::{AskForCode, CodeCredentials, sign_in_by_code},
};
use jobs::model::{Contact, Source};
use kernel::{Ctx, HoldId, Kind, Money, Phone, Problem, QuoteId, Result, ctx::IdempotencyKey, problem};
use ui::{Bill, Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/bookings/new", get(show))
        .route("/bookings", post(book))
        .route("/bookings/release", post(release))
}

const PHOTOS_MAX: usize = 9;

/// What is about to be booked.
#[derive(Clone, Copy)]
struct Wish {
    hold: HoldId,
    quote: QuoteId,
    plan: Plan,
    was: Option<QuoteId>,
}

impl Wish {
    fn read(typed: &impl Typed) -> Result<Self> {
        let (hold, quote) = (id(typed.value("hold"))?, id(typed.value("quote"))?);
        Ok(Self { hold, quote, plan: typed.read_as("plan")?, was: typed.maybe_as("was")? })
    }

    fn slots(&self) -> String {
        format!("/quotes/{}/slots?plan={}", self.quote, self.plan)
    }
}

/// How far the form is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Who and what for.
    Details,
    /// The code that was sent to a guest's phone.
    Code,
}

#[derive(Template)]
#[template(path = "bookings/new.html")]
struct New {
    shell: Shell,
    wish: Wish,
    form: Form,
    step: Step,
    is_over: bool,
    until: String,
    until_time: String,
    window: String,
    day: String,
    technician: Option<String>,
    address: String,
    service: String,
    bill: Bill,
    total: String,
    due_first: Option<String>,
    was: Option<String>,
    photos: Vec<(String, String)>,
    is_signed_in: bool,
    is_demo: bool,
}

async fn show(visitor: Visitor, headers: HeaderMap) -> Answer {
    let wish = Asked::of(&visitor).and_then(|asked| Wish::read(&asked)).or_fail(&visitor)?;
    let form = first_form(&visitor, &Draft::of(&headers)).await.or_fail(&visitor)?;
    render(&visitor, &Draft::of(&headers), wish, form, Step::Details, 200).await
}

/// The form as it opens: what we know of the customer and of the place.
async fn first_form(visitor: &Visitor, draft: &Draft) -> Result<Form> {
    let mut form = Form::new(visitor.ctx.locale).with("note", &draft.note);
    if let Some(spot) = &draft.spot {
        form = form.with("access_note", &spot.access_note);
    }
    if let Some(customer) = visitor.ctx.actor.customer() {
        let customer = customers::views::customer(&mut read(visitor).await?, visitor.ctx.market, customer).await?;
        form = form.with("name", &customer.name).with("phone", customer.phone.e164().trim_start_matches("+86"));
    }
    Ok(form)
}

async fn render(visitor: &Visitor, draft: &Draft, wish: Wish, form: Form, step: Step, status: u16) -> Answer {
    let found = read_new(visitor, draft, wish, form, step).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_new(visitor: &Visitor, draft: &Draft, wish: Wish, form: Form, step: Step) -> Result<New> {
    let shell = shell(visitor, "customer-booking").await?;
    let mut db = read(visitor).await?;
    let hold = own_hold(visitor, &mut db, wish.hold).await?;
    let quote = catalog::views::quote_seen_by(&mut db, &visitor.ctx, wish.quote).await?;
    let option = quote.option(wish.plan).or_else(|| quote.options.first());
    let option = option.ok_or_else(|| problem::MISSING.field("plan"))?;
    let named = hold.need.0.named;
    let names = workforce::views::names_of(&mut db, visitor.ctx.market, named.as_slice()).await?;
    let before = match wish.was.filter(|was| *was != wish.quote) {
        Some(was) => catalog::views::quote_seen_by(&mut db, &visitor.ctx, was).await.ok(),
        None => None,
    };
    let was = before.and_then(|quote: Quote| quote.option(wish.plan).map(|option| option.total));
    let is_other = |was: &Money| *was != option.total;
    let photo = |file: &kernel::FileId| (file.to_string(), visitor.edge.thumbnail_url(*file));
    let item = quote.items.first();
    Ok(New {
        wish: Wish { plan: option.plan, ..wish },
        step,
        is_over: hold.state != HoldState::Live || hold.expires_at <= visitor.ctx.now,
        until: hold.expires_at.to_string(),
        until_time: shell.time(hold.expires_at),
        window: shell.window_time(hold.window()),
        day: shell.relative_day(shell.zone.date_of(hold.window_start)),
        technician: names.first().map(|(_, names)| shell.name(&names.zh, &names.en)),
        address: draft.spot.as_ref().map(|spot| spot.address.clone()).unwrap_or_default(),
        service: item.map(|item| shell.name(&item.names.zh, &item.names.en)).unwrap_or_default(),
        bill: bill(&shell, &quote, option),
        total: shell.money(option.total),
        due_first: option.due_first.is_positive().then(|| shell.money(option.due_first)),
        was: was.filter(is_other).map(|was| shell.money(was)),
        photos: draft.photos.iter().map(photo).collect(),
        is_signed_in: visitor.identity.is_some(),
        is_demo: visitor.edge.demo == Demo::Yes,
        form,
        shell,
    })
}

/// The hold, when it is this visitor's.
async fn own_hold(visitor: &Visitor, db: &mut db::Read, hold: HoldId) -> Result<Hold> {
    let hold = dispatch::views::hold(db, visitor.ctx.market, hold).await?;
    let as_guest = visitor.guest_key().is_some_and(|key| hold.holder == format!("guest:{key}"));
    let as_customer = visitor.ctx.actor.customer().is_some_and(|customer| hold.holder == customer.to_string());
    if as_guest || as_customer { Ok(hold) } else { Err(problem::MISSING.problem()) }
}

async fn release(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let wish = Wish::read(&form).or_fail(visitor)?;
    let release = ReleaseHold { hold: wish.hold, guest_key: visitor.guest_key() };
    visitor.edge.app.db.perform(&visitor.ctx, release).await.or_fail(visitor)?;
    Ok(see_other(visitor, &wish.slots(), &[]))
}

async fn book(headers: HeaderMap, upload: Uploaded) -> Answer {
    let Uploaded { form, files } = upload;
    let mut draft = Draft::of(&headers);
    let wish = Wish::read(&form).or_fail(&form.visitor)?;
    let mut visitor = form.visitor.clone();
    let done: Result<Next> = async {
        if form.text("photos_kept").is_empty() && !files.is_empty() {
            draft.photos.clear();
        }
        for file in files.into_iter().take(PHOTOS_MAX.saturating_sub(draft.photos.len())) {
            let kept = visitor.edge.keep_photo(&visitor, file.bytes).await.map_err(|bad| bad.field("photos"))?;
            draft.photos.push(kept.file);
        }
        let contact = contact(&form)?;
        if visitor.identity.is_none() {
            if form.text("code").is_empty() || !form.text("again").is_empty() {
                let ask =
                    AskForCode { phone: contact.phone, purpose: Purpose::Customer, ip: visitor.client.ip.clone() };
                visitor.edge.app.db.perform(&visitor.ctx, ask).await?;
                return Ok(Next::AskCode);
            }
            visitor = enter(&visitor, &contact, form.text("code")).await?;
        }
        order(&visitor, &form, &draft, wish, contact).await.map(Next::Booked)
    }
    .await;
    let sheet = Form::new(visitor.ctx.locale).filled(form.pairs.clone());
    match done {
        Ok(Next::Booked(answer)) => Ok(answer),
        Ok(Next::AskCode) => with_draft(render(&visitor, &draft, wish, sheet, Step::Code, 200).await, &visitor, &draft),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(&visitor, problem)),
        Err(problem) => {
            let step = step_of(&visitor, &form, &problem);
            let status = problem.kind().status();
            with_draft(render(&visitor, &draft, wish, sheet.failed(problem), step, status).await, &visitor, &draft)
        }
    }
}

enum Next {
    AskCode,
    Booked(Response),
}

/// A wrong code is shown at the code; so is that none is sent so soon again: the one that was sent before may still be typed.
fn step_of(visitor: &Visitor, form: &Submitted, problem: &Problem) -> Step {
    let is_about_code = problem.field_name() == Some("code") || problem.code().contains("code");
    let is_too_soon = problem.kind() == Kind::TooMany;
    let was_typed = !form.text("code").is_empty() && is_about_code;
    if visitor.identity.is_none() && (is_too_soon || was_typed) { Step::Code } else { Step::Details }
}

/// The answer, and the photos kept for the next try.
fn with_draft(answer: Answer, visitor: &Visitor, draft: &Draft) -> Answer {
    answer.map(|mut response| {
        let cookie = draft.cookie().header(&visitor.edge.app.base_url);
        response.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
        response
    })
}

fn contact(form: &Submitted) -> Result<Contact> {
    let name = form.required("name")?;
    if name.chars().count() > 60 {
        return Err(problem::TOO_LONG.field("name").param("max", 60).param("length_max", 60));
    }
    let phone: Phone = form.read_as("phone")?;
    Ok(Contact { name: name.to_owned(), phone })
}

/// Signs a guest in by the code on their phone; the answer carries the session.
async fn enter(visitor: &Visitor, contact: &Contact, code: &str) -> Result<Visitor> {
    let credentials = CodeCredentials {
        phone: contact.phone.clone(),
        purpose: Purpose::Customer,
        code: code.to_owned(),
        name: contact.name.clone(),
    };
    let signed_in = sign_in_by_code(&visitor.edge.app.db, &visitor.ctx, credentials, visitor.client.clone()).await;
    let signed_in = signed_in.map_err(|problem| problem.field("code"))?;
    visitor.signed_in(signed_in.secret.plain()).await
}

async fn order(visitor: &Visitor, form: &Submitted, draft: &Draft, wish: Wish, contact: Contact) -> Result<Response> {
    let Spot { property, address, place, floor, has_lift, .. } = spot::whole(draft.spot.clone())?;
    let book = BookVisit {
        customer: None,
        quote: wish.quote,
        plan: wish.plan,
        hold: wish.hold,
        guest_key: visitor.guest_key(),
        contact,
        property: BookedProperty {
            property,
            address,
            place,
            floor,
            has_lift,
            building_note: form.text("access_note").to_owned(),
        },
        note: form.text("note").to_owned(),
        photos: draft.photos.clone(),
        source: Source::Web,
        key: asking::key(visitor)?,
    };
    // A hold becomes one order, however often its form is sent.
    let key = format!("book-{}", wish.hold);
    let fingerprint = format!("{} {}", wish.quote, wish.plan);
    let ctx = Ctx { idempotency: Some(IdempotencyKey { key, fingerprint }), ..visitor.ctx.clone() };
    let booked = visitor.edge.app.db.perform(&ctx, book).await?;
    let next = format!("/orders/{}", booked.opened.number);
    Ok(see_other(visitor, &next, &[Draft::forget(), visitor.flash_cookie("customer-booked")]))
}
