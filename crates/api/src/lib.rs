//! REST for programs, under `/api/v1`: resources are nouns, verbs are resources too. A handler reads its input, performs an action or a
//! view, and dresses what comes; it decides nothing. The document at `/api/v1/openapi.json` is made from the handlers' own types.

mod answers;
mod arguments;
mod caller;
mod document;
mod frame;
mod hooks;
mod input;
mod resources;
mod shape;
mod shapes;
mod surface;

pub(crate) use answers::Failure;
pub use surface::ROOT;

use axum::Router;
use edge::Edge;
use kernel::Permission;

kernel::refusals! {
    /// There is nothing at this address.
    NO_SUCH_RESOURCE = Missing "no_such_resource";
    /// The address does not know this method.
    METHOD_NOT_ALLOWED = Invalid "method_not_allowed";
    /// The body is of a type that is not read here.
    UNSUPPORTED_BODY = Invalid "unsupported_body";
    /// A field that nobody asked for.
    UNKNOWN_FIELD = Invalid "unknown_field";
    /// A change must say which version it is based on.
    IF_MATCH_REQUIRED = Invalid "if_match_required";
    /// There is no market with this code.
    UNKNOWN_MARKET = Missing "unknown_market";
    /// The token or session is unknown, expired or revoked.
    BAD_TOKEN = Unauthenticated "bad_token";
    /// The first password must be changed before anything else.
    PASSWORD_CHANGE_REQUIRED = Forbidden "password_change_required";
}

/// Every route for programs: the API, its document, and the hook that payment providers call.
pub fn routes(edge: &Edge) -> Router<Edge> {
    resources::surface().into_router(edge).merge(document::routes()).merge(hooks::routes())
}

/// Every operation of the API: method, address and who may call it (any of these permissions suffices).
#[must_use]
pub fn listing() -> Vec<(String, String, &'static [Permission])> {
    let surface = resources::surface();
    surface.operations.iter().map(|one| (one.method.to_string(), format!("{ROOT}{}", one.path), one.allowed)).collect()
}
