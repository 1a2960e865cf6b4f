//! Every refusal, state, verb, tier and reason has its sentence in both languages.

use crate::{
    Stage, State, Verb, refusals,
    rules::cancellation::{CancelReason, Liable, Tier},
};

const FILES: [(&str, &str); 2] = [
    ("zh-CN", include_str!("../../../i18n/locales/zh-CN/jobs.ftl")),
    ("en", include_str!("../../../i18n/locales/en/jobs.ftl")),
];

#[test]
fn everything_has_its_words() {
    let mut keys: Vec<String> = refusals::ALL.iter().map(|code| format!("problem-{}", code.code)).collect();
    keys.extend(State::ALL.iter().map(|state| format!("jobs-state-{state}")));
    keys.extend(Stage::ALL.iter().map(|stage| format!("jobs-stage-{stage}")));
    keys.extend(Verb::ALL.iter().map(|verb| format!("jobs-verb-{verb}")));
    keys.extend(Tier::ALL.iter().map(|tier| format!("jobs-tier-{tier}")));
    keys.extend(Liable::ALL.iter().map(|liable| format!("jobs-liable-{liable}")));
    keys.extend(CancelReason::ALL.iter().map(|reason| format!("jobs-reason-{reason}")));
    for (locale, text) in FILES {
        for key in &keys {
            let key = key.replace('_', "-");
            assert!(text.lines().any(|line| line.starts_with(&format!("{key} ="))), "{locale}: {key}");
        }
    }
}

#[test]
fn events_have_names_of_their_own() {
    let names: std::collections::BTreeSet<&str> = crate::events::ALL.iter().copied().collect();
    assert_eq!(names.len(), crate::events::ALL.len());
    assert!(names.iter().all(|name| name.starts_with("jobs.")));
}
