//! `/quotes`: a binding, itemised price, for anybody.

use crate::{
    asking::{self, Refused},
    draft::Draft,
    frame::{id, read, shell},
    repair, services, spot,
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
    actions::{MakeQuote, RequoteAt},
    model::{Quote, QuoteOption, Service, Standing},
};
use edge::{Answer, Edge, OrFail, Uploaded, Visitor, page, see_other};
use kernel::{FileId, Kind, Locale, QuoteId, Result};
use ui::{Bill, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/quotes", post(make))
        .route("/quotes/{quote}", get(show))
        .route("/quotes/{quote}/renewal", post(renew))
}

/// Photos of one request.
const PHOTOS_MAX: usize = 9;

async fn make(headers: HeaderMap, upload: Uploaded) -> Answer {
    let Uploaded { form, files } = upload;
    let visitor = &form.visitor;
    let mut draft = Draft::of(&headers);
    let made: Result<Quote> = async {
        let service = find(visitor, form.text("service")).await?;
        draft.note = form.text("note").chars().take(300).collect();
        if let Some(spot) = spot::of_form(visitor, &form).await? {
            draft.spot = Some(spot);
        }
        let request = asking::request(visitor, &form, &service, &draft)?;
        if !files.is_empty() {
            draft.photos.clear();
        }
        for file in files.into_iter().take(PHOTOS_MAX) {
            draft
                .photos
                .push(visitor.edge.keep_photo(visitor, file.bytes).await.map_err(|bad| bad.field("photos"))?.file);
        }
        let make = MakeQuote { request, customer: None, key: asking::key(visitor)? };
        visitor.edge.app.db.perform(&visitor.ctx, make).await.map_err(asking::at_form_field)
    }
    .await;
    match made {
        Ok(quote) => Ok(see_other(visitor, &format!("/quotes/{}", quote.id), &[draft.cookie()])),
        Err(problem) if problem.kind() == Kind::Broken => Err(edge::Failure::of(visitor, problem)),
        Err(problem) => {
            let refused = Refused { pairs: form.pairs.clone(), problem };
            if form.text("from") == "repair" {
                repair::render(visitor, &draft, form.text("furniture_type"), form.text("fault"), Some(&refused)).await
            } else {
                services::render(visitor, &draft, form.text("service"), Some(&refused)).await
            }
        }
    }
}

async fn find(visitor: &Visitor, code: &str) -> Result<Service> {
    catalog::views::service_by_code(&mut read(visitor).await?, visitor.ctx.market, code).await
}

/// One way to have it.
struct OptionCard {
    plan: String,
    name: String,
    what: String,
    total: String,
    due_first: Option<String>,
    bill: Bill,
    labour_days: u16,
    part_days: u16,
    is_best: bool,
}

#[derive(Template)]
#[template(path = "quotes/show.html")]
struct Show {
    shell: Shell,
    quote: Quote,
    service: String,
    standing: Standing,
    is_genuine: bool,
    options: Vec<OptionCard>,
    photos: Vec<(String, String)>,
    piece: Vec<(String, String)>,
    newer: Option<String>,
}

async fn show(visitor: Visitor, headers: HeaderMap, Path(quote): Path<String>) -> Answer {
    let found: Result<Show> = async {
        let quote: QuoteId = id(&quote)?;
        let mut db = read(&visitor).await?;
        let quote = catalog::views::quote_seen_by(&mut db, &visitor.ctx, quote).await?;
        let verified =
            catalog::views::verify_quote(&mut db, visitor.ctx.market, quote.id, &asking::key(&visitor)?).await;
        let shell = shell(&visitor, "customer-quote").await?;
        let item = quote.items.first();
        let service = item.map(|item| shell.name(&item.names.zh, &item.names.en)).unwrap_or_default();
        let draft = Draft::of(&headers);
        let photo = |file: &FileId| (visitor.edge.thumbnail_url(*file), visitor.edge.picture_url(*file));
        let back = item.map_or("/services".to_owned(), |item| format!("/services/{}", item.code));
        let newer = match quote.state {
            catalog::model::QuoteState::Superseded { by, .. } => Some(format!("/quotes/{by}")),
            catalog::model::QuoteState::Open | catalog::model::QuoteState::Accepted { .. } => None,
        };
        Ok(Show {
            standing: quote.standing(visitor.ctx.now),
            is_genuine: verified.is_ok(),
            options: options(&shell, &quote),
            photos: draft.photos.iter().map(photo).collect(),
            piece: piece(&visitor, &quote).await?,
            shell: shell.titled(service.clone()).back(back, i18n::text(visitor.ctx.locale, "customer-quote-change")),
            newer,
            service,
            quote,
        })
    }
    .await;
    let found = found.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&found)))
}

fn options(shell: &Shell, quote: &Quote) -> Vec<OptionCard> {
    let many = quote.options.len() > 1;
    let card = |option: &QuoteOption| OptionCard {
        plan: option.plan.to_string(),
        name: shell.word("catalog-plan", option.plan),
        what: option.names.as_ref().map(|names| names.of(shell.locale).to_owned()).unwrap_or_default(),
        total: shell.money_short(option.total),
        due_first: option.due_first.is_positive().then(|| shell.money(option.due_first)),
        bill: bill(shell, quote, option),
        labour_days: option.labour_warranty_days,
        part_days: option.part_warranty_days,
        is_best: many && option.plan == catalog::model::Plan::Premium,
    };
    quote.options.iter().map(card).collect()
}

/// The lines of an option with their sum and what we promise about it.
pub(crate) fn bill(shell: &Shell, quote: &Quote, option: &QuoteOption) -> Bill {
    let line = |bill: Bill, line: &catalog::model::QuoteLine| {
        let each = flows::quote_lines::unit_price(shell.locale, line);
        let note = each.map(|price| shell.tw("customer-quote-each", &[("price", price.into())]));
        bill.line(flows::quote_lines::line_label(shell.locale, line), note.unwrap_or_default(), line.amount)
    };
    let bill = option.lines.iter().fold(ui::bill(shell.locale), line);
    let foot = shell.tw(
        "customer-quote-signed",
        &[
            ("book", quote.price_book_number.into()),
            ("until", shell.date_time(quote.valid_until).into()),
            ("mark", quote.signature.chars().take(12).collect::<String>().into()),
        ],
    );
    bill.total(shell.t("customer-total"), option.total).foot(foot)
}

/// What was said about the piece, as terms and words.
async fn piece(visitor: &Visitor, quote: &Quote) -> Result<Vec<(String, String)>> {
    let locale = visitor.ctx.locale;
    let Some(item) = quote.items.first() else { return Ok(Vec::new()) };
    let piece = &item.choice.piece;
    let has_piece =
        piece.furniture_type.is_some() || piece.fault.is_some() || piece.material.is_some() || piece.brand.is_some();
    if !has_piece {
        return Ok(Vec::new());
    }
    let furniture = catalog::views::furniture(&mut read(visitor).await?, visitor.ctx.market).await?;
    let of = |terms: &[catalog::model::Term], code: &Option<String>| {
        let code = code.as_ref()?;
        terms.iter().find(|term| term.code == *code).map(|term| named(&term.names, locale))
    };
    let fault = piece.fault.as_ref().and_then(|code| furniture.faults.iter().find(|row| row.fault.code == *code));
    let rows = [
        ("customer-furniture-type", of(&furniture.types, &piece.furniture_type)),
        ("customer-fault", fault.map(|row| named(&row.fault.symptom, locale))),
        ("customer-material", of(&furniture.materials, &piece.material)),
        (
            "customer-brand",
            of(&furniture.brands, &piece.brand).or_else(|| of(&furniture.brand_tiers, &piece.brand_tier)),
        ),
    ];
    Ok(rows.into_iter().filter_map(|(key, value)| Some((i18n::text(locale, key), value?))).collect())
}

fn named(names: &catalog::model::Names, locale: Locale) -> String {
    names.of(locale).to_owned()
}

async fn renew(Path(quote): Path<String>, form: edge::Submitted) -> Answer {
    let visitor = &form.visitor;
    let renewed: Result<Response> = async {
        let quote: QuoteId = id(&quote)?;
        let old = catalog::views::quote_seen_by(&mut read(visitor).await?, &visitor.ctx, quote).await?;
        let requote = RequoteAt { quote, start: None, urgency: old.visit.urgency, key: asking::key(visitor)? };
        let new = visitor.edge.app.db.perform(&visitor.ctx, requote).await?;
        Ok(see_other(visitor, &format!("/quotes/{}", new.id), &[]))
    }
    .await;
    renewed.or_fail(visitor)
}
