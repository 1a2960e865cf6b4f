//! The whole timeline of an order: moves, money and messages in one order of time, the newest first.

use super::order::Order;
use crate::{
    tones,
    words::{Words, word_or_code},
};
use billing::views::postings::{KeptPosting, PostingState};
use jobs::model::{Move, State, Verb};
use kernel::{Money, Timestamp};
use messaging::views::deliveries::DeliveryLine;
use ui::{Shell, TimelineEntry, Tone};

/// The entries of a timeline, newest first.
pub(super) fn story(
    shell: &Shell,
    order: &Order,
    postings: &[KeptPosting],
    deliveries: &[DeliveryLine],
) -> Vec<TimelineEntry> {
    let mut entries: Vec<(Timestamp, TimelineEntry)> = Vec::new();
    entries.extend(order.detail.timeline.iter().map(|step| (step.at, moved(shell, order, step))));
    entries.extend(postings.iter().filter_map(|kept| Some((kept.made_at, paid(shell, kept)?))));
    entries.extend(deliveries.iter().map(|line| (line.created_at, told(shell, line))));
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn moved(shell: &Shell, order: &Order, step: &Move) -> TimelineEntry {
    let mut notes = vec![order.people.name(&step.actor)];
    if step.from.is_some_and(|from| from != step.to) {
        notes.push(format!("→ {}", shell.word("jobs-state", step.to)));
    }
    for named in ["offered_to", "technician"] {
        let who = step.detail.get(named).and_then(|id| id.as_str());
        notes.extend(who.filter(|id| *id != step.actor).map(|id| order.people.name(id)));
    }
    notes.extend(step_name(shell, order, step));
    if !step.reason.is_empty() {
        notes.push(reason(shell, &step.reason));
    }
    if !step.note.is_empty() {
        notes.push(said(shell, &step.note));
    }
    if let Some(place) = step.place {
        let metres = place.metres_to(order.detail.job.property.place);
        notes.push(shell.tw("day-from-door", &[("distance", shell.distance(metres).into())]));
    }
    if step.device_at.is_some_and(|device| (step.at.duration_since(device)).as_secs().abs() > 120) {
        notes.extend(step.device_at.map(|at| shell.tw("day-device-time", &[("time", shell.date_time(at).into())])));
    }
    TimelineEntry::new(tone(step), shell.word("jobs-verb", step.verb), shell.date_time(step.at)).note(notes.join(" · "))
}

/// The step of the checklist that a move is about.
fn step_name(shell: &Shell, order: &Order, step: &Move) -> Option<String> {
    let id = step.detail.get("step")?.as_str()?;
    let mut steps = order.detail.visits.iter().flat_map(|visit| &visit.checklist);
    Some(steps.find(|known| known.step.to_string() == id)?.names.in_locale(shell.locale).to_owned())
}

/// A reason as people read it, whichever list its code is of.
fn reason(shell: &Shell, code: &str) -> String {
    for group in ["jobs-reason", "day-via", "day-why", "day-source", "field-refusal"] {
        let words = word_or_code(shell.locale, group, code);
        if words != code {
            return words;
        }
    }
    code.to_owned()
}

/// A note, which dispatch writes as the key of a text.
pub(super) fn said(shell: &Shell, note: &str) -> String {
    match i18n::has(shell.locale, note) {
        true => shell.t(note),
        false => reason(shell, note),
    }
}

fn tone(step: &Move) -> Tone {
    match (step.verb, step.to) {
        (Verb::FlagUnassignable | Verb::Refuse | Verb::ReportWrongPerson | Verb::RequestRework, _) => Tone::Bad,
        (_, State::Disputed | State::NoShowCustomer | State::NoShowTechnician) => Tone::Bad,
        (_, to) if step.from != Some(to) => tones::visit(to),
        (_, _) => Tone::Neutral,
    }
}

fn paid(shell: &Shell, kept: &KeptPosting) -> Option<TimelineEntry> {
    let first = kept.posting.entries.first()?;
    let debit: i64 = kept.posting.entries.iter().map(|entry| entry.amount.minor.max(0)).sum();
    let amount = shell.money(Money::new(debit, first.amount.currency));
    let (tone, state) = match kept.state {
        PostingState::Posted => (Tone::Good, String::new()),
        PostingState::Pending => (Tone::Warn, shell.t("ledger-transfer-pending")),
        PostingState::Voided => (Tone::Neutral, shell.t("ledger-transfer-voided")),
    };
    let note = [amount, state].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let title = shell.word("billing-fact", kept.posting.kind.as_str());
    Some(TimelineEntry::new(tone, title, shell.date_time(kept.made_at)).note(note))
}

fn told(shell: &Shell, line: &DeliveryLine) -> TimelineEntry {
    let title = shell.tw("day-told", &[("notice", shell.word("messaging-notice", line.notice_key.as_str()).into())]);
    let channel = shell.word("messaging-channel", line.channel);
    let state = shell.word("messaging-delivery", line.state);
    let note = format!("{channel} · {} · {state}", line.address_masked);
    TimelineEntry::new(tones::delivery(line.state), title, shell.date_time(line.created_at)).note(note)
}
