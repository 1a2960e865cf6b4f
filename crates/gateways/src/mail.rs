//! Mail: SMTP when a server is configured, otherwise kept in a [`SentBox`].

use crate::{
    GATEWAY_UNAVAILABLE,
    sent::{SentBox, SentMessage},
};
use kernel::{Problem, Result, Timestamp, problem};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};

/// Sends mail.
#[derive(Clone)]
pub enum Mail {
    /// Through a server.
    Smtp {
        /// The connection pool.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// The sender.
        from: Mailbox,
    },
    /// Keeps it.
    Kept {
        /// What was sent.
        sent: SentBox,
    },
}

impl Mail {
    /// Mail through `smtp://user:password@host:port` or `smtps://…`, from an address such as `Doorstep <hello@example.org>`.
    pub fn smtp(url: &str, from: &str) -> Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(Problem::broken)?.build();
        Ok(Self::Smtp { transport, from: from.parse().map_err(Problem::broken)? })
    }

    /// Sends one plain text mail; the message id.
    pub async fn send(&self, to: &str, subject: &str, body: &str, now: Timestamp) -> Result<String> {
        match self {
            Self::Smtp { transport, from } => {
                let to: Mailbox = to.parse().map_err(|error| problem::OUT_OF_RANGE.field("mail").caused_by(error))?;
                let message = Message::builder().from(from.clone()).to(to).subject(subject);
                let message = message.body(body.to_owned()).map_err(Problem::broken)?;
                let answer = transport.send(message).await;
                let answer =
                    answer.map_err(|error| GATEWAY_UNAVAILABLE.problem().param("gateway", "mail").caused_by(error))?;
                Ok(answer.message().collect::<Vec<_>>().join(" "))
            }
            Self::Kept { sent } => {
                sent.keep(SentMessage {
                    at: now,
                    to: to.to_owned(),
                    subject: Some(subject.to_owned()),
                    body: body.to_owned(),
                });
                Ok("kept".to_owned())
            }
        }
    }
}
