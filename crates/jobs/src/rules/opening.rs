//! What a job must be like to be opened, and checks of texts and amounts shared by other verbs.

use crate::model::{Line, Need, PaymentTerms, State, StepFact};
use crate::refusals;
use kernel::{Money, Result, money::MINOR_MAX, problem};

/// Refuses an empty or overlong text; the trimmed text otherwise.
pub fn text<'a>(field: &str, text: &'a str, characters_max: usize) -> Result<&'a str> {
    let text = optional_text(field, text, characters_max)?;
    if text.is_empty() { Err(problem::REQUIRED.field(field)) } else { Ok(text) }
}

/// Refuses an overlong text; the trimmed text otherwise.
pub fn optional_text<'a>(field: &str, text: &'a str, characters_max: usize) -> Result<&'a str> {
    let text = text.trim();
    if text.chars().count() > characters_max {
        return Err(problem::TOO_LONG.field(field).param("max", characters_max));
    }
    Ok(text)
}

/// Refuses a number outside its range.
pub fn range(field: &str, number: i64, low: i64, high: i64) -> Result<()> {
    if (low..=high).contains(&number) {
        return Ok(());
    }
    Err(problem::OUT_OF_RANGE.field(field).param("min", low).param("max", high))
}

/// Refuses a negative or enormous amount, or one in another currency than the job's.
pub fn amount(field: &str, amount: Money, like: Money) -> Result<()> {
    if amount.currency != like.currency {
        let problem = problem::CURRENCY_MISMATCH.field(field);
        return Err(problem.param("one", amount.currency).param("other", like.currency));
    }
    if (0..=MINOR_MAX).contains(&amount.minor) { Ok(()) } else { Err(problem::BAD_AMOUNT.field(field)) }
}

/// Refuses lines that are none, too many, nameless, or do not sum to the total.
pub fn lines(lines: &[Line], total: Money) -> Result<()> {
    range("lines", i64::try_from(lines.len()).unwrap_or(i64::MAX), 1, 100)?;
    for line in lines {
        text("lines", &line.code, 80)?;
        text("lines", &line.label.zh, 200)?;
        text("lines", &line.label.en, 200)?;
        amount("lines", Money { minor: line.amount.minor.saturating_abs(), ..line.amount }, total)?;
    }
    let sum = Money::sum(lines.iter().map(|line| line.amount), total.currency)?;
    if sum == total {
        return Ok(());
    }
    Err(refusals::TOTAL_MISMATCH.field("total").param("sum", sum).param("total", total))
}

/// Refuses a need that no visit can have.
pub fn need(need: &Need) -> Result<()> {
    range("duration_minutes", i64::from(need.duration_minutes), 1, 24 * 60)?;
    range("buffer_before_minutes", i64::from(need.buffer_before_minutes), 0, 240)?;
    range("buffer_after_minutes", i64::from(need.buffer_after_minutes), 0, 240)?;
    range("crew_size", i64::from(need.crew_size), 1, 20)?;
    range("skills", i64::try_from(need.skills.len()).unwrap_or(i64::MAX), 0, 20)?;
    for skill in &need.skills {
        text("skills", &skill.skill, 60)?;
        range("skills", i64::from(skill.level), 0, 5)?;
    }
    Ok(())
}

/// Refuses a checklist with nameless or repeated steps.
pub fn checklist(steps: &[StepFact]) -> Result<()> {
    range("checklist", i64::try_from(steps.len()).unwrap_or(i64::MAX), 0, 100)?;
    let mut seen = std::collections::BTreeSet::new();
    for step in steps {
        text("checklist", &step.code, 60)?;
        text("checklist", &step.names.zh, 200)?;
        text("checklist", &step.names.en, 200)?;
        for photo in &step.photos {
            proof_name(&photo.name)?;
        }
        if !seen.insert(&step.code) {
            return Err(problem::OUT_OF_RANGE.field("checklist").param("repeated", &step.code));
        }
    }
    Ok(())
}

/// Refuses a photo name other than lower-case words such as `before` or `fault_2`.
pub fn proof_name(name: &str) -> Result<()> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text("name", name, 40)?;
    if name.bytes().all(is_plain) {
        Ok(())
    } else {
        Err(problem::UNKNOWN_CODE.field("name").param("given", name).param("allowed", "a-z 0-9 _"))
    }
}

/// Refuses terms that cannot be kept; the state that the first visit begins in.
pub fn terms(terms: &PaymentTerms, total: Money) -> Result<State> {
    match terms {
        PaymentTerms::PayAfter => Ok(State::PendingDispatch),
        PaymentTerms::Prepay => Ok(if total.is_positive() { State::PendingPayment } else { State::PendingDispatch }),
        PaymentTerms::Deposit { due } => {
            amount("deposit", *due, total)?;
            if due.minor > total.minor {
                return Err(problem::BAD_AMOUNT.field("deposit").param("total", total));
            }
            Ok(if due.is_positive() { State::PendingPayment } else { State::PendingDispatch })
        }
    }
}

/// The sort key of a person's name: its letters in hexadecimal, so that a prefix is a range in every collation of either engine.
#[must_use]
pub fn name_key(name: &str) -> String {
    let lower: String = name.trim().to_lowercase().chars().take(12).collect();
    data_encoding::HEXLOWER.encode(lower.as_bytes())
}
