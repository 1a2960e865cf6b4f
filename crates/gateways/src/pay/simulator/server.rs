//! The provider's HTTP server.

use super::{Behaviour, Book, SimulatorError, book::ChargeRow, callbacks::Teller, checkout};
use crate::pay::{
    client::{envelope_of, headers_of},
    protocol::{Callback, ChargeState, NewCharge, NewRefund, Refusal},
    signature::{self, Envelope},
};
use axum::{
    Form, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use kernel::{Entropy, PaymentId, Problem, RefundId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

/// Where the simulator reads the time.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A running simulator.
pub struct Simulator {
    /// Its address, without a slash at the end.
    pub base: String,
    /// Its books, for looking and for tests.
    pub book: Arc<Book>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Provider {
    book: Arc<Book>,
    teller: Teller,
    base: String,
    nonces: Arc<Mutex<BTreeSet<String>>>,
}

/// Starts a provider on a loopback address (port 0: any free one).
pub async fn start(
    address: SocketAddr,
    key: &[u8],
    behaviour: Behaviour,
    book: Book,
    entropy: Entropy,
    now: Now,
) -> Result<Simulator> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = tokio::net::TcpListener::bind(address).await.map_err(Problem::broken)?;
    let base = format!("http://{}", listener.local_addr().map_err(Problem::broken)?);
    let http =
        reqwest::Client::builder().timeout(std::time::Duration::from_secs(10)).build().map_err(Problem::broken)?;
    let book = Arc::new(book);
    let provider = Provider {
        book: book.clone(),
        teller: Teller { http, key: key.into(), behaviour, entropy, now },
        base: base.clone(),
        nonces: Arc::default(),
    };
    let router = Router::new()
        .route("/v1/charges", post(signed))
        .route("/v1/charges/{payment}", get(signed))
        .route("/v1/charges/{payment}/closure", post(signed))
        .route("/v1/refunds", post(signed))
        .route("/v1/refunds/{refund}", get(signed))
        .route("/checkout/{payment}", get(show_checkout).post(answer_checkout))
        .route("/checkout.css", get(async || ([(header::CONTENT_TYPE, "text/css")], checkout::STYLE)))
        .with_state(provider);
    let task = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the simulated provider stopped");
        }
    });
    Ok(Simulator { base, book, task })
}

/// Checks the signature, does what the path says, signs the answer.
async fn signed(
    State(provider): State<Provider>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    let header = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
    let now = (provider.teller.now)();
    let checked = envelope_of(&format!("{method} {path}"), header).and_then(|(envelope, given)| {
        signature::verify(&provider.teller.key, &envelope, &body, &given, now)?;
        Ok(envelope.nonce)
    });
    let Ok(nonce) = checked else { return StatusCode::UNAUTHORIZED.into_response() };
    if !provider.nonces.lock().expect("nothing panics while holding the nonces").insert(nonce.clone()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match provider.route(&method, &path, &body, now) {
        Ok(answer) => provider.answer(StatusCode::OK, &nonce, &answer, now),
        Err(error) => provider.answer(StatusCode::CONFLICT, &nonce, &Refusal { error: error.code().to_owned() }, now),
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Charge(crate::pay::Charge),
    Refund(crate::pay::Refund),
}

impl Provider {
    fn route(&self, method: &Method, path: &str, body: &[u8], now: Timestamp) -> Result<Answer, SimulatorError> {
        let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        let payment = |text: &str| text.parse::<PaymentId>().map_err(|_| SimulatorError::Unknown);
        match (method.as_str(), parts.as_slice()) {
            ("POST", ["charges"]) => {
                let new: NewCharge = serde_json::from_slice(body).map_err(|_| SimulatorError::BadAmount)?;
                self.book.new_charge(&new, &self.base, now).map(Answer::Charge)
            }
            ("GET", ["charges", id]) => self.book.charge(payment(id)?, now).map(|row| Answer::Charge(row.charge)),
            ("POST", ["charges", id, "closure"]) => {
                self.book.end_charge(payment(id)?, ChargeState::Closed, now).map(|(row, _)| Answer::Charge(row.charge))
            }
            ("POST", ["refunds"]) => {
                let new: NewRefund = serde_json::from_slice(body).map_err(|_| SimulatorError::BadAmount)?;
                let (refund, notify_url) = self.book.new_refund(&new, now)?;
                self.teller.tell(notify_url, Callback::Refund(refund.clone()));
                Ok(Answer::Refund(refund))
            }
            ("GET", ["refunds", id]) => {
                let id = id.parse::<RefundId>().map_err(|_| SimulatorError::Unknown)?;
                self.book.refund(id).map(Answer::Refund)
            }
            _ => Err(SimulatorError::Unknown),
        }
    }

    fn answer<T: Serialize>(&self, status: StatusCode, nonce: &str, body: &T, now: Timestamp) -> Response {
        let envelope = Envelope {
            target: format!("ANSWER {nonce}"),
            timestamp: now.as_second(),
            nonce: format!("{:016x}", self.teller.entropy.below(u64::MAX)),
        };
        match headers_of(&self.teller.key, &envelope, body) {
            Ok((bytes, headers)) => {
                let mut response = (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response();
                for (name, value) in headers {
                    response.headers_mut().insert(name, value.parse().expect("hexadecimal and digits fit a header"));
                }
                response
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

async fn show_checkout(State(provider): State<Provider>, Path(payment): Path<String>) -> Response {
    let row = payment
        .parse()
        .map_err(|_| SimulatorError::Unknown)
        .and_then(|id| provider.book.charge(id, (provider.teller.now)()));
    match row {
        Ok(row) => Html(checkout::page(&row, provider.book.refused_refunds(row.charge.payment).len())).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct CheckoutAnswer {
    answer: String,
}

async fn answer_checkout(
    State(provider): State<Provider>,
    Path(payment): Path<String>,
    Form(form): Form<CheckoutAnswer>,
) -> Response {
    let answered = payment.parse().map_err(|_| SimulatorError::Unknown);
    match answered.and_then(|payment| provider.checkout(payment, &form.answer)) {
        Ok(row) => Redirect::to(&row.return_url).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Provider {
    /// What the payer, or the payer's bank, answers on the checkout page.
    fn checkout(&self, payment: PaymentId, answer: &str) -> Result<ChargeRow, SimulatorError> {
        let now = (self.teller.now)();
        let state = match answer {
            "pay" => ChargeState::Paid,
            "pay_without_refunds" => {
                self.book.refuse_refunds(payment, now)?;
                ChargeState::Paid
            }
            "refund_after_all" => {
                let row = self.book.charge(payment, now)?;
                for refund in self.book.refused_refunds(payment) {
                    let paid = self.book.pay_after_all(refund);
                    self.teller.tell_surely(row.notify_url.clone(), Callback::Refund(paid));
                }
                return Ok(row);
            }
            _ => ChargeState::Failed,
        };
        let (row, moved) = self.book.end_charge(payment, state, now)?;
        if moved {
            self.teller.tell(row.notify_url.clone(), Callback::Charge(row.charge.clone()));
        }
        Ok(row)
    }
}
