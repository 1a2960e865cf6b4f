//! `/one-time-codes`, `/sessions`, `/me`: coming in, going out, and what one keeps for oneself.

use super::prelude::*;
use crate::shapes::people::SessionShown;
use access::{
    Purpose, Subject,
    actions::{CodeRequested, RevokeOtherSessions, RevokeSession, SetPreferences, SignOut},
};
use flows::signing_in::{AskForCode, CodeCredentials, sign_in_by_code};
use kernel::{Ctx, Locale, MarketId, Permission, Phone, SessionId, Timestamp};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Signing in")
        .post("/one-time-codes", "Send a one-time code to a phone", &[P::Public], send_code)
        .post("/sessions", "Sign in, by a one-time code or (staff) by password", &[P::Public], sign_in)
        .get("/sessions", "One's own sessions", &[P::OwnSession], sessions)
        .delete("/sessions", "End one's other sessions", &[P::OwnSession], end_others)
        .delete("/sessions/{session}", "End one of one's sessions", &[P::OwnSession], end)
        .get("/me", "Who is calling, and what they may do", &[P::Public], me)
        .put("/me/preferences", "Set one's language and colours", &[P::OwnSession], prefer)
        .put("/me/password", "Change one's password (staff)", &[P::OwnSession], change_password);
}

asked! {
    /// Whom to send a code, and for what.
    CodeAsk {
        phone: Phone,
        /// `customer`, `technician`, or `guest` for a booking without an account.
        purpose: Purpose,
    }
}

crate::shape::mirror! { CodeRequested = CodeRequested { expires_at: Timestamp, resend_at: Timestamp } }

async fn send_code(caller: Caller, Body(ask): Body<CodeAsk>) -> Answer<Made<CodeRequested>> {
    let ask = AskForCode { phone: ask.phone, purpose: ask.purpose, ip: caller.client.ip.clone() };
    Ok(Made(caller.perform(ask).await?))
}

asked! {
    /// Either phone, purpose and code, or login and password.
    SessionAsk {
        phone: Option<Phone>,
        purpose: Option<Purpose>,
        code: Option<String>,
        /// What to call a customer who is new.
        name: Option<String>,
        login: Option<String>,
        password: Option<String>,
    }
}

shape! {
    /// A session; send the token as `Authorization: Bearer`.
    SessionOpened {
        token: String,
        /// Kind and id of who came in.
        subject: String,
        must_change_password: bool
    }
}

fn subject_label(subject: Subject) -> String {
    match subject {
        Subject::Staff(user) => user.to_string(),
        Subject::Customer(customer) => customer.to_string(),
        Subject::Technician(technician) => technician.to_string(),
    }
}

async fn sign_in(caller: Caller, Body(ask): Body<SessionAsk>) -> Answer<Made<SessionOpened>> {
    let db = &caller.edge.app.db;
    // A secret is never kept, so a repetition cannot be answered with the first one.
    let once = Ctx { idempotency: None, ..caller.ctx.clone() };
    if let Some(login) = ask.login {
        let password = ask.password.ok_or_else(|| problem::REQUIRED.field("password"))?;
        let session = access::sign_in::sign_in_staff(db, &once, &login, &password, caller.client.clone()).await?;
        return Ok(Made(SessionOpened {
            token: session.secret.plain().to_owned(),
            subject: session.user.to_string(),
            must_change_password: session.must_change_password,
        }));
    }
    let credentials = CodeCredentials {
        phone: ask.phone.ok_or_else(|| problem::REQUIRED.field("phone"))?,
        purpose: ask.purpose.ok_or_else(|| problem::REQUIRED.field("purpose"))?,
        code: ask.code.ok_or_else(|| problem::REQUIRED.field("code"))?,
        name: ask.name.unwrap_or_default(),
    };
    let signed_in = sign_in_by_code(db, &once, credentials, caller.client.clone()).await?;
    Ok(Made(SessionOpened {
        token: signed_in.secret.plain().to_owned(),
        subject: subject_label(signed_in.subject),
        must_change_password: false,
    }))
}

async fn sessions(caller: Caller) -> Answer<Shown<Vec<SessionShown>>> {
    let subject = Subject::required(&caller.ctx.actor)?;
    let mut read = caller.read().await?;
    let rows = access::views::sessions_of(&mut read, caller.ctx.brand, subject, caller.ctx.now).await?;
    Ok(Shown(each(&rows)))
}

/// The session that is calling; tokens have none.
fn own_session(caller: &Caller) -> kernel::Result<SessionId> {
    let session = caller.identity.as_ref().and_then(|who| who.session);
    session.ok_or_else(|| problem::NOT_SIGNED_IN.problem())
}

async fn end_others(caller: Caller) -> Answer<Done> {
    caller.perform(RevokeOtherSessions { keep: own_session(&caller)? }).await?;
    Ok(Done)
}

async fn end(caller: Caller, Path(session): Path<SessionId>) -> Answer<Done> {
    if own_session(&caller).is_ok_and(|own| own == session) {
        caller.perform(SignOut { session }).await?;
    } else {
        caller.perform(RevokeSession { session }).await?;
    }
    Ok(Done)
}

shape! {
    /// Who is calling.
    Me {
        /// `anonymous`, or the id of the customer, technician, member of staff or token.
        actor: String,
        name: String,
        market: MarketId,
        market_code: String,
        locale: Locale,
        session: Option<SessionId>,
        permissions: Vec<Permission>,
        must_change_password: bool
    }
}

async fn me(caller: Caller) -> Answer<Shown<Me>> {
    let identity = caller.identity.as_ref();
    let all = Permission::ALL.iter().copied();
    Ok(Shown(Me {
        actor: caller.ctx.actor.label(),
        name: identity.map(|who| who.name.clone()).unwrap_or_default(),
        market: caller.ctx.market,
        market_code: caller.market.code.clone(),
        locale: caller.ctx.locale,
        session: identity.and_then(|who| who.session),
        permissions: all.filter(|permission| caller.may(*permission)).collect(),
        must_change_password: identity.is_some_and(|who| who.must_change_password),
    }))
}

asked! {
    /// Language and colours.
    PreferencesAsk {
        locale: Option<Locale>,
        theme: Option<access::Theme>,
    }
}
crate::shape::coded!(access::Theme);

async fn prefer(caller: Caller, Body(ask): Body<PreferencesAsk>) -> Answer<Done> {
    let theme = ask.theme.or(caller.identity.as_ref().map(|who| who.theme)).unwrap_or(access::Theme::Auto);
    caller.perform(SetPreferences { locale: ask.locale, theme }).await?;
    Ok(Done)
}

asked! {
    /// The password now, and the one to come.
    PasswordAsk {
        present: String,
        new: String,
    }
}

async fn change_password(caller: Caller, Body(ask): Body<PasswordAsk>) -> Answer<Done> {
    let keep = own_session(&caller)?;
    let (db, ctx) = (&caller.edge.app.db, &caller.ctx);
    access::sign_in::change_password(db, ctx, &ask.present, &ask.new, keep, &caller.client).await?;
    Ok(Done)
}
