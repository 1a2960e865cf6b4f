//! Who may grant what: nobody gives or touches more than they hold.

use crate::{User, refusals};
use kernel::{Actor, MarketScope, Permission, Result, Role, problem};

/// What an actor holds and can therefore pass on.
#[derive(Clone, Debug)]
pub struct Authority {
    permissions: Vec<Permission>,
    markets: MarketScope,
    is_owner: bool,
}

impl Authority {
    /// What the actor holds; `forbidden` for those who hold nothing to pass on.
    pub fn of(actor: &Actor) -> Result<Self> {
        match actor {
            Actor::Staff { roles, markets, .. } => Ok(Self::of_roles(roles, markets)),
            Actor::Token { scopes, markets, .. } => {
                Ok(Self { permissions: scopes.clone(), markets: markets.clone(), is_owner: false })
            }
            Actor::System => {
                Ok(Self { permissions: Permission::ALL.to_vec(), markets: MarketScope::All, is_owner: true })
            }
            Actor::Anonymous | Actor::Customer { .. } | Actor::Technician { .. } => Err(problem::FORBIDDEN.problem()),
        }
    }

    /// What roles in markets hold.
    #[must_use]
    pub fn of_roles(roles: &[Role], markets: &MarketScope) -> Self {
        Self {
            permissions: roles.iter().flat_map(|role| role.permissions()).copied().collect(),
            markets: markets.clone(),
            is_owner: roles.contains(&Role::Owner),
        }
    }

    /// Refuses to pass on roles that hold more; only owners make owners.
    pub fn check_roles(&self, roles: &[Role]) -> Result<()> {
        let within = roles.iter().all(|role| {
            (self.is_owner || *role != Role::Owner)
                && role.permissions().iter().all(|held| self.permissions.contains(held))
        });
        if within { Ok(()) } else { Err(refusals::BEYOND_AUTHORITY.field("roles")) }
    }

    /// Refuses to pass on markets outside.
    pub fn check_markets(&self, markets: &MarketScope) -> Result<()> {
        let within = match (&self.markets, markets) {
            (MarketScope::All, _) => true,
            (MarketScope::Only(_), MarketScope::All) => false,
            (MarketScope::Only(own), MarketScope::Only(given)) => given.iter().all(|market| own.contains(market)),
        };
        if within { Ok(()) } else { Err(refusals::BEYOND_AUTHORITY.field("markets")) }
    }

    /// Refuses to touch somebody who holds more.
    pub fn check_over(&self, user: &User) -> Result<()> {
        self.check_roles(&user.roles)?;
        self.check_markets(&user.markets)
    }

    /// Refuses scopes of a token that are not held, or that only people or the software have.
    pub fn check_scopes(&self, scopes: &[Permission]) -> Result<()> {
        if scopes.is_empty() {
            return Err(problem::REQUIRED.field("scopes"));
        }
        if let Some(scope) = scopes.iter().find(|scope| !is_for_programs(**scope)) {
            return Err(refusals::BAD_SCOPE.field("scopes").param("scope", scope));
        }
        let within = scopes.iter().all(|scope| self.permissions.contains(scope));
        if within { Ok(()) } else { Err(refusals::BEYOND_AUTHORITY.field("scopes")) }
    }

    /// The part of a token's scopes and markets that its maker still holds.
    #[must_use]
    pub fn narrow(&self, scopes: Vec<Permission>, markets: MarketScope) -> (Vec<Permission>, MarketScope) {
        let scopes = scopes.into_iter().filter(|scope| self.permissions.contains(scope)).collect();
        let markets = match (&self.markets, markets) {
            (MarketScope::All, given) => given,
            (MarketScope::Only(own), MarketScope::All) => MarketScope::Only(own.clone()),
            (MarketScope::Only(own), MarketScope::Only(given)) => {
                MarketScope::Only(given.into_iter().filter(|market| own.contains(market)).collect())
            }
        };
        (scopes, markets)
    }
}

fn is_for_programs(permission: Permission) -> bool {
    use Permission as P;
    match permission {
        P::Public | P::CustomerSelf | P::TechnicianSelf | P::OwnSession | P::System => false,
        P::JobsRead
        | P::JobsWrite
        | P::DispatchRead
        | P::DispatchWrite
        | P::CatalogRead
        | P::CatalogWrite
        | P::WorkforceRead
        | P::WorkforceWrite
        | P::CustomersRead
        | P::CustomersWrite
        | P::MoneyRead
        | P::MoneyWrite
        | P::SettlementRun
        | P::MessagesRead
        | P::MessagesWrite
        | P::AccessRead
        | P::AccessWrite
        | P::AuditRead
        | P::MarketsWrite => true,
    }
}
