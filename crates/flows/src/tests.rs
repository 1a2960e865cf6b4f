//! The event wiring is complete.

use crate::{LateApp, handlers, reactions::UNANSWERED};

#[test]
fn every_event_has_an_answer_or_stands_among_the_unanswered() {
    let handlers = handlers(&"http://127.0.0.1".into(), &LateApp::default());
    let answered: Vec<&str> = handlers.listing().into_iter().map(|(event, _)| event).collect();
    let mut all: Vec<&str> = Vec::new();
    all.extend(jobs::events::ALL);
    all.extend(dispatch::events::ALL);
    all.extend(billing::events::ALL);
    all.extend(workforce::events::ALL);
    for event in &all {
        let times = usize::from(answered.contains(event)) + usize::from(UNANSWERED.contains(event));
        assert_eq!(times, 1, "{event} must be in the wiring or in UNANSWERED, and not in both");
    }
}
