//! `/hooks`: what the outside world calls. A hook proves itself by its signature, not by a session.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use edge::Edge;
use kernel::{Locale, MarketId, problem};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/hooks/pay/{market}", post(payment_said)).layer(DefaultBodyLimit::max(64 * 1024))
}

/// The payment provider's word. A repetition is answered like the first time, so that the provider stops.
async fn payment_said(
    State(edge): State<Edge>,
    Path(market): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let heard = async {
        let market: MarketId = market.parse()?;
        let market = edge.directory.market(market).ok_or_else(|| problem::MISSING.problem())?;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        flows::money::hear_callback(&edge.app, &market, header, &body).await
    };
    match heard.await {
        Ok(()) => (StatusCode::OK, "ok").into_response(),
        Err(problem) => {
            tracing::warn!(%problem, "a payment callback was not taken");
            crate::answers::problem_response(&problem, None, Locale::En, false, &edge.app.base_url)
        }
    }
}
