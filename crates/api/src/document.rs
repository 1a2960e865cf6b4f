//! The OpenAPI 3.1 document, made from the routes' own types.

mod page;

use crate::{
    ROOT, resources,
    surface::{Operation, Surface},
};
use axum::{Router, http::header, response::IntoResponse, routing::get};
use edge::Edge;
use kernel::{Code, Permission};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/api/v1/openapi.json", get(show)).route("/api/v1/docs", get(page::show))
}

/// The document, made once.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| build(resources::surface()));
static TEXT: LazyLock<String> = LazyLock::new(|| DOCUMENT.to_string());

async fn show() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, TEXT.as_str())
}

/// Every problem code that an answer can carry.
pub(crate) fn codes() -> Vec<Code> {
    let mut all: Vec<Code> = [
        kernel::problem::ALL,
        edge::ALL,
        crate::ALL,
        gateways::ALL,
        flows::booking::ALL,
        markets::refusals::ALL,
        access::refusals::ALL,
        customers::refusals::ALL,
        catalog::refusals::ALL,
        workforce::refusals::ALL,
        jobs::refusals::ALL,
        dispatch::refusals::ALL,
        billing::refusals::ALL,
        ledger::refusals::ALL,
        messaging::refusals::ALL,
        feedback::refusals::ALL,
    ]
    .concat();
    all.sort_by_key(|code| code.code);
    all.dedup_by_key(|code| code.code);
    all
}

fn build(surface: Surface) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut groups: Vec<&str> = Vec::new();
    for operation in &surface.operations {
        if !groups.contains(&operation.group) {
            groups.push(operation.group);
        }
        let path = paths.entry(format!("{ROOT}{}", operation.path)).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = described(operation);
    }
    let mut schemas = surface.book.into_schemas();
    schemas.insert("Problem".to_owned(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Doorstep",
            "version": "1",
            "summary": "Home services, from a request to settled money.",
            "description": INTRODUCTION,
        },
        "servers": [{ "url": "/" }],
        "tags": groups.iter().map(|group| json!({ "name": group })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "A token (`dsk_…`) or a session of `POST /sessions`." },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "ds_customer", "description": "The session of a page; changes need its `X-CSRF-Token`." },
            },
        },
    })
}

const INTRODUCTION: &str = "Send `Authorization: Bearer` with a token or session, `X-Market` with a market's code where you work in \
several, and `Accept-Language` for the language of sentences. `Idempotency-Key` on POST makes a repetition answer like the first time. \
Versioned things carry an `ETag`; changes name it in `If-Match` and are refused with 412 when it is stale. Lists are pages: pass `next` as \
`after`, or follow the `Link` header. Instants are RFC 3339, amounts are smallest units with their currency. Every refusal is \
`application/problem+json` with a stable `code`.";

/// The name of an operation for generated clients: method and path in words.
fn operation_id(operation: &Operation) -> String {
    let words = operation.path.replace(['{', '}'], "").replace(['/', '-'], "_");
    format!("{}{words}", operation.method.as_str().to_ascii_lowercase())
}

fn described(operation: &Operation) -> Value {
    let mut answers = operation.answers.clone();
    let problem = json!({
        "description": "Refused, with the reason.",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    answers.insert("default".to_owned(), problem);
    let mut parameters = operation.parameters.clone();
    let header = |name: &str, doc: &str| json!({ "name": name, "in": "header", "required": false, "schema": { "type": "string" }, "description": doc });
    parameters.push(header("X-Market", "The code of a market."));
    if operation.method == axum::http::Method::POST {
        parameters.push(header("Idempotency-Key", "Up to 200 letters; the same key is the same request."));
    }
    let mut described = json!({
        "operationId": operation_id(operation),
        "tags": [operation.group],
        "summary": operation.summary,
        "parameters": parameters,
        "responses": answers,
        "x-permissions": operation.allowed,
        "security": security(operation.allowed),
    });
    if let Some((kind, schema)) = &operation.body {
        described["requestBody"] = json!({ "required": true, "content": { *kind: { "schema": schema } } });
    }
    described
}

fn security(allowed: &[Permission]) -> Value {
    let scopes: Vec<&str> = allowed.iter().map(|permission| permission.as_str()).collect();
    if allowed.contains(&Permission::Public) {
        json!([{}, { "bearer": [] }, { "cookie": [] }])
    } else {
        json!([{ "bearer": scopes }, { "cookie": [] }])
    }
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "Why something was not done (RFC 9457).",
        "properties": {
            "type": { "type": "string", "format": "uri", "description": "Where the code is explained." },
            "title": { "type": "string", "description": "The kind of problem." },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "The stable name; act on this.", "enum": codes().iter().map(|code| code.code).collect::<Vec<_>>() },
            "detail": { "type": "string", "description": "A sentence in the person's language." },
            "field": { "type": "string", "description": "The field it concerns, by path." },
            "params": { "type": "object", "additionalProperties": { "type": "string" } },
            "request": { "type": "string", "description": "The same id stands in our logs." },
        },
        "required": ["type", "title", "status", "code", "detail", "request"],
    })
}
