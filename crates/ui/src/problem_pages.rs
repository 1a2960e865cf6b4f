//! What a person sees when something was not done.

use crate::{Html, Shell, Tone};
use askama::Template;
use kernel::{Locale, Problem, Result};

#[derive(Template)]
#[template(path = "ui/problem.html")]
struct ProblemPage<'a> {
    shell: &'a Shell,
    code: &'a str,
    sentence: String,
}

/// A page for a problem, with its status; works in every layout.
pub fn problem_page(shell: &Shell, problem: &Problem) -> Result<Html> {
    let shell = shell.clone().titled(i18n::text(shell.locale, title_key(problem.kind())));
    let page = ProblemPage { shell: &shell, code: problem.code(), sentence: shell.problem(problem) };
    Html::page(&page).map(|html| html.with_status(problem.kind().status()))
}

/// The same as a fragment, for a request of htmx (`hx-request: true`).
pub fn problem_notice(locale: Locale, problem: &Problem) -> Result<Html> {
    let notice = crate::notice(Tone::Bad, i18n::problem(locale, problem));
    Html::page(&notice).map(|html| html.with_status(problem.kind().status()))
}

fn title_key(kind: kernel::Kind) -> &'static str {
    use kernel::Kind;
    match kind {
        Kind::Invalid => "ui-problem-invalid",
        Kind::Unauthenticated => "ui-problem-unauthenticated",
        Kind::Forbidden => "ui-problem-forbidden",
        Kind::Missing => "ui-problem-missing",
        Kind::Refused | Kind::Conflict => "ui-problem-refused",
        Kind::TooMany => "ui-problem-too-many",
        Kind::Unavailable => "ui-problem-unavailable",
        Kind::Broken => "ui-problem-broken",
    }
}
