//! The statements that write.

pub(crate) mod content;
pub(crate) mod prices;
pub(crate) mod quotes;

pub(crate) use content::{
    insert_category, insert_service, refresh_search_text, save_checklist, save_fault, save_term, update_category,
    update_service,
};
pub(crate) use prices::{
    copy_items, delete_book, insert_book, insert_item, publish_book, save_item, touch_book, update_note, update_policy,
};
pub(crate) use quotes::{forget_quotes, insert_quote, move_quote, take_credit};
