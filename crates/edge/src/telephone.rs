//! `/demo/telephone`: in the demonstration city, what the simulated carriers would have delivered. Elsewhere there is no such page.

use crate::{Answer, Demo, Edge, Failure, NO_SUCH_PAGE, Visitor, page};
use askama::Template;
use axum::extract::{Query, State};
use gateways::sent::SentMessage;
use kernel::Phone;
use serde::Deserialize;
use ui::{Form, Html, Shell, Width};

#[derive(Template)]
#[template(path = "telephone.html")]
struct Telephone {
    shell: Shell,
    form: Form,
    messages: Vec<SentMessage>,
}

#[derive(Deserialize)]
pub(crate) struct Whose {
    #[serde(default)]
    to: String,
}

/// The last messages to one number, or to all.
pub(crate) async fn show(State(edge): State<Edge>, visitor: Visitor, Query(Whose { to }): Query<Whose>) -> Answer {
    if edge.demo == Demo::No {
        return Err(Failure::of(&visitor, NO_SUCH_PAGE.problem()));
    }
    let number = to.parse::<Phone>().ok();
    let messages = edge.app.gateways.sent.latest(number.as_ref().map(Phone::e164), 50);
    let t = |key: &str| i18n::text(visitor.ctx.locale, key);
    let shell = visitor.shell(t("demo-telephone")).lead(t("demo-telephone-lead")).width(Width::Narrow);
    let form = Form::new(visitor.ctx.locale).with("to", to);
    Ok(page(&visitor, Html::page(&Telephone { shell, form, messages })))
}
