//! The catalogue as customers and operators see it.

use super::{book_valid_at, checklist, faults_of_service, price_item, rows};
use crate::{
    model::{Category, ChecklistTemplate, Fault, Names, PriceItem, Service, Unit},
    refusals,
};
use db::{Cursor, FromRow, Page, PageRequest, Read, Row, Sql, params};
use kernel::{CategoryId, Currency, MarketId, Money, PriceBookId, Result, Scalar, ServiceId, Timestamp};
use serde::{Deserialize, Serialize};

db::statements! {
    CATEGORIES = "
        select category_id, parent_id, code, name_zh, name_en, position, is_active, version
        from categories
        where market_id = $1
        order by position, code";
    CATEGORY = "
        select category_id, parent_id, code, name_zh, name_en, position, is_active, version
        from categories
        where market_id = $1 and category_id = $2";
    SERVICE = "
        select service_id, category_id, code, name_zh, name_en, description_zh, description_en, unit, quantity_min, quantity_max,
          work, terms, add_ons, plans, materials, brand_matters, difficulty, checklist_code, position, is_active, version
        from services
        where market_id = $1 and service_id = $2";
    SERVICE_BY_CODE = "
        select service_id, category_id, code, name_zh, name_en, description_zh, description_en, unit, quantity_min, quantity_max,
          work, terms, add_ons, plans, materials, brand_matters, difficulty, checklist_code, position, is_active, version
        from services
        where market_id = $1 and code = $2";
    SERVICES = "
        select service_id, category_id, code, name_zh, name_en, description_zh, description_en, unit, quantity_min, quantity_max,
          work, terms, add_ons, plans, materials, brand_matters, difficulty, checklist_code, position, is_active, version
        from services
        where market_id = $1
        order by position, service_id";
    SERVICES_BY_ID = "
        select service_id, category_id, code, name_zh, name_en, description_zh, description_en, unit, quantity_min, quantity_max,
          work, terms, add_ons, plans, materials, brand_matters, difficulty, checklist_code, position, is_active, version
        from services
        where market_id = $1 and service_id in ({list})";
    /// Every card with its price in the book that is valid at an instant.
    CARDS = "
        select s.service_id, s.category_id, s.code, s.name_zh, s.name_en, s.unit, s.position, s.is_active,
          p.unit_price_minor, p.currency
        from services s
        left join price_items p on p.market_id = s.market_id and p.service_id = s.service_id and p.price_book_id = (
          select b.price_book_id
          from price_books b
          where b.market_id = $1 and b.state = 'published' and b.valid_from_at <= $2
          order by b.valid_from_at desc, b.number desc
          limit 1
        )
        where s.market_id = $1 and (s.is_active or $3)
        order by s.position, s.service_id";
    CARDS_WITH_WORDS = "
        select s.service_id, s.category_id, s.code, s.name_zh, s.name_en, s.unit, s.position, s.is_active,
          p.unit_price_minor, p.currency
        from services s
        left join price_items p on p.market_id = s.market_id and p.service_id = s.service_id and p.price_book_id = (
          select b.price_book_id
          from price_books b
          where b.market_id = $1 and b.state = 'published' and b.valid_from_at <= $2
          order by b.valid_from_at desc, b.number desc
          limit 1
        )
        where s.market_id = $1 and s.is_active
          and s.search_text like $3 escape '!' and s.search_text like $4 escape '!' and s.search_text like $5 escape '!'
          and (s.position, s.service_id) > ($6, $7)
        order by s.position, s.service_id
        limit $8";
}

/// Which services are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What customers can have.
    Active,
    /// All, for operators.
    All,
}

/// A service in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCard {
    /// Its id.
    pub id: ServiceId,
    /// Its heading.
    pub category: CategoryId,
    /// Short code for people.
    pub code: String,
    /// What people read.
    pub names: Names,
    /// What it is counted in.
    pub unit: Unit,
    /// For one unit at the valid book; none when it is not priced.
    pub unit_price: Option<Money>,
    /// Whether customers can have it.
    pub is_active: bool,
    /// Order in the catalogue.
    pub position: i64,
}

impl FromRow for ServiceCard {
    fn from_row(row: &Row) -> Result<Self> {
        let price: Option<i64> = row.get("unit_price_minor")?;
        let currency: Option<Currency> = row.get("currency")?;
        Ok(Self {
            id: row.get("service_id")?,
            category: row.get("category_id")?,
            code: row.get("code")?,
            names: rows::names(row, "name")?,
            unit: row.get("unit")?,
            unit_price: price.zip(currency).map(|(minor, currency)| Money::new(minor, currency)),
            is_active: row.get("is_active")?,
            position: row.get("position")?,
        })
    }
}

/// A category with what hangs below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The category.
    pub category: Category,
    /// Its services.
    pub services: Vec<ServiceCard>,
    /// The categories below it.
    pub branches: Vec<Branch>,
}

/// A service with all that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceDetail {
    /// The service.
    pub service: Service,
    /// Its heading.
    pub category: Category,
    /// What it costs at the valid book; none when it is not priced.
    pub price: Option<PriceItem>,
    /// The valid book; none when none is valid.
    pub price_book: Option<PriceBookId>,
    /// What the technician will do.
    pub checklist: ChecklistTemplate,
    /// The faults it repairs.
    pub faults: Vec<Fault>,
}

/// Every category, in order.
pub async fn categories(read: &mut Read, market: MarketId) -> Result<Vec<Category>> {
    read.all(CATEGORIES, params![market]).await
}

/// One category.
pub async fn category(read: &mut Read, market: MarketId, category: CategoryId) -> Result<Category> {
    read.one(CATEGORY, params![market, category]).await
}

/// The whole catalogue by category, with the prices valid at an instant. Customers see neither inactive nor empty branches.
pub async fn catalogue_tree(read: &mut Read, market: MarketId, at: Timestamp, shown: Shown) -> Result<Vec<Branch>> {
    let categories = categories(read, market).await?;
    let cards: Vec<ServiceCard> = read.all(CARDS, params![market, at, shown == Shown::All]).await?;
    Ok(branches(&categories, &cards, None, shown))
}

fn branches(categories: &[Category], cards: &[ServiceCard], parent: Option<CategoryId>, shown: Shown) -> Vec<Branch> {
    let below = categories.iter().filter(|category| category.spec.parent == parent);
    let all = below.map(|category| Branch {
        category: category.clone(),
        services: cards.iter().filter(|card| card.category == category.id).cloned().collect(),
        branches: branches(categories, cards, Some(category.id), shown),
    });
    all.filter(|branch| match shown {
        Shown::All => true,
        Shown::Active => branch.category.spec.is_active && !(branch.services.is_empty() && branch.branches.is_empty()),
    })
    .collect()
}

/// Active services whose names, code, description or symptoms contain the first three words of a text.
pub async fn search(
    read: &mut Read,
    market: MarketId,
    text: &str,
    at: Timestamp,
    page: &PageRequest,
) -> Result<Page<ServiceCard>> {
    let mut patterns = text.split_whitespace().map(pattern).chain(std::iter::repeat("%".to_owned()));
    let mut next = || patterns.next().unwrap_or_default();
    let (first, second, third) = (next(), next(), next());
    let (key, id) = page.after.as_ref().map_or((i64::MIN, String::new()), |cursor| (cursor.key, cursor.id.clone()));
    let values = params![market, at, first, second, third, key, id, page.limit + 1];
    let cards: Vec<ServiceCard> = read.all(CARDS_WITH_WORDS, values).await?;
    Ok(page.page(cards, |card| Cursor { key: card.position, id: card.id.to_string() }))
}

fn pattern(word: &str) -> String {
    let escaped: String = word.to_lowercase().chars().take(40).fold(String::new(), |mut text, char| {
        if matches!(char, '%' | '_' | '!') {
            text.push('!');
        }
        text.push(char);
        text
    });
    format!("%{escaped}%")
}

/// Every service, active or not.
pub async fn services(read: &mut Read, market: MarketId) -> Result<Vec<Service>> {
    read.all(SERVICES, params![market]).await
}

/// Those of the given services that exist.
pub async fn services_by_id(read: &mut Read, market: MarketId, ids: &[ServiceId]) -> Result<Vec<Service>> {
    let sql = Sql::with_list(SERVICES_BY_ID, 2, ids.len());
    let values = std::iter::once(market.to_value()).chain(ids.iter().map(Scalar::to_value)).collect();
    read.all(sql, values).await
}

/// One service.
pub async fn service(read: &mut Read, market: MarketId, service: ServiceId) -> Result<Service> {
    read.one(SERVICE, params![market, service]).await
}

/// One service by its short code.
pub async fn service_by_code(read: &mut Read, market: MarketId, code: &str) -> Result<Service> {
    read.one(SERVICE_BY_CODE, params![market, code]).await
}

/// A service with category, price, checklist and faults.
pub async fn service_detail(
    read: &mut Read,
    market: MarketId,
    service: &Service,
    at: Timestamp,
) -> Result<ServiceDetail> {
    let category = category(read, market, service.spec.category).await?;
    let price_book = match book_valid_at(read, market, at).await {
        Ok(book) => Some(book.id),
        Err(problem) if problem.is(refusals::NO_PRICE_BOOK) => None,
        Err(problem) => return Err(problem),
    };
    let price = match price_book {
        Some(book) => price_item(read, market, book, service.id).await?,
        None => None,
    };
    let checklist = checklist(read, market, &service.spec.checklist).await?;
    let faults = faults_of_service(read, market, service.id).await?;
    Ok(ServiceDetail { service: service.clone(), category, price, price_book, checklist, faults })
}
