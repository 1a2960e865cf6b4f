//! Reads shaped for screens, resources and the actions of this context.

pub(crate) mod furniture;
pub(crate) mod price_books;
pub(crate) mod quotes;
mod rows;
pub(crate) mod services;

pub use furniture::{
    Furniture, FurnitureFault, brand, checklist, checklists, fault, faults_of_service, furniture, term, terms,
};
pub use price_books::{
    BookLine, BookSummary, PricePoint, book_lines, book_valid_at, price_book, price_books, price_history, price_item,
    price_items,
};
pub use quotes::{quote, quote_holds_at, quote_seen_by, quotes_of_customer, quotes_of_job, verify_quote};
pub use services::{
    Branch, ServiceCard, ServiceDetail, Shown, catalogue_tree, categories, category, search, service, service_by_code,
    service_detail, services, services_by_id,
};

pub(crate) use price_books::last_book_number;
