//! Why this context says no.

kernel::refusals! {
    /// The one-time code is not the one that was sent.
    WRONG_CODE = Invalid "wrong_one_time_code";
    /// The one-time code was tried too often.
    CODE_EXHAUSTED = TooMany "code_exhausted";
    /// There is no one-time code waiting: too old, used, or never asked for.
    CODE_EXPIRED = Refused "code_expired";
    /// One-time codes were asked for too often.
    CODE_TOO_OFTEN = TooMany "code_too_often";
    /// Login and password do not belong together (or the user is disabled; the answer does not tell).
    WRONG_LOGIN = Unauthenticated "wrong_login";
    /// Too many wrong passwords from here.
    SIGN_IN_LOCKED = TooMany "sign_in_locked";
    /// The present password is wrong.
    WRONG_PASSWORD = Invalid "wrong_password";
    /// A password that is too easy to guess.
    WEAK_PASSWORD = Invalid "weak_password";
    /// A login that is too short, too long or has spaces.
    BAD_LOGIN = Invalid "bad_login";
    /// Another user has this login.
    LOGIN_TAKEN = Refused "login_taken";
    /// Nobody can grant or touch more than they hold.
    BEYOND_AUTHORITY = Forbidden "beyond_authority";
    /// The brand's last working owner cannot be disabled or demoted.
    LAST_OWNER = Refused "last_owner";
    /// People do not disable themselves.
    NOT_YOURSELF = Refused "not_yourself";
    /// A permission that only people or the software have, not programs.
    BAD_SCOPE = Invalid "bad_scope";
}
