//! Rules as tables, any sequence of bookings without overlap, stories and races on both engines.

mod asking;
mod explaining;
mod kit;
mod planning;
mod promises;
mod races;
mod steps;
mod stories;

#[test]
fn statements_compile_on_both_engines() {
    test_kit::prepare_all(&[crate::MIGRATIONS], crate::STATEMENTS);
}

#[test]
fn every_sentence_has_its_text() {
    // The texts live in `i18n`, which no context may import; its own tests compare both languages.
    let english = include_str!("../../../i18n/locales/en/dispatch.ftl");
    let has = |key: String| assert!(english.contains(&format!("\n{key} =")), "{key}");
    for code in crate::refusals::ALL {
        has(format!("problem-{}", code.code.replace('_', "-")));
    }
    for rule in crate::Rule::ALL {
        has(format!("dispatch-rule-{}", rule.as_str().replace('_', "-")));
    }
    for part in crate::PartCode::ALL {
        has(format!("dispatch-part-{}", part.as_str()));
    }
}
