//! Tokens of programs: which there are, making one (its secret is shown once), taking one back.

use super::scopes;
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
};
use access::{Secret, actions::RevokeToken, model::ApiToken};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, time::Time};
use ui::{Choice, Shell, Tone};

const PAGE: &str = "/console/users/tokens";

#[derive(Template)]
#[template(path = "tokens/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
    /// The secret of the token that was just made.
    secret: Option<String>,
    sheet: Sheet,
    scopes: Vec<Choice>,
    chosen_scopes: Vec<String>,
    markets: Vec<Choice>,
    chosen_markets: Vec<String>,
    may_write: bool,
}

struct Row {
    token: ApiToken,
    markets: String,
    /// Its end in words, with the tone of how near it is.
    end: (Tone, String),
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>, made: Option<Secret>) -> Answer {
    frame::require(visitor, Permission::AccessRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let tokens = access::views::tokens(&mut read, visitor.ctx.brand).await.or_fail(visitor)?;
    drop(read);
    let shell = frame::shell_at(visitor, "console-tokens", PAGE, refused.as_ref());
    let shell = shell.lead(i18n::text(visitor.ctx.locale, "console-tokens-lead"));
    let sheet = Sheet::new(&shell, refused.as_ref(), "new", |form| form);
    let list = List {
        rows: tokens.into_iter().map(|token| row(visitor, &shell, token)).collect(),
        secret: made.map(|secret| secret.plain().to_owned()),
        scopes: scopes::permissions(visitor),
        chosen_scopes: sheet.chosen("scopes", None::<String>),
        markets: scopes::markets(visitor),
        chosen_markets: sheet.chosen("markets", [visitor.ctx.market]),
        sheet,
        may_write: frame::may(visitor, Permission::AccessWrite),
        shell,
    };
    if list.secret.is_some() {
        return Ok(frame::respond_once(visitor, &list));
    }
    Ok(frame::respond(visitor, &list, refused.as_ref()))
}

fn row(visitor: &Visitor, shell: &Shell, token: ApiToken) -> Row {
    let end = match token.expires_at {
        None => (Tone::Neutral, shell.t("console-tokens-never")),
        Some(end) if end <= shell.now => (Tone::Bad, shell.t("console-tokens-expired")),
        Some(end) => (Tone::Good, shell.date_of(end)),
    };
    Row { markets: scopes::scope_text(visitor, shell.locale, &token.markets), end, token }
}

pub(super) async fn create(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    match try_create(&form).await {
        Ok(secret) => dress(visitor, None, Some(secret)).await,
        Err(problem) => dress(visitor, Some(Refused::of("new", &form, problem)?), None).await,
    }
}

async fn try_create(form: &Submitted) -> Result<Secret> {
    let visitor = &form.visitor;
    // The last day counts in full.
    let midnight = |date: kernel::time::Date| {
        let next = date.tomorrow().unwrap_or(date).to_datetime(Time::midnight());
        visitor.market.zone.instant_or_after(next)
    };
    let expires_at = form.maybe_date("expires_at")?.map(midnight);
    let (scopes, markets) = (form.all_as("scopes")?, scopes::read_markets(form)?);
    let (db, name) = (&visitor.edge.app.db, form.required("name")?);
    let (_, secret) = access::sign_in::create_token(db, &visitor.ctx, name, scopes, markets, expires_at).await?;
    Ok(secret)
}

pub(super) async fn revoke(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    let token = id.parse().or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RevokeToken { token }).await.or_fail(visitor)?;
    Ok(frame::done(visitor, PAGE, "console-tokens-revoked"))
}
