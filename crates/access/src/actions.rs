//! Verbs that write.

mod codes;
mod sessions;
mod staff;
mod tokens;

pub use codes::{CodeDelivery, CodeRequested, RedeemOneTimeCode, Redeemed, RequestOneTimeCode};
pub use sessions::{
    EndSessions, ForgetExpired, OpenSession, RevokeOtherSessions, RevokeSession, SetPreferences, SignInStaff, SignOut,
    SignedIn, TouchSession, Verdict,
};
pub(crate) use sessions::{locked, locked_until, note_failure};
pub use staff::{ChangePassword, CreateUser, DisableUser, EditUser, EnableUser, FirstPassword, GivePassword};
pub use tokens::{CreateToken, RevokeToken, TouchToken};
