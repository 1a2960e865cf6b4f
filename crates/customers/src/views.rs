//! Reads: one customer's file, lists with masked phones, addresses.

use crate::{Contact, Customer, Property, TechnicianTie, rules::Search};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{CustomerId, MarketId, Phone, PropertyId, Result, Timestamp, scalar::Json};
use serde::Serialize;

db::statements! {
    CUSTOMER = "
        select customer_id, phone, mail, name, locale, note, tags, is_guest, default_property_id, merged_into, created_at, version
        from customers
        where market_id = $1 and customer_id = $2";
    CUSTOMER_BY_PHONE = "
        select c.customer_id, c.phone, c.mail, c.name, c.locale, c.note, c.tags, c.is_guest, c.default_property_id, c.merged_into,
          c.created_at, c.version
        from customer_phones p
        join customers c on c.market_id = p.market_id and c.customer_id = p.customer_id
        where p.market_id = $1 and p.phone = $2";
    CUSTOMERS_PAGE = "
        select customer_id, phone, name, is_guest, tags, created_at
        from customers
        where market_id = $1 and customer_id < $2 and merged_into is null
        order by customer_id desc
        limit $3";
    CUSTOMERS_BY_PHONE_PAGE = "
        select c.customer_id, p.phone, c.name, c.is_guest, c.tags, c.created_at
        from customer_phones p
        join customers c on c.market_id = p.market_id and c.customer_id = p.customer_id
        where p.market_id = $1 and p.phone >= $2 and p.phone < $3 and c.customer_id < $4
        order by c.customer_id desc
        limit $5";
    CUSTOMERS_BY_NAME_PAGE = "
        select customer_id, phone, name, is_guest, tags, created_at
        from customers
        where market_id = $1 and name_key >= $2 and name_key < $3 and customer_id < $4 and merged_into is null
        order by customer_id desc
        limit $5";
    CUSTOMERS_OF = "
        select customer_id, phone, name, is_guest, tags, created_at
        from customers
        where market_id = $1 and customer_id in ({list})";
    CONTACTS_OF = "
        select contact_id, customer_id, name, phone, relation, version
        from contacts
        where market_id = $1 and customer_id = $2
        order by contact_id";
    PROPERTIES_OF = "
        select property_id, customer_id, label, address, detail, latitude, longitude, territory_id, floor, has_lift, building,
          access_note, version
        from properties
        where market_id = $1 and customer_id = $2 and not is_removed
        order by property_id";
    PROPERTY = "
        select property_id, customer_id, label, address, detail, latitude, longitude, territory_id, floor, has_lift, building,
          access_note, version
        from properties
        where market_id = $1 and property_id = $2 and customer_id = $3 and not is_removed";
    TIES_OF = "
        select technician_id, tie, created_at
        from technician_ties
        where market_id = $1 and customer_id = $2
        order by technician_id";
}

/// One customer; `missing` in another market. A merged-away file names the one that stays.
pub async fn customer(read: &mut Read, market: MarketId, customer: CustomerId) -> Result<Customer> {
    read.one(CUSTOMER, params![market, customer]).await
}

/// The customer a phone leads to.
pub async fn customer_by_phone(read: &mut Read, market: MarketId, phone: &Phone) -> Result<Option<Customer>> {
    read.maybe(CUSTOMER_BY_PHONE, params![market, *phone]).await
}

/// A customer in a list, phone masked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerLine {
    /// Who.
    pub customer_id: CustomerId,
    /// What they are called.
    pub name: String,
    /// `138****5678`.
    pub phone_masked: String,
    /// Whether they never signed in to an account.
    pub is_guest: bool,
    /// Operators' words.
    pub tags: Vec<String>,
    /// Since when we know them.
    pub created_at: Timestamp,
}

impl db::FromRow for CustomerLine {
    fn from_row(row: &db::Row) -> Result<Self> {
        let Json(tags) = row.get("tags")?;
        Ok(Self {
            customer_id: row.get("customer_id")?,
            name: row.get("name")?,
            phone_masked: row.get::<Phone>("phone")?.masked(),
            is_guest: row.get("is_guest")?,
            tags,
            created_at: row.get("created_at")?,
        })
    }
}

/// Customers, newest first; those whose phone or name begins with what was typed ([`Search::of`]).
pub async fn customers_page(
    read: &mut Read,
    market: MarketId,
    search: &Search,
    page: &PageRequest,
) -> Result<Page<CustomerLine>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let limit = page.limit + 1;
    let rows: Vec<CustomerLine> = match search {
        Search::All => read.all(CUSTOMERS_PAGE, params![market, before, limit]).await?,
        Search::Phone(from, to) => read.all(CUSTOMERS_BY_PHONE_PAGE, params![market, from, to, before, limit]).await?,
        Search::Name(from, to) => read.all(CUSTOMERS_BY_NAME_PAGE, params![market, from, to, before, limit]).await?,
    };
    Ok(page.page(rows, |line| Cursor { key: 0, id: line.customer_id.to_string() }))
}

/// The lines of some customers, in no order; for lists of jobs that show who they are for.
pub async fn lines_of(read: &mut Read, market: MarketId, customers: &[CustomerId]) -> Result<Vec<CustomerLine>> {
    let mut values = params![market];
    values.extend(customers.iter().flat_map(|customer| params![*customer]));
    read.all(db::Sql::with_list(CUSTOMERS_OF, 2, customers.len()), values).await
}

/// Everything we know of a customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerFile {
    /// Who.
    pub customer: Customer,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Where work happens; the default one first.
    pub properties: Vec<Property>,
    /// Favourites and excluded ones.
    pub ties: Vec<TechnicianTie>,
}

/// A customer's whole file.
pub async fn file(read: &mut Read, market: MarketId, customer: CustomerId) -> Result<CustomerFile> {
    let customer = self::customer(read, market, customer).await?;
    Ok(CustomerFile {
        contacts: contacts_of(read, market, customer.customer_id).await?,
        properties: properties_of(read, market, &customer).await?,
        ties: ties_of(read, market, customer.customer_id).await?,
        customer,
    })
}

/// A customer's contacts.
pub async fn contacts_of(read: &mut Read, market: MarketId, customer: CustomerId) -> Result<Vec<Contact>> {
    read.all(CONTACTS_OF, params![market, customer]).await
}

/// A customer's addresses, the default one first.
pub async fn properties_of(read: &mut Read, market: MarketId, customer: &Customer) -> Result<Vec<Property>> {
    let mut properties: Vec<Property> = read.all(PROPERTIES_OF, params![market, customer.customer_id]).await?;
    properties.sort_by_key(|property| Some(property.property_id) != customer.default_property);
    Ok(properties)
}

/// One address of that customer; `missing` when it is another's or was removed.
pub async fn property(
    read: &mut Read,
    market: MarketId,
    customer: CustomerId,
    property: PropertyId,
) -> Result<Property> {
    read.one(PROPERTY, params![market, property, customer]).await
}

/// A customer's favourite and excluded technicians.
pub async fn ties_of(read: &mut Read, market: MarketId, customer: CustomerId) -> Result<Vec<TechnicianTie>> {
    read.all(TIES_OF, params![market, customer]).await
}
