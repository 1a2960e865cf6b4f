//! The lines of a quote: in words for people, as the job shows them, as the invoice keeps them.

use billing::model::{Category, LineDraft, LineKind};
use catalog::model::{CommissionCategory as Sold, LineCode, QuoteLine};
use jobs::model::{Line, Names};
use kernel::{Locale, Money, Result};

/// What a line of a quote says, in a language.
#[must_use]
pub fn line_label(locale: Locale, line: &QuoteLine) -> String {
    let arguments: Vec<(&str, String)> = line
        .arguments(locale)
        .into_iter()
        .map(|(name, value)| (name, if AMOUNTS.contains(&name) { money(locale, line, &value) } else { value }))
        .collect();
    let arguments: Vec<(&str, i18n::Value<'_>)> =
        arguments.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    i18n::text_with(locale, &format!("catalog-line-{}", line.code.as_str().replace('_', "-")), &arguments)
}

/// What one piece of a line costs, where the line has a price for each.
#[must_use]
pub fn unit_price(locale: Locale, line: &QuoteLine) -> Option<String> {
    line.params.get("unit_price").map(|price| money(locale, line, price))
}

/// Parameters of lines that are amounts of the line's currency.
const AMOUNTS: [&str; 3] = ["bound", "fee", "unit_price"];

fn money(locale: Locale, line: &QuoteLine, decimal: &str) -> String {
    let amount = Money::parse(decimal, line.amount.currency);
    amount.map_or_else(|_| decimal.to_owned(), |amount| i18n::money(locale, amount))
}

/// A line of a quote as the job shows it.
#[must_use]
pub fn job_line(line: &QuoteLine) -> Line {
    let label = Names { zh: line_label(Locale::ZhCn, line), en: line_label(Locale::En, line) };
    Line { code: line.code.as_str().to_owned(), label, amount: line.amount }
}

/// A line of a quote as the invoice keeps it.
pub fn invoice_line(line: &QuoteLine) -> Result<LineDraft> {
    let usual = match line.code {
        LineCode::Part => LineKind::Part,
        LineCode::Travel | LineCode::VisitFeeCredit => LineKind::Fee,
        LineCode::Territory
        | LineCode::Night
        | LineCode::Weekend
        | LineCode::Holiday
        | LineCode::Peak
        | LineCode::Emergency
        | LineCode::Floor => LineKind::Surcharge,
        LineCode::Base
        | LineCode::Plan
        | LineCode::BrandTier
        | LineCode::Material
        | LineCode::Difficulty
        | LineCode::PriceFloor
        | LineCode::PriceCap
        | LineCode::Minimum
        | LineCode::AddOn => LineKind::Service,
    };
    // What lowers the price is shared by everybody who shares the price.
    let kind = if line.amount.is_negative() { LineKind::Adjustment } else { usual };
    let category = match line.category {
        Sold::Cleaning => Category::Cleaning,
        Sold::RepairLabour => Category::Repair,
        Sold::Installation => Category::Installation,
        Sold::Appliance => Category::Appliance,
        Sold::PlumbingElectric => Category::PlumbingElectric,
        Sold::Parts => Category::Parts,
        Sold::Inspection => Category::Fees,
    };
    Ok(LineDraft {
        kind,
        category,
        name_zh: line_label(Locale::ZhCn, line),
        name_en: line_label(Locale::En, line),
        quantity: 1,
        amount: line.amount,
        source: format!("quote:{}", line.code),
    })
}
