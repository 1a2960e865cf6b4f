//! The staff, and adding somebody.

use super::{PAGE, scopes};
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    words::Words,
};
use access::{
    HashedPassword, User,
    actions::{CreateUser, FirstPassword},
};
use askama::Template;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result};
use ui::{Choice, Pagination, Shell};

#[derive(Template)]
#[template(path = "users/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
    pages: Pagination,
    may_write: bool,
}

struct Row {
    user: User,
    scope: String,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::AccessRead).or_fail(&visitor)?;
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let page = asked.page(50).or_fail(&visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let users = access::views::users_page(&mut read, visitor.ctx.brand, &page).await.or_fail(&visitor)?;
    drop(read);
    let shell = frame::shell(&visitor, "console-users");
    let row = |user: User| Row { scope: scopes::scope_text(&visitor, shell.locale, &user.markets), user };
    let list = List {
        pages: asked.pagination(&shell, users.next.as_ref()),
        rows: users.items.into_iter().map(row).collect(),
        may_write: frame::may(&visitor, Permission::AccessWrite),
        shell,
    };
    Ok(frame::respond(&visitor, &list, None))
}

#[derive(Template)]
#[template(path = "users/new.html")]
struct New {
    shell: Shell,
    sheet: Sheet,
    roles: Vec<Choice>,
    markets: Vec<Choice>,
}

pub(super) async fn new(visitor: Visitor) -> Answer {
    dress_new(&visitor, None)
}

fn dress_new(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    let shell = frame::shell_at(visitor, "console-users-new", "/console/users/new", refused.as_ref());
    let shell = shell.back(PAGE, i18n::text(visitor.ctx.locale, "console-users"));
    let new = New {
        sheet: Sheet::new(&shell, refused.as_ref(), "new", |form| form),
        roles: scopes::roles(visitor),
        markets: scopes::markets(visitor),
        shell,
    };
    Ok(frame::respond(visitor, &new, refused.as_ref()))
}

#[derive(Template)]
#[template(path = "users/password.html")]
pub(super) struct Password {
    pub(super) shell: Shell,
    pub(super) login: String,
    pub(super) password: String,
    pub(super) person: String,
}

pub(super) async fn create(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::AccessWrite).or_fail(visitor)?;
    match try_create(&form).await {
        Ok((user, password)) => {
            let shell = frame::shell(visitor, "console-password-once");
            let page = Password {
                shell: shell.back(PAGE, i18n::text(visitor.ctx.locale, "console-users")),
                login: form.text("login").to_owned(),
                password,
                person: format!("{PAGE}/{user}"),
            };
            Ok(frame::respond_once(visitor, &page))
        }
        Err(problem) => dress_new(visitor, Some(Refused::of("new", &form, problem)?)),
    }
}

async fn try_create(form: &Submitted) -> Result<(kernel::UserId, String)> {
    let visitor = &form.visitor;
    let plain = scopes::first_password(&visitor.ctx);
    let create = CreateUser {
        name: form.required("name")?.to_owned(),
        login: form.required("login")?.to_owned(),
        password: HashedPassword::of(&visitor.ctx, form.text("login"), &plain).await?,
        first_password: FirstPassword::MustChange,
        roles: form.all_as("roles")?,
        markets: scopes::read_markets(form)?,
    };
    Ok((visitor.edge.app.db.perform(&visitor.ctx, create).await?, plain))
}
