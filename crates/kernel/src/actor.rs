//! Who acts, and for which markets.

use crate::{CustomerId, MarketId, Permission, Role, TechnicianId, TokenId, UserId};
use serde::{Deserialize, Serialize};

/// The markets a member of staff may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarketScope {
    /// Every market of the brand.
    All,
    /// These only.
    Only(Vec<MarketId>),
}

impl MarketScope {
    /// Whether the market is inside.
    #[must_use]
    pub fn includes(&self, market: MarketId) -> bool {
        match self {
            Self::All => true,
            Self::Only(markets) => markets.contains(&market),
        }
    }
}

/// Who acts. Faces build it from a session or token; nothing below them does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// Nobody known.
    Anonymous,
    /// A customer, signed in by a one-time code.
    Customer {
        /// Who.
        customer: CustomerId,
    },
    /// A technician.
    Technician {
        /// Who.
        technician: TechnicianId,
    },
    /// A member of staff.
    Staff {
        /// Who.
        user: UserId,
        /// What they may do, by role.
        roles: Vec<Role>,
        /// Where.
        markets: MarketScope,
    },
    /// A program with a token.
    Token {
        /// Which token.
        token: TokenId,
        /// What it may do.
        scopes: Vec<Permission>,
        /// Where.
        markets: MarketScope,
    },
    /// The software itself.
    System,
}

impl Actor {
    /// Whether the actor may do it in that market. The only place where permissions are decided.
    #[must_use]
    pub fn may(&self, permission: Permission, market: MarketId) -> bool {
        if permission == Permission::Public {
            return true;
        }
        match self {
            Self::Anonymous => false,
            Self::Customer { .. } => matches!(permission, Permission::CustomerSelf | Permission::OwnSession),
            Self::Technician { .. } => matches!(permission, Permission::TechnicianSelf | Permission::OwnSession),
            Self::Staff { roles, markets, .. } => {
                permission == Permission::OwnSession
                    || markets.includes(market) && roles.iter().any(|role| role.may(permission))
            }
            Self::Token { scopes, markets, .. } => markets.includes(market) && scopes.contains(&permission),
            Self::System => true,
        }
    }

    /// A short name for audit lines and timelines: kind and id.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Customer { customer } => customer.to_string(),
            Self::Technician { technician } => technician.to_string(),
            Self::Staff { user, .. } => user.to_string(),
            Self::Token { token, .. } => token.to_string(),
            Self::System => "system".to_owned(),
        }
    }

    /// The customer, when it is one.
    #[must_use]
    pub fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Customer { customer } => Some(*customer),
            Self::Anonymous | Self::Technician { .. } | Self::Staff { .. } | Self::Token { .. } | Self::System => None,
        }
    }

    /// The technician, when it is one.
    #[must_use]
    pub fn technician(&self) -> Option<TechnicianId> {
        match self {
            Self::Technician { technician } => Some(*technician),
            Self::Anonymous | Self::Customer { .. } | Self::Staff { .. } | Self::Token { .. } | Self::System => None,
        }
    }

    /// Whether it acts for the company (staff, token or the software) rather than for itself.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        match self {
            Self::Staff { .. } | Self::Token { .. } | Self::System => true,
            Self::Anonymous | Self::Customer { .. } | Self::Technician { .. } => false,
        }
    }
}
