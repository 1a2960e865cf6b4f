//! `/console/sign-in`, `/console/sign-out`: staff come in by password.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::{get, post},
};
use edge::{Answer, Demo, Edge, OrFail, Submitted, Visitor, page, see_other};
use kernel::Problem;
use serde::Deserialize;
use ui::{Form, Html, Shell, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/console/sign-in", get(show).post(submit)).route("/console/sign-out", post(leave))
}

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct Show {
    shell: Shell,
    form: Form,
    next: String,
    is_demo: bool,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show(visitor: Visitor, Query(Next { next }): Query<Next>) -> Response {
    render(&visitor, Form::new(visitor.ctx.locale), next, None)
}

fn render(visitor: &Visitor, form: Form, next: String, problem: Option<Problem>) -> Response {
    let shell = visitor.shell(i18n::text(visitor.ctx.locale, "console-sign-in")).width(Width::Narrow);
    let status = problem.as_ref().map_or(200, |problem| problem.kind().status());
    let form = match problem {
        Some(problem) => form.failed(problem),
        None => form,
    };
    let is_demo = visitor.edge.demo == Demo::Yes;
    page(visitor, Html::page(&Show { shell, form, next, is_demo }).map(|html| html.with_status(status)))
}

async fn submit(State(edge): State<Edge>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let (login, password) = (form.text("login"), form.pairs.iter().find(|(name, _)| name == "password"));
    let password = password.map(|(_, value)| value.as_str()).unwrap_or_default();
    let client = visitor.client.clone();
    match access::sign_in::sign_in_staff(&edge.app.db, &visitor.ctx, login, password, client).await {
        Ok(session) => {
            let cookie = visitor.session_cookie(session.secret.plain());
            let to = if session.must_change_password {
                "/console/account".to_owned()
            } else {
                edge::next_page(visitor, form.text("next"))
            };
            Ok(see_other(visitor, &to, &[cookie]))
        }
        Err(problem) => {
            let typed = Form::new(visitor.ctx.locale).with("login", login);
            Ok(render(visitor, typed, form.text("next").to_owned(), Some(problem)))
        }
    }
}

async fn leave(State(edge): State<Edge>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    if let Some(session) = visitor.identity.as_ref().and_then(|identity| identity.session) {
        edge.app.db.perform(&visitor.ctx, access::actions::SignOut { session }).await.or_fail(visitor)?;
    }
    Ok(see_other(visitor, "/console/sign-in", &[visitor.end_of_session()]))
}
