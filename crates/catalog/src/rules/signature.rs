//! The proof that a quote is ours: HMAC-SHA256 over a text with everything that was promised.

use crate::model::{Quote, SigningKey};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{MarketId, Problem, Result};
use sha2::Sha256;
use std::fmt::Write;

/// Everything a quote promises, one fact a line, in a fixed order. Not part of it is what changes later: state, version, and the customer,
/// who may become known only when agreeing.
pub fn canonical_text(market: MarketId, quote: &Quote) -> Result<String> {
    let mut text = format!("doorstep quote 1\nmarket {market}\nquote {}\n", quote.id);
    let mut line = |what: &str, fact: &dyn std::fmt::Display| writeln!(text, "{what} {fact}").map_err(Problem::broken);
    line("book", &format_args!("{} {}", quote.price_book, quote.price_book_number))?;
    for (name, id) in [
        ("job", quote.job.map(|id| id.to_string())),
        ("base", quote.base.map(|id| id.to_string())),
        ("credit", quote.credit_of.map(|id| id.to_string())),
    ] {
        line(name, &id.as_deref().unwrap_or("-"))?;
    }
    for item in &quote.items {
        line("item", &json(item)?)?;
    }
    line("visit", &json(&quote.visit)?)?;
    line("need", &json(&quote.need)?)?;
    line("payment", &json(&quote.payment)?)?;
    line("visit-fee", &quote.visit_fee)?;
    for option in &quote.options {
        let warranty = format!("{} {}", option.labour_warranty_days, option.part_warranty_days);
        line("option", &format_args!("{} {warranty} {}", option.plan, json(&option.names)?))?;
        for entry in &option.lines {
            let words = format!("{} {} {}", entry.item, entry.code, entry.category);
            line("line", &format_args!("{words} {} {} {}", entry.amount, json(&entry.names)?, json(&entry.params)?))?;
        }
        line("total", &option.total)?;
        line("due-first", &option.due_first)?;
    }
    line("valid-until", &quote.valid_until.as_microsecond())?;
    line("made", &format_args!("{} {}", quote.made_at.as_microsecond(), quote.made_by))?;
    Ok(text)
}

/// The signature, in hexadecimal.
pub fn sign(key: &SigningKey, market: MarketId, quote: &Quote) -> Result<String> {
    let code = mac(key, market, quote)?.finalize().into_bytes();
    Ok(HEXLOWER.encode(&code))
}

/// Whether the quote carries our signature; compared in constant time.
pub fn is_genuine(key: &SigningKey, market: MarketId, quote: &Quote) -> Result<bool> {
    let Ok(given) = HEXLOWER.decode(quote.signature.as_bytes()) else { return Ok(false) };
    Ok(mac(key, market, quote)?.verify_slice(&given).is_ok())
}

fn mac(key: &SigningKey, market: MarketId, quote: &Quote) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).map_err(Problem::broken)?;
    mac.update(canonical_text(market, quote)?.as_bytes());
    Ok(mac)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Problem::broken)
}
