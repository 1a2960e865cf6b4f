//! Our side of the payment protocol.

use super::{
    protocol::{Callback, Charge, NewCharge, NewRefund, Refund, Refusal},
    signature::{self, Envelope},
};
use crate::{BAD_SIGNATURE, GATEWAY_UNAVAILABLE, PAYMENT_REFUSED};
use kernel::{Entropy, PaymentId, Problem, RefundId, Result, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use std::{sync::Arc, time::Duration};

/// Talks to the provider. Cheap to clone.
#[derive(Clone)]
pub struct PayClient {
    http: reqwest::Client,
    base: String,
    key: Arc<[u8]>,
    entropy: Entropy,
}

impl PayClient {
    /// A client of the provider at `base` (no slash at the end) with the shared key.
    pub fn new(base: &str, key: &[u8], entropy: Entropy) -> Result<Self> {
        // More than one part of the program may choose the TLS provider; the first wins.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .connect_timeout(Duration::from_secs(3))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(Problem::broken)?;
        Ok(Self { http, base: base.to_owned(), key: key.into(), entropy })
    }

    /// Asks for money; safe to repeat.
    pub async fn charge(&self, charge: &NewCharge, now: Timestamp) -> Result<Charge> {
        self.send("POST", "/v1/charges", serde_json::to_vec(charge).map_err(Problem::broken)?, now).await
    }

    /// The truth about a charge; `payment_refused` with `unknown_charge` when the provider never heard of it.
    pub async fn find_charge(&self, payment: PaymentId, now: Timestamp) -> Result<Charge> {
        self.send("GET", &format!("/v1/charges/{payment}"), Vec::new(), now).await
    }

    /// Closes an unpaid charge; a paid one stays paid and is returned as such.
    pub async fn close_charge(&self, payment: PaymentId, now: Timestamp) -> Result<Charge> {
        self.send("POST", &format!("/v1/charges/{payment}/closure"), Vec::new(), now).await
    }

    /// Gives money back; safe to repeat.
    pub async fn refund(&self, refund: &NewRefund, now: Timestamp) -> Result<Refund> {
        self.send("POST", "/v1/refunds", serde_json::to_vec(refund).map_err(Problem::broken)?, now).await
    }

    /// The truth about a refund.
    pub async fn find_refund(&self, refund: RefundId, now: Timestamp) -> Result<Refund> {
        self.send("GET", &format!("/v1/refunds/{refund}"), Vec::new(), now).await
    }

    /// Reads a callback; `bad_signature` unless the provider signed it lately.
    pub fn read_callback(
        &self,
        header: impl Fn(&str) -> Option<String>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Callback> {
        let (envelope, given) = envelope_of("CALLBACK", header)?;
        signature::verify(&self.key, &envelope, body, &given, now)?;
        serde_json::from_slice(body).map_err(|error| BAD_SIGNATURE.problem().caused_by(error))
    }

    async fn send<T: DeserializeOwned>(&self, method: &str, path: &str, body: Vec<u8>, now: Timestamp) -> Result<T> {
        let unavailable =
            |cause: &dyn std::fmt::Display| GATEWAY_UNAVAILABLE.problem().param("gateway", "pay").caused_by(cause);
        let envelope = self.envelope(format!("{method} {path}"), now);
        let signed = signature::sign(&self.key, &envelope, &body);
        let method = if method == "GET" { reqwest::Method::GET } else { reqwest::Method::POST };
        let request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header(signature::TIMESTAMP, envelope.timestamp)
            .header(signature::NONCE, &envelope.nonce)
            .header(signature::SIGNATURE, signed)
            .header("content-type", "application/json")
            .body(body);
        let answer = request.send().await.map_err(|error| unavailable(&error))?;
        let status = answer.status();
        let headers = answer.headers().clone();
        let header = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        let bytes = answer.bytes().await.map_err(|error| unavailable(&error))?;
        let (answered, given) = envelope_of(&format!("ANSWER {}", envelope.nonce), header)?;
        signature::verify(&self.key, &answered, &bytes, &given, now)?;
        if status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|error| unavailable(&error));
        }
        let refusal: Refusal = serde_json::from_slice(&bytes).map_err(|error| unavailable(&error))?;
        Err(PAYMENT_REFUSED.problem().param("reason", refusal.error))
    }

    fn envelope(&self, target: String, now: Timestamp) -> Envelope {
        Envelope { target, timestamp: now.as_second(), nonce: format!("{:016x}", self.entropy.below(u64::MAX)) }
    }
}

/// Target, time and nonce of a received message, and its signature.
pub(crate) fn envelope_of(target: &str, header: impl Fn(&str) -> Option<String>) -> Result<(Envelope, String)> {
    let missing = || BAD_SIGNATURE.problem().caused_by("a signature header is missing");
    let timestamp = header(signature::TIMESTAMP).and_then(|text| text.parse().ok()).ok_or_else(missing)?;
    let nonce = header(signature::NONCE).ok_or_else(missing)?;
    let given = header(signature::SIGNATURE).ok_or_else(missing)?;
    Ok((Envelope { target: target.to_owned(), timestamp, nonce }, given))
}

/// Names and values of the three signature headers.
pub(crate) type SignatureHeaders = [(&'static str, String); 3];

/// The body and the headers of a message that is sent.
pub(crate) fn headers_of<T: Serialize + ?Sized>(
    key: &[u8],
    envelope: &Envelope,
    body: &T,
) -> Result<(Vec<u8>, SignatureHeaders)> {
    let bytes = serde_json::to_vec(body).map_err(Problem::broken)?;
    let signed = signature::sign(key, envelope, &bytes);
    let headers = [
        (signature::TIMESTAMP, envelope.timestamp.to_string()),
        (signature::NONCE, envelope.nonce.clone()),
        (signature::SIGNATURE, signed),
    ];
    Ok((bytes, headers))
}
