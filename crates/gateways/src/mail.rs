//! Mail: SMTP when a server is configured, otherwise kept in a [`SentBox`].

use crate::{
    GATEWAY_UNAVAILABLE,
    sent::{SentBox, SentMessage},
};
use kernel::{Problem, Result, Timestamp, problem};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};
use std::time::Duration;

kernel::refusals! {
    /// The address of the mail server cannot be read.
    BAD_MAIL_SERVER = Invalid "bad_mail_server";
    /// The sender's address cannot be read.
    BAD_MAIL_SENDER = Invalid "bad_mail_sender";
}

/// How long a mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends mail.
#[derive(Clone)]
pub enum Mail {
    /// Through a server.
    Smtp {
        /// The connection pool.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
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
    /// Mail through `smtps://user:password@host:465`, `smtp://user:password@host:587?tls=required` or, without encryption,
    /// `smtp://host:25`; from an address such as `Doorstep <hello@example.org>`. What is refused never repeats the password.
    pub fn smtp(url: &str, from: &str) -> Result<Self> {
        let built = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let transport =
            built.map_err(|error| BAD_MAIL_SERVER.problem().caused_by(error))?.timeout(Some(PATIENCE)).build();
        let from = from.parse().map_err(|error| BAD_MAIL_SENDER.problem().param("given", from).caused_by(error))?;
        Ok(Self::Smtp { transport: Box::new(transport), from })
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
