//! What surrounds every request: limits, who calls, the key against doing it twice; and every answer: problems dressed, links, headers.

use crate::{
    Failure, METHOD_NOT_ALLOWED, NO_SUCH_RESOURCE,
    answers::{NextPage, problem_response},
    arguments::{UPLOAD_BYTES_MAX, bytes_of},
    caller::Caller,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, Uri, header, request::Parts},
    middleware::Next,
    response::Response,
};
use edge::{BURST, Edge, TOO_MANY_REQUESTS, client_of};
use kernel::{Actor, Ctx, Problem, Result, ctx::IdempotencyKey, problem};
use sha2::{Digest, Sha256};

const KEY_LENGTH_MAX: usize = 200;
const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The frame around every route of the API.
pub(crate) async fn frame(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let client = client_of(&parts, &parts.headers);
    let ip = client.ip.clone();
    let has_version = parts.headers.contains_key(header::IF_MATCH);
    let accepts = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut locale = i18n::negotiate(accepts);
    let uri = parts.uri.clone();
    let mut ctx = None;
    let mut response = if edge.limits.allows(&ip, edge.app.clock.now()) {
        match enter(&edge, parts, body, client).await {
            Ok((request, known)) => {
                locale = known.locale;
                ctx = Some(known);
                next.run(request).await
            }
            Err(problem) => axum::response::IntoResponse::into_response(Failure(problem)),
        }
    } else {
        axum::response::IntoResponse::into_response(Failure(TOO_MANY_REQUESTS.problem()))
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = problem_response(&problem, ctx.as_ref(), locale, has_version, &edge.app.base_url);
    }
    finish(&mut response, &uri, ctx.as_ref(), edge.limits.left(&ip));
    response
}

/// Finds out who calls and puts them into the request.
async fn enter(edge: &Edge, mut parts: Parts, body: Body, client: access::Client) -> Result<(Request, Ctx)> {
    let mut caller = Caller::of(edge, &parts, client).await?;
    let mut body = body;
    if parts.method == Method::POST
        && let Some(key) = parts.headers.get("idempotency-key")
    {
        let key = key.to_str().ok().map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned);
        let key = key.ok_or_else(|| problem::REQUIRED.field("Idempotency-Key"))?;
        if key.len() > KEY_LENGTH_MAX {
            return Err(problem::TOO_LONG.field("Idempotency-Key").param("max", KEY_LENGTH_MAX));
        }
        // Callers without a name share one; their keys are kept apart by address.
        let key = if caller.ctx.actor == Actor::Anonymous { format!("{key} {}", caller.client.ip) } else { key };
        let bytes = bytes_of(body, UPLOAD_BYTES_MAX).await?;
        caller.ctx.idempotency = Some(IdempotencyKey { key, fingerprint: fingerprint(&parts, &bytes) });
        body = Body::from(bytes);
    }
    let ctx = caller.ctx.clone();
    parts.extensions.insert(caller);
    Ok((Request::from_parts(parts, body), ctx))
}

fn fingerprint(parts: &Parts, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{} {}\n", parts.method, parts.uri));
    hash.update(body);
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

fn finish(response: &mut Response, uri: &Uri, ctx: Option<&Ctx>, left: u32) {
    let next = response.extensions_mut().remove::<NextPage>();
    let headers = response.headers_mut();
    if let Some(NextPage(cursor)) = next {
        let query = uri.query().unwrap_or_default().split('&');
        let kept = query.filter(|pair| !pair.is_empty() && !pair.starts_with("after="));
        let query: Vec<String> = kept.map(str::to_owned).chain([format!("after={cursor}")]).collect();
        let link = format!("</api/v1{}?{}>; rel=\"next\"", uri.path(), query.join("&"));
        if let Ok(link) = HeaderValue::from_str(&link) {
            headers.insert(header::LINK, link);
        }
    }
    headers.insert(LIMIT, HeaderValue::from(BURST as u32));
    headers.insert(REMAINING, HeaderValue::from(left));
    headers.insert(RESET, HeaderValue::from(10u32));
    if let Some(id) = ctx.and_then(|ctx| HeaderValue::from_str(&ctx.request.to_string()).ok()) {
        headers.insert(REQUEST_ID, id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// An address that leads nowhere.
pub(crate) async fn nowhere(uri: Uri) -> Failure {
    Failure(NO_SUCH_RESOURCE.problem().param("path", uri.path()))
}

/// An address that does not know the method.
pub(crate) async fn no_such_method(method: Method) -> Failure {
    Failure(METHOD_NOT_ALLOWED.problem().param("method", method))
}
