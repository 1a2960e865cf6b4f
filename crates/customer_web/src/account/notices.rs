//! `/account/notices`: what we told the customer.

use super::framed;
use crate::{
    frame::{customer, own_id, read},
    typed::{Asked, Typed},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use db::{Cursor, PageRequest};
use edge::{Answer, Edge, OrFail, Submitted, Visitor, page, see_other};
use kernel::{NoticeId, Result};
use messaging::{
    Inbox,
    actions::{MarkAllNoticesRead, MarkNoticeRead},
    views::inbox::{self, Notice},
};
use ui::{Html, Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/account/notices", get(list).post(read_all)).route("/account/notices/{notice}", post(open))
}

#[derive(Template)]
#[template(path = "account/notices.html")]
struct List {
    shell: Shell,
    topic: String,
    notices: Vec<Notice>,
    pages: Pagination,
    has_unread: bool,
}

async fn list(visitor: Visitor) -> Answer {
    let found: Result<List> = async {
        let shell = framed(&visitor, "customer-notices").await?;
        let customer = customer(&visitor)?;
        let after: Option<Cursor> = Asked::of(&visitor)?.maybe_as("after")?;
        let newer = after.as_ref().map(|_| "/account/notices".to_owned());
        let asked = PageRequest::new(after, Some(30));
        let mut db = read(&visitor).await?;
        let notices = inbox::notices_page(&mut db, visitor.ctx.market, &[Inbox::Customer(customer)], &asked).await?;
        let older = notices.next.map(|next| format!("/account/notices?after={next}"));
        Ok(List {
            topic: format!("customer:{customer}"),
            has_unread: notices.items.iter().any(|notice| notice.read_at.is_none()),
            notices: notices.items,
            pages: ui::pagination(shell.locale, newer, older),
            shell,
        })
    }
    .await;
    Ok(page(&visitor, Html::page(&found.or_fail(&visitor)?)))
}

async fn read_all(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    visitor.edge.app.db.perform(&visitor.ctx, MarkAllNoticesRead).await.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/notices", &[]))
}

/// Marks a notice read and goes to what it is about.
async fn open(Path(notice): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let opened: Result<Response> = async {
        let notice: NoticeId = own_id(visitor, &notice)?;
        visitor.edge.app.db.perform(&visitor.ctx, MarkNoticeRead { notice }).await?;
        let about = form.text("about");
        let next = if about.starts_with("job_") { format!("/orders/{about}") } else { "/account/notices".to_owned() };
        Ok(see_other(visitor, &next, &[]))
    }
    .await;
    opened.or_fail(visitor)
}
