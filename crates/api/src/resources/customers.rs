//! `/customers` for the company, `/me/customer` for oneself: files with contacts, addresses and ties to technicians.

use super::{jobs::own_id, prelude::*};
use crate::shapes::people::CustomerFileShown;
use customers::{ContactDraft, PropertyDraft, Tie, actions as acts, rules::Search, views::CustomerLine};
use kernel::{ContactId, CustomerId, Locale, MailAddress, Phone, PropertyId, Result, TechnicianId};

pub(super) fn routes(surface: &mut Surface) {
    let (read, write, own) = (&[P::CustomersRead], &[P::CustomersWrite], &[P::CustomerSelf]);
    surface
        .group("Customers")
        .get("/customers", "Customers, found by name or phone", read, list)
        .post("/customers", "Open a file, or find the one with this phone", write, add)
        .get("/customers/{customer}", "A customer's file", read, one)
        .put("/customers/{customer}", "Change name, language, note and tags", write, edit)
        .post("/customers/{customer}/merger", "Put another file into this one", write, merge)
        .post("/customers/{customer}/contacts", "Add somebody to call", write, add_contact)
        .put("/customers/{customer}/contacts/{contact}", "Change somebody to call", write, edit_contact)
        .delete("/customers/{customer}/contacts/{contact}", "Remove somebody to call", write, remove_contact)
        .post("/customers/{customer}/properties", "Add an address", write, add_property)
        .put("/customers/{customer}/properties/{property}", "Change an address", write, edit_property)
        .delete("/customers/{customer}/properties/{property}", "Remove an address", write, remove_property)
        .put(
            "/customers/{customer}/technicians/{technician}",
            "Mark a technician as favourite, excluded or neither",
            write,
            set_tie,
        )
        .get("/me/customer", "One's own file", own, mine)
        .put("/me/customer", "Change one's name and language", own, edit_own)
        .post("/me/contacts", "Add somebody to call", own, add_own_contact)
        .put("/me/contacts/{contact}", "Change somebody to call", own, edit_own_contact)
        .delete("/me/contacts/{contact}", "Remove somebody to call", own, remove_own_contact)
        .post("/me/properties", "Add an address", own, add_own_property)
        .put("/me/properties/{property}", "Change an address", own, edit_own_property)
        .delete("/me/properties/{property}", "Remove an address", own, remove_own_property)
        .put("/me/default-property", "The address that is offered first", own, make_default)
        .put("/me/technicians/{technician}", "Mark a technician as favourite, excluded or neither", own, set_own_tie);
}

asked! {
    /// Whom to look for.
    CustomerSearch { q: Option<String> }
}

async fn list(caller: Caller, Paged(ask, page): Paged<CustomerSearch>) -> Answer<Listed<CustomerLine>> {
    let search = Search::of(&ask.q.unwrap_or_default());
    Ok(Listed(customers::views::customers_page(&mut caller.read().await?, caller.ctx.market, &search, &page).await?))
}

async fn file(caller: &Caller, id: CustomerId) -> Result<Versioned<CustomerFileShown>> {
    let file = customers::views::file(&mut caller.read().await?, caller.ctx.market, id).await?;
    Ok(Versioned((&file).into(), file.customer.version))
}

type File = Answer<Versioned<CustomerFileShown>>;

async fn one(caller: Caller, Path(id): Path<CustomerId>) -> File {
    Ok(file(&caller, id).await?)
}

async fn mine(caller: Caller) -> File {
    let me = own_id(&caller)?;
    let mut own = file(&caller, me).await?;
    // What colleagues note about a customer is not for the customer.
    own.0.customer.note.clear();
    own.0.customer.tags.clear();
    Ok(own)
}

asked! {
    /// A customer.
    CustomerAsk { phone: Phone, name: String }
}

async fn add(caller: Caller, Body(ask): Body<CustomerAsk>) -> Answer<Made<CustomerFileShown>> {
    let found = caller.perform(acts::AddCustomer { phone: ask.phone, name: ask.name }).await?;
    Ok(Made(file(&caller, found.customer).await?.0))
}

asked! {
    /// What the company keeps.
    CustomerEdit { name: String, mail: Option<MailAddress>, locale: Option<Locale>, note: Option<String>, tags: Vec<String> }
}

async fn edit(
    caller: Caller,
    Path(customer): Path<CustomerId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<CustomerEdit>,
) -> File {
    let (name, locale, note, tags) = (ask.name, ask.locale, ask.note.unwrap_or_default(), ask.tags);
    caller.perform(acts::EditCustomer { customer, name, mail: ask.mail, locale, note, tags, version }).await?;
    Ok(file(&caller, customer).await?)
}

asked! {
    /// The file that will be no more.
    MergerAsk { from: CustomerId }
}

async fn merge(caller: Caller, Path(into): Path<CustomerId>, Body(ask): Body<MergerAsk>) -> File {
    caller.perform(acts::MergeCustomers { from: ask.from, into }).await?;
    Ok(file(&caller, into).await?)
}

asked! {
    /// One's own name, mail address and language.
    ProfileEdit { name: String, mail: Option<MailAddress>, locale: Option<Locale> }
}

async fn edit_own(caller: Caller, IfMatch(version): IfMatch, Body(ask): Body<ProfileEdit>) -> File {
    caller.perform(acts::EditOwnProfile { name: ask.name, mail: ask.mail, locale: ask.locale, version }).await?;
    mine(caller).await
}

shape! {
    /// A new contact.
    ContactAdded { contact: ContactId }
}

shape! {
    /// A new address.
    PropertyAdded { property: PropertyId }
}

asked! {
    /// Somebody to call.
    ContactDraftAsk { name: String, phone: Phone, relation: Option<String> }
}

impl From<ContactDraftAsk> for ContactDraft {
    fn from(ask: ContactDraftAsk) -> Self {
        Self { name: ask.name, phone: ask.phone, relation: ask.relation.unwrap_or_default() }
    }
}

asked! {
    /// An address.
    PropertyAsk {
        label: Option<String>,
        address: String,
        detail: Option<String>,
        place: kernel::Place,
        floor: Option<i32>,
        has_lift: Option<bool>,
        building: Option<customers::Building>,
        access_note: Option<String>,
    }
}

/// An address as it is sent, with the territory it lies in; none when nobody goes there.
fn property_draft(caller: &Caller, ask: PropertyAsk) -> PropertyDraft {
    let territories = caller.edge.directory.territories(caller.ctx.market);
    let territory = markets::rules::territory_of(&territories, ask.place).ok();
    PropertyDraft {
        label: ask.label.unwrap_or_default(),
        address: ask.address,
        detail: ask.detail.unwrap_or_default(),
        place: ask.place,
        territory_id: territory.map(|territory| territory.territory_id),
        floor: ask.floor.unwrap_or(1),
        has_lift: ask.has_lift.unwrap_or(false),
        building: ask.building.unwrap_or(customers::Building::Apartment),
        access_note: ask.access_note.unwrap_or_default(),
    }
}

async fn add_contact(
    caller: Caller,
    Path(customer): Path<CustomerId>,
    Body(ask): Body<ContactDraftAsk>,
) -> Answer<Made<ContactAdded>> {
    Ok(Made(ContactAdded { contact: caller.perform(acts::AddContact { customer, draft: ask.into() }).await? }))
}

async fn add_own_contact(caller: Caller, Body(ask): Body<ContactDraftAsk>) -> Answer<Made<ContactAdded>> {
    Ok(Made(ContactAdded { contact: caller.perform(acts::AddOwnContact { draft: ask.into() }).await? }))
}

async fn edit_contact(
    caller: Caller,
    Path2(customer, contact): Path2<CustomerId, ContactId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<ContactDraftAsk>,
) -> Answer<Done> {
    caller.perform(acts::EditContact { customer, contact, draft: ask.into(), version }).await?;
    Ok(Done)
}

async fn edit_own_contact(
    caller: Caller,
    Path(contact): Path<ContactId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<ContactDraftAsk>,
) -> Answer<Done> {
    caller.perform(acts::EditOwnContact { contact, draft: ask.into(), version }).await?;
    Ok(Done)
}

async fn remove_contact(caller: Caller, Path2(customer, contact): Path2<CustomerId, ContactId>) -> Answer<Done> {
    caller.perform(acts::RemoveContact { customer, contact }).await?;
    Ok(Done)
}

async fn remove_own_contact(caller: Caller, Path(contact): Path<ContactId>) -> Answer<Done> {
    caller.perform(acts::RemoveOwnContact { contact }).await?;
    Ok(Done)
}

async fn add_property(
    caller: Caller,
    Path(customer): Path<CustomerId>,
    Body(ask): Body<PropertyAsk>,
) -> Answer<Made<PropertyAdded>> {
    let draft = property_draft(&caller, ask);
    Ok(Made(PropertyAdded { property: caller.perform(acts::AddProperty { customer, draft }).await? }))
}

async fn add_own_property(caller: Caller, Body(ask): Body<PropertyAsk>) -> Answer<Made<PropertyAdded>> {
    let draft = property_draft(&caller, ask);
    Ok(Made(PropertyAdded { property: caller.perform(acts::AddOwnProperty { draft }).await? }))
}

async fn edit_property(
    caller: Caller,
    Path2(customer, property): Path2<CustomerId, PropertyId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<PropertyAsk>,
) -> Answer<Done> {
    let draft = property_draft(&caller, ask);
    caller.perform(acts::EditProperty { customer, property, draft, version }).await?;
    Ok(Done)
}

async fn edit_own_property(
    caller: Caller,
    Path(property): Path<PropertyId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<PropertyAsk>,
) -> Answer<Done> {
    let draft = property_draft(&caller, ask);
    caller.perform(acts::EditOwnProperty { property, draft, version }).await?;
    Ok(Done)
}

async fn remove_property(caller: Caller, Path2(customer, property): Path2<CustomerId, PropertyId>) -> Answer<Done> {
    caller.perform(acts::RemoveProperty { customer, property }).await?;
    Ok(Done)
}

async fn remove_own_property(caller: Caller, Path(property): Path<PropertyId>) -> Answer<Done> {
    caller.perform(acts::RemoveOwnProperty { property }).await?;
    Ok(Done)
}

asked! {
    /// Which address.
    DefaultAsk { property: PropertyId }
}

async fn make_default(caller: Caller, Body(ask): Body<DefaultAsk>) -> Answer<Done> {
    caller.perform(acts::MakeOwnDefaultProperty { property: ask.property }).await?;
    Ok(Done)
}

asked! {
    /// As what; neither when left out.
    TieAsk { tie: Option<Tie> }
}

async fn set_tie(
    caller: Caller,
    Path2(customer, technician): Path2<CustomerId, TechnicianId>,
    Body(ask): Body<TieAsk>,
) -> Answer<Done> {
    workforce::views::technician(&mut caller.read().await?, caller.ctx.market, technician).await?;
    caller.perform(acts::SetTie { customer, technician, tie: ask.tie }).await?;
    Ok(Done)
}

async fn set_own_tie(caller: Caller, Path(technician): Path<TechnicianId>, Body(ask): Body<TieAsk>) -> Answer<Done> {
    workforce::views::technician(&mut caller.read().await?, caller.ctx.market, technician).await?;
    caller.perform(acts::SetOwnTie { technician, tie: ask.tie }).await?;
    Ok(Done)
}
