//! `/console/deliveries`: what was handed to carriers, how it stands, and trying again.

use crate::{
    asked::Asked,
    frame,
    subjects::{self, People},
    words::{self, Words},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{DeliveryId, Permission, Result};
use messaging::{
    DeliveryState,
    actions::RetryDelivery,
    views::deliveries::{self, DeliveryLine},
};
use ui::{Pagination, Shell, Tone};

const PAGE: &str = "/console/deliveries";

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route(PAGE, get(show)).route("/console/deliveries/{id}/retry", post(retry))
}

#[derive(Template)]
#[template(path = "deliveries/list.html")]
struct List {
    shell: Shell,
    rows: Vec<DeliveryLine>,
    people: People,
    states: Vec<(String, String)>,
    state: String,
    about: String,
    pages: Pagination,
    may_write: bool,
}

impl List {
    fn about_name(&self, row: &DeliveryLine) -> String {
        self.people.name(&row.about)
    }
    fn about_page(&self, row: &DeliveryLine) -> String {
        subjects::page_of(&row.about).unwrap_or_default()
    }
    fn can_retry(&self, row: &DeliveryLine) -> bool {
        self.may_write && row.state == DeliveryState::Failed && !row.body.is_empty()
    }
    fn tone(&self, row: &DeliveryLine) -> Tone {
        match row.state {
            DeliveryState::Waiting => Tone::Warn,
            DeliveryState::Sent => Tone::Good,
            DeliveryState::Failed => Tone::Bad,
        }
    }
}

async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::MessagesRead).or_fail(&visitor)?;
    list(&visitor).await.or_fail(&visitor).map(|list| frame::respond(&visitor, &list, None))
}

async fn list(visitor: &Visitor) -> Result<List> {
    let asked = Asked::of(visitor)?;
    let (state, about) = (asked.read::<DeliveryState>("state")?, asked.text("about").to_owned());
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    let found = if about.is_empty() {
        deliveries::deliveries_page(&mut read, market, state, &asked.page(50)?).await?
    } else {
        db::Page { items: deliveries::deliveries_about(&mut read, market, &about).await?, next: None }
    };
    drop(read);
    let people = People::of(visitor, found.items.iter().map(|row| row.about.as_str())).await?;
    let shell = frame::shell(visitor, "console-deliveries");
    let word =
        |state: &DeliveryState| (state.to_string(), words::word(shell.locale, "messaging-delivery", state.as_str()));
    let all = (String::new(), shell.t("console-all"));
    Ok(List {
        states: std::iter::once(all).chain(DeliveryState::ALL.iter().map(word)).collect(),
        state: state.map(|state| state.to_string()).unwrap_or_default(),
        pages: asked.pagination(&shell, found.next.as_ref()),
        rows: found.items,
        people,
        about,
        may_write: frame::may(visitor, Permission::MessagesWrite),
        shell,
    })
}

async fn retry(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MessagesWrite).or_fail(visitor)?;
    let delivery: DeliveryId = id.parse().or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RetryDelivery { delivery }).await.or_fail(visitor)?;
    Ok(frame::done(visitor, PAGE, "console-delivery-retried"))
}
