//! What users and tokens share: roles, permissions and markets as choices, and a first password.

use crate::{forms::Typed, words};
use access::rules::Authority;
use edge::{Submitted, Visitor};
use kernel::{Ctx, Locale, MarketScope, Permission, Result, Role, problem};
use ui::Choice;

/// Stands for every market, those of the future included.
const ALL: &str = "all";

/// The roles, those disabled that the visitor cannot pass on.
pub(super) fn roles(visitor: &Visitor) -> Vec<Choice> {
    let authority = Authority::of(&visitor.ctx.actor).ok();
    let locale = visitor.ctx.locale;
    let choice = |role: &Role| {
        let choice = Choice::new(role, words::word(locale, "access-role", role.as_str()));
        let choice = choice.note(words::word(locale, "console-role-note", role.as_str()));
        let within = authority.as_ref().is_some_and(|authority| authority.check_roles(&[*role]).is_ok());
        if within { choice } else { choice.disabled() }
    };
    Role::ALL.iter().map(choice).collect()
}

/// The permissions a token can have.
pub(super) fn permissions(visitor: &Visitor) -> Vec<Choice> {
    let authority = Authority::of(&visitor.ctx.actor).ok();
    let within =
        |scope: &&Permission| authority.as_ref().is_some_and(|authority| authority.check_scopes(&[**scope]).is_ok());
    let choice = |scope: &Permission| {
        Choice::new(scope, words::word(visitor.ctx.locale, "console-scope", scope.as_str())).note(scope.as_str())
    };
    Permission::ALL.iter().filter(within).map(choice).collect()
}

/// Every market, and "all of them".
pub(super) fn markets(visitor: &Visitor) -> Vec<Choice> {
    let locale = visitor.ctx.locale;
    let authority = Authority::of(&visitor.ctx.actor).ok();
    let within = |scope: &MarketScope| authority.as_ref().is_some_and(|held| held.check_markets(scope).is_ok());
    let all = Choice::new(ALL, i18n::text(locale, "console-markets-all"));
    let all = if within(&MarketScope::All) { all } else { all.disabled() };
    let one = visitor.edge.directory.markets().into_iter().map(|market| {
        let choice = Choice::new(market.market_id, market.names.get(locale));
        if within(&MarketScope::Only(vec![market.market_id])) { choice } else { choice.disabled() }
    });
    std::iter::once(all).chain(one).collect()
}

/// The values of [`markets`] that stand for a scope.
pub(super) fn chosen_markets(scope: &MarketScope) -> Vec<String> {
    match scope {
        MarketScope::All => vec![ALL.to_owned()],
        MarketScope::Only(markets) => markets.iter().map(ToString::to_string).collect(),
    }
}

/// The scope that was chosen.
pub(super) fn read_markets(form: &Submitted) -> Result<MarketScope> {
    if form.all("markets").any(|value| value == ALL) {
        return Ok(MarketScope::All);
    }
    let markets = form.all_as("markets")?;
    if markets.is_empty() { Err(problem::REQUIRED.field("markets")) } else { Ok(MarketScope::Only(markets)) }
}

/// A scope in words.
pub(super) fn scope_text(visitor: &Visitor, locale: Locale, scope: &MarketScope) -> String {
    match scope {
        MarketScope::All => i18n::text(locale, "console-markets-all"),
        MarketScope::Only(markets) => {
            let names = markets.iter().map(|id| match visitor.edge.directory.market(*id) {
                Some(market) => market.names.get(locale).to_owned(),
                None => id.to_string(),
            });
            names.collect::<Vec<_>>().join(if locale == Locale::ZhCn { "、" } else { ", " })
        }
    }
}

/// A password to be told once and changed at the first sign-in: four groups of letters and digits that look like no others.
pub(super) fn first_password(ctx: &Ctx) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let letter = || char::from(LETTERS[ctx.entropy.below(LETTERS.len() as u64) as usize]);
    let group = || (0..4).map(|_| letter()).collect::<String>();
    (0..4).map(|_| group()).collect::<Vec<_>>().join("-")
}
