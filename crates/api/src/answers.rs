//! What handlers give back, and how a problem is dressed.

use crate::{
    IF_MATCH_REQUIRED, METHOD_NOT_ALLOWED, UNSUPPORTED_BODY,
    shape::{Book, Shape},
    surface::Operation,
};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use db::Page;
use edge::INPUT_TOO_LARGE;
use kernel::{Ctx, Kind, Locale, Problem, problem};
use serde::Serialize;
use serde_json::{Value, json};

/// What every handler returns.
pub(crate) type Answer<T> = Result<T, Failure>;

/// A problem on its way to the frame, which dresses it.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) Problem);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// Something a handler gives back.
pub(crate) trait Said: IntoResponse {
    /// Adds itself to the operation.
    fn describe(operation: &mut Operation, book: &mut Book);
}

impl<T: Said> Said for Answer<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        T::describe(operation, book);
    }
}

/// 200 with a body.
pub(crate) struct Shown<T>(pub(crate) T);

/// 200 with a body and the version of the row behind it.
pub(crate) struct Versioned<T>(pub(crate) T, pub(crate) i64);

/// 201 with a body.
pub(crate) struct Made<T>(pub(crate) T);

/// 200 with a page of rows.
pub(crate) struct Listed<T>(pub(crate) Page<T>);

/// 204.
pub(crate) struct Done;

/// Where the next page starts; the frame, which knows the address, makes the `Link` header of it.
#[derive(Clone)]
pub(crate) struct NextPage(pub(crate) String);

impl<T: Serialize> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        ([(header::ETAG, format!("\"{}\"", self.1))], Json(self.0)).into_response()
    }
}

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let next = self.0.next.as_ref().map(|cursor| NextPage(cursor.to_string()));
        let mut response = Json(self.0).into_response();
        if let Some(next) = next {
            response.extensions_mut().insert(next);
        }
        response
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl<T: Shape + Serialize> Said for Shown<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        operation.answer(200, "Done.", T::schema(book), &[]);
    }
}

impl<T: Shape + Serialize> Said for Versioned<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        operation.answer(200, "Done.", T::schema(book), &["ETag"]);
    }
}

impl<T: Shape + Serialize> Said for Made<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        operation.answer(201, "Made.", T::schema(book), &[]);
    }
}

impl<T: Shape + Serialize> Said for Listed<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        let next = json!({ "type": ["string", "null"], "description": "Pass it as `after` for the next page; null: this was the last." });
        let items = json!({ "type": "array", "items": T::schema(book) });
        let page =
            json!({ "type": "object", "properties": { "items": items, "next": next }, "required": ["items", "next"] });
        operation.answer(200, "A page.", page, &["Link"]);
    }
}

impl Said for Done {
    fn describe(operation: &mut Operation, _: &mut Book) {
        operation.answer(204, "Done.", Value::Null, &[]);
    }
}

/// A page of answers from a page of models.
pub(crate) fn page_of<M, S: for<'a> From<&'a M>>(page: Page<M>) -> Listed<S> {
    Listed(Page { items: page.items.iter().map(S::from).collect(), next: page.next })
}

/// The status of a problem: of its kind, except for the few that HTTP has words of its own for.
pub(crate) fn status_of(problem: &Problem, has_version: bool) -> u16 {
    let special =
        [(METHOD_NOT_ALLOWED, 405), (INPUT_TOO_LARGE, 413), (UNSUPPORTED_BODY, 415), (IF_MATCH_REQUIRED, 428)];
    if has_version && problem.is(problem::CHANGED_MEANWHILE) {
        return 412;
    }
    special.iter().find(|(code, _)| problem.is(*code)).map_or_else(|| problem.kind().status(), |(_, status)| *status)
}

/// The document of a problem (RFC 9457).
pub(crate) fn problem_document(problem: &Problem, locale: Locale, status: u16, request: &str, base_url: &str) -> Value {
    let code = problem.code();
    let mut document = json!({
        "type": format!("{base_url}/api/v1/docs#problem-{}", code.replace('_', "-")),
        "title": title(problem.kind()),
        "status": status,
        "code": code,
        "detail": i18n::problem(locale, problem),
        "request": request,
    });
    if let Some(field) = problem.field_name() {
        document["field"] = field.into();
    }
    if !problem.params().is_empty() {
        document["params"] = json!(problem.params());
    }
    document
}

/// What programs call a kind of problem.
pub(crate) fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Invalid => "invalid",
        Kind::Unauthenticated => "unauthenticated",
        Kind::Forbidden => "forbidden",
        Kind::Missing => "missing",
        Kind::Refused => "refused",
        Kind::Conflict => "conflict",
        Kind::TooMany => "too_many",
        Kind::Unavailable => "unavailable",
        Kind::Broken => "broken",
    }
}

/// The response of a problem.
pub(crate) fn problem_response(
    problem: &Problem,
    ctx: Option<&Ctx>,
    locale: Locale,
    has_version: bool,
    base_url: &str,
) -> Response {
    if problem.kind() == Kind::Broken {
        tracing::error!(%problem, "a request failed by our fault");
    }
    let status = status_of(problem, has_version);
    let request = ctx.map(|ctx| ctx.request.to_string()).unwrap_or_default();
    let document = problem_document(problem, locale, status, &request, base_url);
    let mut response = (StatusCode::from_u16(status).unwrap_or_default(), Json(document)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == 401 {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == 429 || status == 503 {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
