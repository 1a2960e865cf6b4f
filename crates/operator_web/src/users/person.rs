//! One member of staff: name, roles and markets; shut out and let in; a new password.

use super::{PAGE, list::Password, scopes};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::Words,
};
use access::{
    HashedPassword, User,
    actions::{DisableUser, EditUser, EnableUser, GivePassword},
    model::Session,
    rules::Authority,
};
use askama::Template;
use axum::extract::Path;
use db::Action;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, UserId};
use ui::{Choice, Shell};

#[derive(Template)]
#[template(path = "users/show.html")]
struct Show {
    shell: Shell,
    user: User,
    sheet: Sheet,
    chosen_roles: Vec<String>,
    chosen_markets: Vec<String>,
    roles: Vec<Choice>,
    markets: Vec<Choice>,
    sessions: Vec<Session>,
    /// Whether the visitor holds at least as much, and so may change anything here.
    may_write: bool,
    is_self: bool,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::AccessRead).or_fail(&visitor)?;
    let user = id.parse().or_fail(&visitor)?;
    dress(&visitor, user, None).await
}

async fn dress(visitor: &Visitor, user: UserId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::AccessRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let user = access::views::user(&mut read, visitor.ctx.brand, user).await.or_fail(visitor)?;
    let subject = access::Subject::Staff(user.user_id);
    let sessions = access::views::sessions_of(&mut read, visitor.ctx.brand, subject, visitor.ctx.now);
    let sessions = sessions.await.or_fail(visitor)?;
    drop(read);
    let shell = frame::shell_at(visitor, "console-users", &page_of(user.user_id), refused.as_ref());
    let shell = shell.titled(&user.name).lead(&user.login).back(PAGE, i18n::text(visitor.ctx.locale, "console-users"));
    let sheet = Sheet::new(&shell, refused.as_ref(), "edit", |form| {
        form.with("name", &user.name).with("version", user.version)
    });
    let holds = Authority::of(&visitor.ctx.actor).is_ok_and(|authority| authority.check_over(&user).is_ok());
    let show = Show {
        chosen_roles: sheet.chosen("roles", &user.roles),
        chosen_markets: sheet.chosen("markets", scopes::chosen_markets(&user.markets)),
        sheet,
        roles: scopes::roles(visitor),
        markets: scopes::markets(visitor),
        sessions,
        may_write: holds && frame::may(visitor, Permission::AccessWrite),
        is_self: visitor.ctx.actor.label() == user.user_id.to_string(),
        user,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn page_of(user: UserId) -> String {
    format!("{PAGE}/{user}")
}

pub(super) async fn edit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    let user = id.parse().or_fail(visitor)?;
    match try_edit(&form, user).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(user), "console-saved")),
        Err(problem) => dress(visitor, user, Some(Refused::of("edit", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, user: UserId) -> Result<()> {
    let edit = EditUser {
        user,
        name: form.required("name")?.to_owned(),
        roles: form.all_as("roles")?,
        markets: scopes::read_markets(form)?,
        version: form.version()?,
    };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await
}

pub(super) async fn disable(Path(id): Path<String>, form: Submitted) -> Answer {
    act(&id, &form, |user| DisableUser { user }, "console-users-disabled").await
}

pub(super) async fn enable(Path(id): Path<String>, form: Submitted) -> Answer {
    act(&id, &form, |user| EnableUser { user }, "console-users-enabled").await
}

async fn act<A: Action<Outcome = ()>>(
    id: &str,
    form: &Submitted,
    action: impl FnOnce(UserId) -> A,
    sentence: &str,
) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    let user = id.parse().or_fail(visitor)?;
    match visitor.edge.app.db.perform(&visitor.ctx, action(user)).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(user), sentence)),
        Err(problem) => dress(visitor, user, Some(Refused::of("edit", form, problem)?)).await,
    }
}

pub(super) async fn give_password(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    let id: UserId = id.parse().or_fail(visitor)?;
    let user = {
        let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
        access::views::user(&mut read, visitor.ctx.brand, id).await.or_fail(visitor)?
    };
    let plain = scopes::first_password(&visitor.ctx);
    let password = HashedPassword::of(&visitor.ctx, &user.login, &plain).await.or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, GivePassword { user: id, password }).await.or_fail(visitor)?;
    let shell = frame::shell(visitor, "console-password-once").back(page_of(id), &user.name);
    let page = Password { shell, login: user.login, password: plain, person: page_of(id) };
    Ok(frame::respond_once(visitor, &page))
}
