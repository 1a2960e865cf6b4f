//! Decisions: what a file may hold, how people are found by the beginning of a name or phone.

use crate::{ContactDraft, Customer, PropertyDraft, refusals};
use kernel::{Place, Result, problem};

/// Addresses one customer may keep.
pub const PROPERTIES_MAX: i64 = 50;
/// Contacts one customer may keep.
pub const CONTACTS_MAX: i64 = 20;
/// Ties one customer may keep.
pub const TIES_MAX: i64 = 100;
/// Tags one customer may have.
pub const TAGS_MAX: usize = 20;

/// Refuses one more entry than a file may hold; `field` names the kind of entry.
pub fn check_room(count: i64, most: i64, field: &str) -> Result<()> {
    if count < most { Ok(()) } else { Err(refusals::FILE_FULL.field(field).param("most", most)) }
}

fn check_text(text: &str, field: &str, most: usize) -> Result<()> {
    if text.chars().count() <= most { Ok(()) } else { Err(problem::TOO_LONG.field(field).param("length_max", most)) }
}

fn check_required(text: &str, field: &str, most: usize) -> Result<()> {
    if text.trim().is_empty() { Err(problem::REQUIRED.field(field)) } else { check_text(text, field, most) }
}

/// Refuses a name that is empty or longer than 80 characters.
pub fn check_name(name: &str) -> Result<()> {
    check_required(name, "name", 80)
}

/// Refuses notes over 2000 characters.
pub fn check_note(note: &str) -> Result<()> {
    check_text(note, "note", 2000)
}

/// The tags trimmed, each once, none empty; refuses more than 20 or longer ones than 30 characters.
pub fn normal_tags(tags: &[String]) -> Result<Vec<String>> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        check_text(tag, "tags", 30)?;
        if !kept.iter().any(|known| known == tag) {
            kept.push(tag.to_owned());
        }
    }
    check_room(kept.len() as i64 - 1, TAGS_MAX as i64, "tags").map(|()| kept)
}

/// Refuses a contact without a name.
pub fn check_contact(draft: &ContactDraft) -> Result<()> {
    check_name(&draft.name)?;
    check_text(&draft.relation, "relation", 40)
}

/// Refuses an address that is empty, off the globe, or on a floor no building has.
pub fn check_property(draft: &PropertyDraft) -> Result<()> {
    check_text(&draft.label, "label", 40)?;
    check_required(&draft.address, "address", 200)?;
    check_text(&draft.detail, "detail", 200)?;
    check_text(&draft.access_note, "access_note", 500)?;
    Place::new(draft.place.latitude, draft.place.longitude)?;
    if (-9..=200).contains(&draft.floor) && draft.floor != 0 {
        return Ok(());
    }
    Err(problem::OUT_OF_RANGE.field("floor").param("given", draft.floor))
}

/// The file that stays when two are one person's: tags of both, the older one's note after the younger one's, the name that is known.
#[must_use]
pub fn merged(into: &Customer, from: &Customer) -> Customer {
    let mut kept = into.clone();
    if kept.name.is_empty() {
        kept.name.clone_from(&from.name);
    }
    kept.mail = kept.mail.or_else(|| from.mail.clone());
    kept.locale = kept.locale.or(from.locale);
    kept.default_property = kept.default_property.or(from.default_property);
    kept.is_guest = into.is_guest && from.is_guest;
    let others = from.tags.iter().filter(|tag| !into.tags.contains(tag)).cloned();
    kept.tags.extend(others.take(TAGS_MAX.saturating_sub(into.tags.len())));
    if !from.note.is_empty() {
        let note = format!("{}\n{}", kept.note, from.note);
        kept.note = note.trim().chars().take(2000).collect();
    }
    kept
}

/// The name as it is searched by: its lower-case bytes in hexadecimal, so that "begins with" is a range in any collation.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase().bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// What a typed text looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Everybody.
    All,
    /// Phones from the first (included) to the second (excluded).
    Phone(String, String),
    /// Name keys from the first (included) to the second (excluded).
    Name(String, String),
}

impl Search {
    /// Reads what somebody typed: digits are the beginning of a phone (without a country: Chinese), anything else of a name.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let is_phone = typed.chars().all(|letter| letter.is_ascii_digit() || "+- ().".contains(letter));
        if typed.is_empty() || is_phone && digits.is_empty() {
            return Self::All;
        }
        if !is_phone {
            let key = name_key(typed);
            // Hexadecimal digits end at `f`.
            let end = format!("{key}g");
            return Self::Name(key, end);
        }
        let prefix = if typed.starts_with('+') { digits } else { format!("86{digits}") };
        let prefix: String = prefix.chars().take(15).collect();
        let next = prefix.parse::<u64>().map(|number| (number + 1).to_string()).unwrap_or_default();
        // 99… has no successor of its length; no number is longer than this one.
        let end = if next.len() == prefix.len() { next } else { "9".repeat(16) };
        Self::Phone(format!("+{prefix}"), format!("+{end}"))
    }
}
