//! What handlers take: path, query, page, body, version, uploaded file. Each says in the document what it is.

use crate::{
    Failure, IF_MATCH_REQUIRED, UNSUPPORTED_BODY,
    caller::Caller,
    input::{At, Input},
    shape::{Book, Shape},
    surface::Operation,
};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Multipart, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
};
use db::{Cursor, PageRequest};
use edge::{Edge, INPUT_TOO_LARGE, MALFORMED_INPUT};
use kernel::{Problem, Result};
use serde_json::{Map, Value, json};

/// Largest JSON body.
pub(crate) const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Largest body of all: a photo with its fields.
pub(crate) const UPLOAD_BYTES_MAX: usize = gateways::photo::BYTES_MAX + BODY_BYTES_MAX;

/// Something a handler takes.
pub(crate) trait Argument {
    /// Adds itself to the operation.
    fn describe(operation: &mut Operation, book: &mut Book);
}

impl Argument for Caller {
    fn describe(_: &mut Operation, _: &mut Book) {}
}

/// One part of the path.
pub(crate) struct Path<T>(pub(crate) T);

/// Two parts of the path.
pub(crate) struct Path2<A, B>(pub(crate) A, pub(crate) B);

async fn path_values(parts: &mut Parts, edge: &Edge) -> Result<Vec<(String, String)>> {
    let malformed = |error: &dyn std::fmt::Display| MALFORMED_INPUT.problem().param("reason", error);
    let params = RawPathParams::from_request_parts(parts, edge).await.map_err(|error| malformed(&error))?;
    Ok(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn path_value<T: Input>(values: &[(String, String)], index: usize) -> Result<T> {
    let (name, value) = values.get(index).ok_or_else(|| Problem::broken("a path without the part it promises"))?;
    T::input(Value::String(value.clone()), &At::text(name))
}

impl<T: Input + Send> FromRequestParts<Edge> for Path<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Failure> {
        Ok(Self(path_value(&path_values(parts, edge).await?, 0)?))
    }
}

impl<A: Input + Send, B: Input + Send> FromRequestParts<Edge> for Path2<A, B> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Failure> {
        let values = path_values(parts, edge).await?;
        Ok(Self(path_value(&values, 0)?, path_value(&values, 1)?))
    }
}

impl<T: Shape> Argument for Path<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        operation.path_part(0, T::schema(book));
    }
}

impl<A: Shape, B: Shape> Argument for Path2<A, B> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        operation.path_part(0, A::schema(book));
        operation.path_part(1, B::schema(book));
    }
}

/// The query.
pub(crate) struct Query<T>(pub(crate) T);

/// The query of a list: its filter, and which page.
pub(crate) struct Paged<T>(pub(crate) T, pub(crate) PageRequest);

fn query_values(parts: &Parts) -> Result<Map<String, Value>> {
    let text = parts.uri.query().unwrap_or_default();
    let pairs: Vec<(String, String)> =
        serde_html_form::from_str(text).map_err(|error| MALFORMED_INPUT.problem().param("reason", error))?;
    Ok(gathered(pairs))
}

/// Names and values as an object; a name that comes again makes a list.
fn gathered(pairs: Vec<(String, String)>) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        match map.get_mut(&name) {
            None => {
                map.insert(name, Value::String(value));
            }
            Some(Value::Array(values)) => values.push(Value::String(value)),
            Some(single) => *single = json!([single.clone(), value]),
        }
    }
    map
}

impl<T: Input + Send> FromRequestParts<Edge> for Query<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Failure> {
        Ok(Self(T::input(Value::Object(query_values(parts)?), &At::text(""))?))
    }
}

impl<T: Input + Send> FromRequestParts<Edge> for Paged<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Failure> {
        let mut values = query_values(parts)?;
        let at = At::text("");
        let mut take = |name: &str| values.shift_remove(name).map(|value| json!({ name: value }));
        let after: Option<String> = match take("after") {
            Some(found) => at.object(found)?.take("after")?,
            None => None,
        };
        let limit: Option<i64> = match take("limit") {
            Some(found) => at.object(found)?.take("limit")?,
            None => None,
        };
        let after = after.map(|text| text.parse::<Cursor>()).transpose()?;
        Ok(Self(T::input(Value::Object(values), &at)?, PageRequest::new(after, limit)))
    }
}

fn describe_query<T: Shape>(operation: &mut Operation, book: &mut Book) {
    let schema = T::schema(book);
    let schema = book.resolved(&schema);
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let is_required = required.iter().any(|one| one == name);
        operation.parameter(name, "query", is_required, field.clone());
    }
}

impl<T: Shape> Argument for Query<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        describe_query::<T>(operation, book);
    }
}

impl<T: Shape> Argument for Paged<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        describe_query::<T>(operation, book);
        let after = json!({ "type": "string", "description": "The `next` of the page before; opaque." });
        operation.parameter("after", "query", false, after);
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 });
        operation.parameter("limit", "query", false, limit);
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: Input> FromRequest<Edge> for Body<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, _: &Edge) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("none");
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && !essence.ends_with("+json") {
            return Err(UNSUPPORTED_BODY.problem().param("given", kind).into());
        }
        let bytes = bytes_of(request.into_body(), BODY_BYTES_MAX).await?;
        let value = serde_json::from_slice(&bytes).map_err(malformed_json)?;
        Ok(Self(T::input(value, &At::body())?))
    }
}

fn malformed_json(error: serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    MALFORMED_INPUT.problem().param("reason", error).param("line", line).param("column", column)
}

/// A whole body, refused when it is larger than allowed.
pub(crate) async fn bytes_of(body: axum::body::Body, limit: usize) -> Result<Bytes> {
    axum::body::to_bytes(body, limit)
        .await
        .map_err(|error| INPUT_TOO_LARGE.problem().param("bytes", limit).caused_by(error))
}

impl<T: Shape> Argument for Body<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        let schema = T::schema(book);
        operation.body("application/json", schema);
    }
}

/// The version that the client read: required on every change of a versioned thing.
pub(crate) struct IfMatch(pub(crate) i64);

/// The same where it may be left out.
pub(crate) struct MaybeIfMatch(pub(crate) Option<i64>);

fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    let plain = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    let bad = || MALFORMED_INPUT.field("If-Match").param("reason", "expected the ETag that was read");
    plain.parse().map(Some).map_err(|_| bad())
}

impl FromRequestParts<Edge> for IfMatch {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Failure> {
        Ok(Self(if_match(&parts.headers)?.ok_or_else(|| IF_MATCH_REQUIRED.field("If-Match"))?))
    }
}

impl FromRequestParts<Edge> for MaybeIfMatch {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Failure> {
        Ok(Self(if_match(&parts.headers)?))
    }
}

const IF_MATCH_MEANS: &str = "The ETag of what was read; a stale one is refused with 412.";

impl Argument for IfMatch {
    fn describe(operation: &mut Operation, _: &mut Book) {
        operation.parameter("If-Match", "header", true, json!({ "type": "string", "description": IF_MATCH_MEANS }));
    }
}

impl Argument for MaybeIfMatch {
    fn describe(operation: &mut Operation, _: &mut Book) {
        operation.parameter("If-Match", "header", false, json!({ "type": "string", "description": IF_MATCH_MEANS }));
    }
}

/// A multipart form: fields, and the file of the part `file`.
pub(crate) struct Upload<T> {
    pub(crate) fields: T,
    pub(crate) file: Vec<u8>,
}

impl<T: Input> FromRequest<Edge> for Upload<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Failure> {
        let mut form = Multipart::from_request(request, edge)
            .await
            .map_err(|error| UNSUPPORTED_BODY.problem().param("given", error.body_text()))?;
        let unread = |error: axum::extract::multipart::MultipartError| {
            let code = if error.status() == 413 { INPUT_TOO_LARGE } else { MALFORMED_INPUT };
            code.problem().param("reason", error.body_text()).param("bytes", UPLOAD_BYTES_MAX)
        };
        let (mut pairs, mut file) = (Vec::new(), None);
        while let Some(part) = form.next_field().await.map_err(unread)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                file = Some(part.bytes().await.map_err(unread)?.to_vec());
            } else if pairs.len() < 20 {
                pairs.push((name, part.text().await.map_err(unread)?));
            }
        }
        let file = file.ok_or_else(|| kernel::problem::REQUIRED.field("file"))?;
        Ok(Self { fields: T::input(Value::Object(gathered(pairs)), &At::text(""))?, file })
    }
}

impl<T: Shape> Argument for Upload<T> {
    fn describe(operation: &mut Operation, book: &mut Book) {
        let fields = T::schema(book);
        let file = json!({ "type": "object", "properties": { "file": { "type": "string", "contentMediaType": "image/*" } }, "required": ["file"] });
        operation.body("multipart/form-data", json!({ "allOf": [file, fields] }));
    }
}
