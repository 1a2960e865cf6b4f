//! What became of deliveries.

use crate::{
    Channel, DeliverNotice, DeliveryState, NoticeKey, refusals,
    store::deliveries::{self, NewDelivery, Outcome},
    templates::Text,
    views,
};
use db::{Action, Tx, errand::TRIES_MAX};
use kernel::{Ctx, DeliveryId, Permission, Phone, Result};
use serde::{Deserialize, Serialize};

/// What the carrier said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "handed", rename_all = "snake_case")]
pub enum Handed {
    /// Taken.
    Sent {
        /// The carrier's id of it.
        provider_id: String,
    },
    /// Not now; worth another try.
    FailedForNow {
        /// What it said.
        error: String,
    },
    /// Never: the address is wrong.
    FailedForGood {
        /// What it said.
        error: String,
    },
}

impl Handed {
    fn outcome(&self, ctx: &Ctx, tries: i64) -> Outcome<'_> {
        match self {
            Self::Sent { provider_id } => {
                Outcome { state: DeliveryState::Sent, error: "", provider_id, sent_at: Some(ctx.now) }
            }
            Self::FailedForNow { error } if tries < TRIES_MAX => Outcome { error, ..Outcome::WAITING },
            Self::FailedForNow { error } | Self::FailedForGood { error } => {
                Outcome { state: DeliveryState::Failed, error, ..Outcome::WAITING }
            }
        }
    }
}

/// Records what the carrier said. The errand fails (and comes again) only while the answer is [`DeliveryState::Waiting`].
pub struct RecordDelivery {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// What the carrier said.
    pub handed: Handed,
}

impl Action for RecordDelivery {
    const NAME: &'static str = "messaging.record_delivery";
    const PERMISSION: Permission = Permission::System;
    type Outcome = DeliveryState;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<DeliveryState> {
        let before = views::deliveries::found(tx, ctx.market, self.delivery).await?;
        match before.state {
            DeliveryState::Sent | DeliveryState::Failed => return Ok(before.state),
            DeliveryState::Waiting => {}
        }
        let failures = match &self.handed {
            Handed::Sent { .. } => 0,
            Handed::FailedForNow { .. } | Handed::FailedForGood { .. } => 1,
        };
        let tries = before.tries + failures;
        let outcome = self.handed.outcome(ctx, tries);
        deliveries::record(tx, ctx, self.delivery, before.tries, tries, &outcome).await?;
        Ok(outcome.state)
    }
}

/// Notes in the delivery log that a one-time code went out or not; the code itself is not kept.
pub struct LogCodeDelivery {
    /// To whom.
    pub phone: Phone,
    /// What the carrier said.
    pub handed: Handed,
}

impl Action for LogCodeDelivery {
    const NAME: &'static str = "messaging.log_code_delivery";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let new = NewDelivery {
            delivery: ctx.new_id(),
            notice: None,
            key: NoticeKey::OneTimeCode,
            inbox: String::new(),
            about: "",
            channel: Channel::Sms,
            address: self.phone.e164(),
            text: &Text::default(),
            due_at: ctx.now,
            outcome: self.handed.outcome(ctx, TRIES_MAX),
        };
        deliveries::insert(tx, ctx, &new).await
    }
}

/// An operator has a failed delivery tried again.
pub struct RetryDelivery {
    /// Which.
    pub delivery: DeliveryId,
}

impl Action for RetryDelivery {
    const NAME: &'static str = "messaging.retry_delivery";
    const PERMISSION: Permission = Permission::MessagesWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::deliveries::found(tx, ctx.market, self.delivery).await?;
        // A code that failed has expired, and its text is not kept.
        if before.body.is_empty() || !deliveries::try_again(tx, ctx, self.delivery).await? {
            return Err(refusals::NOT_FAILED.problem());
        }
        tx.enqueue(ctx, &DeliverNotice { delivery: self.delivery });
        Ok(())
    }

    fn subject(&self) -> String {
        self.delivery.to_string()
    }
}
