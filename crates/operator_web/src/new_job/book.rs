//! The price, the times that can be promised, pictures, and the booking. When the chosen time changes the price, the new one is shown first.

use super::who::steps;
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame, slots,
    words::Words,
};
use askama::Template;
use axum::extract::Path;
use catalog::model::{Plan, Quote, QuoteOption, SigningKey};
use customers::Property;
use edge::{Answer, OrFail, Submitted, Uploaded, Visitor};
use flows::booking::{BookVisit, BookVisitFor, BookedProperty, ChooseSlot, Chosen, SlotWish};
use jobs::model::{Contact, Source};
use kernel::{CustomerId, FileId, HoldId, Permission, Phone, PropertyId, QuoteId, Result, problem};
use ui::{Bill, Choice, Shell, SlotPicker, Stepper, Tone};

#[derive(Template)]
#[template(path = "new_job/book.html")]
struct Book {
    shell: Shell,
    steps: Stepper,
    page: String,
    quote: Quote,
    service: String,
    options: Vec<(Plan, String, Bill)>,
    plans: Vec<Choice>,
    picker: Option<SlotPicker>,
    held: Option<(HoldId, String)>,
    news: Option<(Tone, String)>,
    address: String,
    /// Pictures that were sent already, by small picture and address.
    photos: Vec<(String, String)>,
    photos_left: u8,
    sheet: Sheet,
}

/// Whose order it is, for which quote and address.
struct Asking {
    customer: CustomerId,
    quote: Quote,
    property: Property,
}

async fn asking(visitor: &Visitor, customer: &str, quote: &str, property: &str) -> Result<Asking> {
    frame::require(visitor, Permission::JobsWrite)?;
    let (customer, quote) = (customer.parse::<CustomerId>()?, quote.parse::<QuoteId>()?);
    let property = property.parse::<PropertyId>()?;
    let mut read = visitor.edge.app.db.read().await?;
    let quote = catalog::views::quote_seen_by(&mut read, &visitor.ctx, quote).await?;
    let property = customers::views::property(&mut read, visitor.ctx.market, customer, property).await?;
    Ok(Asking { customer, quote, property })
}

pub(super) async fn show(visitor: Visitor, Path((customer, quote)): Path<(String, String)>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let asking = asking(&visitor, &customer, &quote, asked.text("property")).await.or_fail(&visitor)?;
    dress(&visitor, &asking, None, &[], None).await
}

type Pairs = [(String, String)];

async fn dress(
    visitor: &Visitor,
    asking: &Asking,
    chosen: Option<&Chosen>,
    typed: &Pairs,
    refused: Option<Refused>,
) -> Answer {
    let page = page(visitor, asking, (chosen, typed), refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

fn wish(asking: &Asking) -> SlotWish {
    SlotWish { quote: asking.quote.id, place: asking.property.facts.place, technician: None }
}

async fn page(
    visitor: &Visitor,
    asking: &Asking,
    (chosen, typed): (Option<&Chosen>, &Pairs),
    refused: Option<&Refused>,
) -> Result<Book> {
    let ctx = &visitor.ctx;
    let quote = chosen.map_or(&asking.quote, |chosen| &chosen.quote).clone();
    let mut read = visitor.edge.app.db.read().await?;
    let customer = customers::views::customer(&mut read, ctx.market, asking.customer).await?;
    let days = match chosen {
        Some(_) => None,
        None => Some(flows::booking::slots(&mut read, ctx, &wish(asking), None).await?),
    };
    drop(read);
    let page = format!("/console/new-job/{}/{}?property={}", asking.customer, quote.id, asking.property.property_id);
    let shell = frame::shell_at(visitor, "console-new-job", &page, refused);
    let back = format!("/console/new-job/{}", asking.customer);
    let shell = shell.titled(customer.name.clone()).back(back, shell_text(visitor, "day-step-what"));
    let bill = |option: &QuoteOption| {
        let lines = option.lines.iter().fold(ui::bill(shell.locale), |bill, line| {
            let each = flows::quote_lines::unit_price(shell.locale, line);
            let note = each.map(|price| shell.tw("day-each", &[("price", price.into())])).unwrap_or_default();
            bill.line(flows::quote_lines::line_label(shell.locale, line), note, line.amount)
        });
        lines.total(shell.t("day-total"), option.total)
    };
    let name = |option: &QuoteOption| {
        let names = option.names.as_ref().map(|names| format!(" · {}", names.of(shell.locale))).unwrap_or_default();
        format!("{}{names}", shell.word("catalog-plan", option.plan))
    };
    let first = quote.options.first().map(|option| option.plan.to_string()).unwrap_or_default();
    let typed = refused.map_or(typed, Refused::pairs);
    let photos = kept_photos(visitor, typed)?;
    let hold_ends = chosen.map(|chosen| (chosen.held.hold, shell.date_time(chosen.held.expires_at)));
    Ok(Book {
        steps: steps(&shell, 2),
        service: quote.items.first().map(|item| item.names.of(shell.locale).to_owned()).unwrap_or_default(),
        options: quote.options.iter().map(|option| (option.plan, name(option), bill(option))).collect(),
        plans: quote
            .options
            .iter()
            .map(|option| Choice::new(option.plan, name(option)).end(shell.money_short(option.total)))
            .collect(),
        picker: days.map(|days| slots::picker(&shell, &days, refused.map_or("", |refused| refused.typed("window")))),
        news: chosen.map(|_| (Tone::Warn, shell.t("day-price-changed"))),
        held: hold_ends,
        address: format!("{} {}", asking.property.facts.address, asking.property.facts.detail),
        photos_left: u8::try_from(PHOTOS_MAX.saturating_sub(photos.len())).unwrap_or(0),
        photos: photos
            .into_iter()
            .map(|file| (visitor.edge.thumbnail_url(file), visitor.edge.picture_url(file)))
            .collect(),
        sheet: Sheet::new(&shell, refused, "book", |form| {
            let form = form.with("plan", first).with("contact_name", &customer.name);
            form.with("contact_phone", customer.phone.local()).filled(typed.iter().cloned())
        }),
        quote,
        page,
        shell,
    })
}

fn shell_text(visitor: &Visitor, key: &str) -> String {
    i18n::text(visitor.ctx.locale, key)
}

pub(super) async fn submit(Path((customer, quote)): Path<(String, String)>, upload: Uploaded) -> Answer {
    let Uploaded { mut form, files } = upload;
    let asked = Asked::of(&form.visitor).or_fail(&form.visitor)?;
    let asking = asking(&form.visitor, &customer, &quote, asked.text("property")).await.or_fail(&form.visitor)?;
    let stored = store(&mut form, files.into_iter().map(|file| file.bytes).collect()).await;
    let visitor = &form.visitor;
    let came = match stored {
        Ok(()) => perform(&form, &asking).await,
        Err(problem) => Err(problem),
    };
    match came {
        Ok(Came::Booked(number)) => Ok(frame::done(visitor, &format!("/console/jobs/{number}"), "day-done-booked")),
        Ok(Came::Dearer(chosen)) => {
            let kept = Asking { customer: asking.customer, quote: chosen.quote.clone(), property: asking.property };
            dress(visitor, &kept, Some(&chosen), &form.pairs, None).await
        }
        Err(problem) => dress(visitor, &asking, None, &[], Some(Refused::of("book", &form, problem)?)).await,
    }
}

/// Pictures of one order.
const PHOTOS_MAX: usize = 9;
/// The form's field with the address of a picture that was sent already.
const KEPT: &str = "kept";

/// Stores what came with the form; the form remembers it, should it be shown again.
async fn store(form: &mut Submitted, files: Vec<Vec<u8>>) -> Result<()> {
    let given = form.all(KEPT).count() + files.len();
    if given > PHOTOS_MAX {
        return Err(problem::OUT_OF_RANGE.field("photos").param("most", PHOTOS_MAX).param("given", given));
    }
    for bytes in files {
        let edge = &form.visitor.edge;
        let kept = edge.keep_photo(&form.visitor, bytes).await.map_err(|bad| bad.field("photos"))?;
        let address = edge.picture_url(kept.file);
        form.pairs.push((KEPT.to_owned(), address));
    }
    Ok(())
}

/// The pictures that a form remembers. Only addresses that our pages made are taken, so nobody can pick the pictures of others.
fn kept_photos(visitor: &Visitor, pairs: &Pairs) -> Result<Vec<FileId>> {
    let kept = pairs.iter().filter(|(name, _)| name == KEPT);
    kept.map(|(_, address)| {
        let file = address.split(['/', '?']).find_map(|part| part.parse::<FileId>().ok());
        file.filter(|file| visitor.edge.picture_url(*file) == *address).ok_or_else(|| problem::MISSING.field("photos"))
    })
    .collect()
}

enum Came {
    /// It is booked.
    Booked(String),
    /// The time has another price: it is held and waits for a yes.
    Dearer(Box<Chosen>),
}

async fn perform(form: &Submitted, asking: &Asking) -> Result<Came> {
    let visitor = &form.visitor;
    let plan = form.read_as::<Plan>("plan")?;
    let total = |quote: &Quote| quote.option(plan).map(|option| option.total);
    if let Some(hold) = form.maybe_as::<HoldId>("hold")? {
        return book(form, asking, &asking.quote, plan, hold).await.map(Came::Booked);
    }
    let shown = total(&asking.quote).ok_or_else(|| problem::MISSING.field("plan"))?;
    let choose = ChooseSlot {
        wish: wish(asking),
        window: slots::window(form.text("window"))?,
        guest_key: None,
        key: SigningKey::new(&visitor.edge.app.keys.quotes)?,
    };
    // What is typed is looked at before a slot is held for it.
    contact(form)?;
    let chosen = visitor.edge.app.db.perform(&visitor.ctx, choose).await?;
    if total(&chosen.quote) != Some(shown) {
        return Ok(Came::Dearer(Box::new(chosen)));
    }
    book(form, asking, &chosen.quote, plan, chosen.held.hold).await.map(Came::Booked)
}

fn contact(form: &Submitted) -> Result<Contact> {
    let name = form.required("contact_name")?.to_owned();
    Ok(Contact { name, phone: form.read_as::<Phone>("contact_phone")? })
}

async fn book(form: &Submitted, asking: &Asking, quote: &Quote, plan: Plan, hold: HoldId) -> Result<String> {
    let visitor = &form.visitor;
    let facts = &asking.property.facts;
    let book = BookVisit {
        customer: Some(asking.customer),
        quote: quote.id,
        plan,
        hold,
        guest_key: None,
        contact: contact(form)?,
        property: BookedProperty {
            property: Some(asking.property.property_id),
            address: format!("{} {}", facts.address, facts.detail).trim().to_owned(),
            place: facts.place,
            floor: facts.floor,
            has_lift: facts.has_lift,
            building_note: facts.access_note.clone(),
        },
        note: form.text("note").to_owned(),
        photos: kept_photos(visitor, &form.pairs)?,
        source: Source::Phone,
        key: SigningKey::new(&visitor.edge.app.keys.quotes)?,
    };
    Ok(visitor.edge.app.db.perform(&visitor.ctx, BookVisitFor(book)).await?.opened.number)
}
