//! `/field/sign-in`, `/field/sign-out`: a phone number, then the code that was sent to it.

use access::Purpose;
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::Response,
    routing::{get, post},
};
use edge::{Answer, Demo, Edge, OrFail, Submitted, Visitor, page, see_other};
use flows::signing_in::{AskForCode, CodeCredentials, sign_in_by_code};
use kernel::{Phone, Problem, Result};
use serde::Deserialize;
use ui::{Form, Html, Shell, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/sign-in", get(show).post(ask))
        .route("/field/sign-in/code", post(enter))
        .route("/field/sign-out", post(leave))
}

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct Show {
    shell: Shell,
    form: Form,
    next: String,
    step: Step,
    is_demo: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Phone,
    Code,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show(visitor: Visitor, Query(Next { next }): Query<Next>) -> Response {
    render(&visitor, Form::new(visitor.ctx.locale), &next, Step::Phone, None)
}

fn render(visitor: &Visitor, form: Form, next: &str, step: Step, problem: Option<Problem>) -> Response {
    let shell = visitor.shell(i18n::text(visitor.ctx.locale, "field-sign-in")).width(Width::Narrow);
    let status = problem.as_ref().map_or(200, |problem| problem.kind().status());
    let form = match problem {
        Some(problem) => form.failed(problem),
        None => form,
    };
    let is_demo = visitor.edge.demo == Demo::Yes;
    let html = Html::page(&Show { shell, form, next: next.to_owned(), step, is_demo });
    page(visitor, html.map(|html| html.with_status(status)))
}

async fn ask(State(edge): State<Edge>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let typed = Form::new(visitor.ctx.locale).with("phone", form.text("phone"));
    let asked: Result<()> = async {
        let phone: Phone = form.text("phone").parse()?;
        let ip = visitor.client.ip.clone();
        edge.app.db.perform(&visitor.ctx, AskForCode { phone, purpose: Purpose::Technician, ip }).await.map(drop)
    }
    .await;
    Ok(match asked {
        Ok(()) => render(visitor, typed, form.text("next"), Step::Code, None),
        // The code that was sent before may still be typed.
        Err(problem) if !form.text("again").is_empty() => {
            render(visitor, typed, form.text("next"), Step::Code, Some(problem))
        }
        Err(problem) => render(visitor, typed, form.text("next"), Step::Phone, Some(problem)),
    })
}

async fn enter(State(edge): State<Edge>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let entered = async {
        let phone: Phone = form.text("phone").parse()?;
        let (code, name) = (form.text("code").to_owned(), String::new());
        let credentials = CodeCredentials { phone, purpose: Purpose::Technician, code, name };
        sign_in_by_code(&edge.app.db, &visitor.ctx, credentials, visitor.client.clone()).await
    }
    .await;
    Ok(match entered {
        Ok(signed_in) => {
            let cookie = visitor.session_cookie(signed_in.secret.plain());
            see_other(visitor, &edge::next_page(visitor, form.text("next")), &[cookie])
        }
        Err(problem) => {
            let typed = Form::new(visitor.ctx.locale).with("phone", form.text("phone"));
            render(visitor, typed, form.text("next"), Step::Code, Some(problem))
        }
    })
}

async fn leave(State(edge): State<Edge>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    if let Some(session) = visitor.identity.as_ref().and_then(|identity| identity.session) {
        edge.app.db.perform(&visitor.ctx, access::actions::SignOut { session }).await.or_fail(visitor)?;
    }
    Ok(see_other(visitor, "/field/sign-in", &[visitor.end_of_session()]))
}
