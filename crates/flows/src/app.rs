//! What the running program has in hand: the database, the clock, the gateways and the keys.

use db::{Clock, Database};
use gateways::{files::Files, mail::Mail, pay::PayClient, sent::SentBox, sms::Sms};
use kernel::{Actor, BrandId, Ctx, Entropy, Id, Locale, MarketId, RequestId};
use std::sync::Arc;

/// The program's hands. Cheap to clone; one per process.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Database,
    /// Where the time is read.
    pub clock: Clock,
    /// Where ids and codes come from.
    pub entropy: Entropy,
    /// The outside world.
    pub gateways: Gateways,
    /// Secrets of this installation.
    pub keys: Arc<Keys>,
    /// Address under which people reach us, without a slash at the end: `https://doorstep.example`.
    pub base_url: Arc<str>,
}

/// The outside world.
#[derive(Clone)]
pub struct Gateways {
    /// Online payment.
    pub pay: PayClient,
    /// Text messages.
    pub sms: Sms,
    /// Mail.
    pub mail: Mail,
    /// Stored files.
    pub files: Files,
    /// What simulated carriers would have delivered; shown on the demo's "telephone" page.
    pub sent: SentBox,
}

/// Secrets of an installation, each for one purpose.
pub struct Keys {
    /// Signs quotes.
    pub quotes: [u8; 32],
    /// Signs the rotating code of the work card.
    pub work_card: [u8; 32],
    /// Derives the tokens against forged forms.
    pub forms: [u8; 32],
    /// Shared with the payment provider.
    pub pay: [u8; 32],
}

impl App {
    /// The circumstances of one request.
    #[must_use]
    pub fn ctx(&self, actor: Actor, brand: BrandId, market: MarketId, locale: Locale) -> Ctx {
        let mut ctx = Ctx {
            actor,
            brand,
            market,
            now: self.clock.now(),
            locale,
            request: RequestId::from_uuid(uuid::Uuid::nil()),
            idempotency: None,
            entropy: self.entropy.clone(),
        };
        ctx.request = ctx.new_id();
        ctx
    }
}
