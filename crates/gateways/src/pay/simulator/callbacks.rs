//! Telling the merchant, badly: late, twice, or not at all.

use super::Behaviour;
use super::server::Now;
use crate::pay::{client::headers_of, protocol::Callback, signature::Envelope};
use kernel::Entropy;
use std::{sync::Arc, time::Duration};

/// Sends callbacks in the background.
#[derive(Clone)]
pub(crate) struct Teller {
    pub(crate) http: reqwest::Client,
    pub(crate) key: Arc<[u8]>,
    pub(crate) behaviour: Behaviour,
    pub(crate) entropy: Entropy,
    pub(crate) now: Now,
}

impl Teller {
    /// Decides what happens to a callback and lets it happen.
    pub(crate) fn tell(&self, notify_url: String, callback: Callback) {
        if self.entropy.below(100) < self.behaviour.lost {
            tracing::debug!(?callback, "the simulated provider loses a callback");
            return;
        }
        self.tell_surely(notify_url, callback);
    }

    /// Late and perhaps twice, but never lost: what the provider would never answer to a query again.
    pub(crate) fn tell_surely(&self, notify_url: String, callback: Callback) {
        let copies = if self.entropy.below(100) < self.behaviour.repeated { 2 } else { 1 };
        for _ in 0..copies {
            let (teller, url, callback) = (self.clone(), notify_url.clone(), callback.clone());
            tokio::spawn(async move { teller.deliver(&url, &callback).await });
        }
    }

    /// Tries until the merchant answers with success, at most six times, waiting longer each time.
    async fn deliver(&self, url: &str, callback: &Callback) {
        let spread = self.behaviour.delay_ms_max.saturating_sub(self.behaviour.delay_ms_min);
        let mut wait = self.behaviour.delay_ms_min + self.entropy.below(spread + 1);
        for _ in 0..6 {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            let envelope = Envelope {
                target: "CALLBACK".to_owned(),
                timestamp: (self.now)().as_second(),
                nonce: format!("{:016x}", self.entropy.below(u64::MAX)),
            };
            let Ok((body, headers)) = headers_of(&self.key, &envelope, callback) else { return };
            let mut request = self.http.post(url).header("content-type", "application/json").body(body);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            match request.send().await {
                Ok(answer) if answer.status().is_success() => return,
                Ok(answer) => tracing::debug!(status = %answer.status(), "the merchant did not take a callback"),
                Err(error) => tracing::debug!(%error, "the merchant could not be reached for a callback"),
            }
            wait = (wait * 3).max(300);
        }
    }
}
