//! What forms send: checked against forgery, read into a struct, or kept as typed to be shown again.

use crate::{Edge, FORGED_FORM, Failure, INPUT_TOO_LARGE, MALFORMED_INPUT, Visitor};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Multipart, Request},
    http::{HeaderMap, header},
};
use kernel::{Problem, Result};
use serde::de::DeserializeOwned;

/// The name of the form field that holds the token.
const CSRF_FIELD: &str = "csrf";
const PARTS_MAX: usize = 60;

/// A url-encoded form that the visitor's own page sent.
pub struct Submitted {
    /// Who sent it.
    pub visitor: Visitor,
    /// Names and values as typed, without the token.
    pub pairs: Vec<(String, String)>,
}

impl Submitted {
    /// Reads the form into a struct; `malformed_input` names what is wrong.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let text = serde_html_form::to_string(&self.pairs).map_err(Problem::broken)?;
        serde_html_form::from_str(&text).map_err(|error| MALFORMED_INPUT.problem().param("reason", error))
    }

    /// A field's first value, trimmed; empty when it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<Edge> for Submitted {
    type Rejection = Failure;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, edge).await?;
        let fail = |problem: Problem| Failure::of(&visitor, problem);
        let headers = parts.headers.clone();
        let bytes = Bytes::from_request(Request::from_parts(parts, body), edge)
            .await
            .map_err(|error| fail(INPUT_TOO_LARGE.problem().caused_by(error)))?;
        let mut pairs: Vec<(String, String)> = serde_html_form::from_bytes(&bytes)
            .map_err(|error| fail(MALFORMED_INPUT.problem().param("reason", error)))?;
        check_token(&visitor, &headers, &mut pairs).map_err(fail)?;
        Ok(Self { visitor, pairs })
    }
}

fn check_token(visitor: &Visitor, headers: &HeaderMap, pairs: &mut Vec<(String, String)>) -> Result<()> {
    let in_form = pairs.iter().position(|(name, _)| name == CSRF_FIELD).map(|index| pairs.swap_remove(index).1);
    let in_header = || headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let token = in_form.or_else(in_header).unwrap_or_default();
    if visitor.owns_form(&token) { Ok(()) } else { Err(FORGED_FORM.problem()) }
}

/// A file that came with a form.
pub struct UploadedFile {
    /// The form field.
    pub field: String,
    /// The name it had on the device; never used as a path.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A form with files that the visitor's own page sent (also accepts one without files).
pub struct Uploaded {
    /// The form's plain fields and its sender.
    pub form: Submitted,
    /// The files; empty inputs are left out.
    pub files: Vec<UploadedFile>,
}

impl FromRequest<Edge> for Uploaded {
    type Rejection = Failure;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Failure> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            return Ok(Self { form: Submitted::from_request(request, edge).await?, files: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, edge).await?;
        let fail = |problem: Problem| Failure::of(&visitor, problem);
        let headers = parts.headers.clone();
        let multipart = Multipart::from_request(Request::from_parts(parts, body), edge)
            .await
            .map_err(|error| fail(MALFORMED_INPUT.problem().param("reason", error)))?;
        let (mut pairs, files) = read_parts(multipart).await.map_err(fail)?;
        check_token(&visitor, &headers, &mut pairs).map_err(fail)?;
        Ok(Self { form: Submitted { visitor, pairs }, files })
    }
}

async fn read_parts(mut multipart: Multipart) -> Result<(Vec<(String, String)>, Vec<UploadedFile>)> {
    let malformed = |error: axum::extract::multipart::MultipartError| {
        let code = if error.status() == 413 { INPUT_TOO_LARGE } else { MALFORMED_INPUT };
        code.problem().param("reason", error.body_text())
    };
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(malformed)? {
        if pairs.len() + files.len() >= PARTS_MAX {
            return Err(INPUT_TOO_LARGE.problem());
        }
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file_name) => {
                let bytes = field.bytes().await.map_err(malformed)?.to_vec();
                if !bytes.is_empty() || !file_name.is_empty() {
                    files.push(UploadedFile { field: name, name: file_name, bytes });
                }
            }
            None => pairs.push((name, field.text().await.map_err(malformed)?)),
        }
    }
    Ok((pairs, files))
}
