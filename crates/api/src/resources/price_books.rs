//! `/price-books`: dated prices, drafted, edited, published.

use super::prelude::*;
use catalog::{
    actions::{
        CopyPriceBook, CreatePriceBook, DiscardDraft, EditNote, EditPolicy, EditPrice, PriceEdited, PublishPriceBook,
    },
    model::{Policy, PriceBook, ServicePrice},
    views::{BookLine, BookSummary},
};
use kernel::{PriceBookId, ServiceId, time::Date};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Price books")
        .get("/price-books", "Price books, newest first", &[P::CatalogRead], books)
        .post(
            "/price-books",
            "Draft a price book: empty with a policy, or a copy of another",
            &[P::CatalogWrite],
            create,
        )
        .get("/price-books/{book}", "A price book and its policy", &[P::CatalogRead], book)
        .delete("/price-books/{book}", "Discard a draft", &[P::CatalogWrite], discard)
        .get("/price-books/{book}/prices", "Its prices, service by service", &[P::CatalogRead], lines)
        .put("/price-books/{book}/prices/{service}", "Set a price in a draft", &[P::CatalogWrite], set_price)
        .put("/price-books/{book}/policy", "Set a draft's policy", &[P::CatalogWrite], set_policy)
        .put("/price-books/{book}/note", "Set a draft's note", &[P::CatalogWrite], set_note)
        .post("/price-books/{book}/publication", "Publish a draft from a date on", &[P::CatalogWrite], publish);
}

fn versioned(book: PriceBook) -> Versioned<PriceBook> {
    let version = book.version;
    Versioned(book, version)
}

async fn books(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<BookSummary>> {
    Ok(Listed(catalog::views::price_books(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

asked! {
    /// A copy of a book, or a new one with a policy.
    BookAsk {
        copy_of: Option<PriceBookId>,
        policy: Option<Policy>,
        note: Option<String>,
    }
}

async fn create(caller: Caller, Body(ask): Body<BookAsk>) -> Answer<Made<PriceBook>> {
    let note = ask.note.unwrap_or_default();
    let book = match (ask.copy_of, ask.policy) {
        (Some(from), _) => caller.perform(CopyPriceBook { from, note }).await?,
        (None, Some(policy)) => {
            let (currency, zone) = (caller.market.currency, caller.market.zone.clone());
            caller.perform(CreatePriceBook { currency, zone, policy, note }).await?
        }
        (None, None) => return Err(problem::REQUIRED.field("policy").into()),
    };
    Ok(Made(book))
}

async fn book(caller: Caller, Path(id): Path<PriceBookId>) -> Answer<Versioned<PriceBook>> {
    Ok(versioned(catalog::views::price_book(&mut caller.read().await?, caller.ctx.market, id).await?))
}

async fn discard(caller: Caller, Path(book): Path<PriceBookId>, IfMatch(version): IfMatch) -> Answer<Done> {
    caller.perform(DiscardDraft { book, version }).await?;
    Ok(Done)
}

async fn lines(caller: Caller, Path(id): Path<PriceBookId>) -> Answer<Shown<Vec<BookLine>>> {
    Ok(Shown(catalog::views::book_lines(&mut caller.read().await?, caller.ctx.market, id).await?))
}

async fn set_price(
    caller: Caller,
    Path2(book, service): Path2<PriceBookId, ServiceId>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(price): Body<ServicePrice>,
) -> Answer<Versioned<PriceEdited>> {
    let edited = caller.perform(EditPrice { book, service, price, version: version.unwrap_or(0) }).await?;
    let version = edited.item.version;
    Ok(Versioned(edited, version))
}

async fn set_policy(
    caller: Caller,
    Path(book): Path<PriceBookId>,
    IfMatch(version): IfMatch,
    Body(policy): Body<Policy>,
) -> Answer<Versioned<PriceBook>> {
    Ok(versioned(caller.perform(EditPolicy { book, policy, version }).await?))
}

asked! {
    /// A note for colleagues.
    NoteAsk { note: String }
}

async fn set_note(
    caller: Caller,
    Path(book): Path<PriceBookId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<NoteAsk>,
) -> Answer<Versioned<PriceBook>> {
    Ok(versioned(caller.perform(EditNote { book, note: ask.note, version }).await?))
}

asked! {
    /// From when its prices hold.
    PublicationAsk { valid_from: Date }
}

async fn publish(
    caller: Caller,
    Path(book): Path<PriceBookId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<PublicationAsk>,
) -> Answer<Versioned<PriceBook>> {
    Ok(versioned(caller.perform(PublishPriceBook { book, valid_from: ask.valid_from, version }).await?))
}
