//! Somebody who pays at the provider's checkout page: simulated customers do what people do in the browser.

use crate::GATEWAY_UNAVAILABLE;
use kernel::{Problem, Result};

/// A simulated payer. Cheap to clone.
#[derive(Clone)]
pub struct Payer(reqwest::Client);

impl Payer {
    /// A payer with a browser of sorts.
    pub fn new() -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(Problem::broken)?;
        Ok(Self(http))
    }

    /// Confirms the payment on a checkout page.
    pub async fn pay(&self, checkout_url: &str) -> Result<()> {
        let unavailable =
            |error: reqwest::Error| GATEWAY_UNAVAILABLE.problem().param("gateway", "pay").caused_by(error);
        let answer = self.0.post(checkout_url).form(&[("answer", "pay")]).send().await.map_err(unavailable)?;
        if answer.status().is_success() || answer.status().is_redirection() {
            return Ok(());
        }
        Err(GATEWAY_UNAVAILABLE.problem().param("gateway", "pay").caused_by(answer.status()))
    }
}
