//! Facts announced by this context.

use crate::Subject;
use kernel::{TokenId, UserId};
use serde::{Deserialize, Serialize};

/// A member of staff was added or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UserChanged {
    /// Who.
    pub user: UserId,
}

impl db::Event for UserChanged {
    const NAME: &'static str = "access.user_changed";
    fn subject(&self) -> String {
        self.user.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec!["users".to_owned()]
    }
}

/// Some or all sessions of somebody ended before their time; their live screens should close.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionsEnded {
    /// Whose.
    pub whose: Subject,
}

impl db::Event for SessionsEnded {
    const NAME: &'static str = "access.sessions_ended";
    fn subject(&self) -> String {
        self.whose.to_string()
    }
}

/// A token for the API was made or taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenChanged {
    /// Which.
    pub token: TokenId,
}

impl db::Event for TokenChanged {
    const NAME: &'static str = "access.token_changed";
    fn subject(&self) -> String {
        self.token.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec!["tokens".to_owned()]
    }
}
