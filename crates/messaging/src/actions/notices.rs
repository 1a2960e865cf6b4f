//! Telling people, noting that they read it, editing what is said.

use crate::{
    Channel, DeliverNotice, Inbox, NoticeKey, Recipient, SendingHours,
    events::NoticeSent,
    rules,
    store::{
        deliveries::{self, NewDelivery, Outcome},
        notices::{self, NewNotice},
    },
    templates::{self, Params, Text},
    views::texts,
};
use db::{Action, Tx};
use kernel::{Ctx, DeliveryId, Locale, NoticeId, Permission, Problem, Result, problem};

/// Tells somebody something: a notice in their inbox, and a delivery by each channel they have an address for.
pub struct SendNotice {
    /// Whom.
    pub recipient: Recipient,
    /// What.
    pub key: NoticeKey,
    /// What the text needs ([`NoticeKey::params`]), in the recipient's language.
    pub params: Params,
    /// The id of what it is about, usually a job.
    pub about: String,
    /// Besides the inbox; usually [`NoticeKey::usual_channels`].
    pub channels: Vec<Channel>,
    /// When text messages may go out.
    pub sending: SendingHours,
}

impl Action for SendNotice {
    const NAME: &'static str = "messaging.send_notice";
    const PERMISSION: Permission = Permission::System;
    type Outcome = NoticeId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<NoticeId> {
        if let Some(name) = self.key.params().iter().find(|name| !self.params.contains_key(**name)) {
            return Err(Problem::broken(format!("the notice {} was sent without {name}", self.key)));
        }
        if self.key == NoticeKey::OneTimeCode {
            return Err(Problem::broken("one-time codes are never kept as notices"));
        }
        let Recipient { inbox, locale, phone, mail } = &self.recipient;
        let mut channels = vec![(Channel::InApp, String::new())];
        let phones = phone.iter().map(|phone| (Channel::Sms, phone.e164().to_owned()));
        let addresses = phones.chain(mail.iter().map(|mail| (Channel::Mail, mail.as_str().to_owned())));
        channels.extend(addresses.filter(|(channel, _)| self.channels.contains(channel)));
        let wanted: Vec<Channel> = channels.iter().map(|(channel, _)| *channel).collect();
        let texts = texts::filled(tx, ctx.market, self.key, *locale, &wanted, &self.params).await?;
        let notice: NoticeId = ctx.new_id();
        for ((channel, text), (_, address)) in texts.iter().zip(&channels) {
            match channel {
                Channel::InApp => {
                    let new = NewNotice { notice, inbox: *inbox, key: self.key, about: &self.about, text };
                    notices::insert(tx, ctx, &new).await?;
                }
                Channel::Sms | Channel::Mail => self.deliver(tx, ctx, notice, *channel, address, text).await?,
            }
        }
        tx.announce(ctx, &NoticeSent { notice, inbox: *inbox, key: self.key, about: self.about.clone() });
        Ok(notice)
    }

    fn subject(&self) -> String {
        self.about.clone()
    }
}

impl SendNotice {
    async fn deliver(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        notice: NoticeId,
        channel: Channel,
        address: &str,
        text: &Text,
    ) -> Result<()> {
        let delivery: DeliveryId = ctx.new_id();
        let due_at = rules::due_at(ctx.now, channel, self.key.urgency(), &self.sending);
        let new = NewDelivery {
            delivery,
            notice: Some(notice),
            key: self.key,
            inbox: self.recipient.inbox.to_string(),
            about: &self.about,
            channel,
            address,
            text,
            due_at,
            outcome: Outcome::WAITING,
        };
        deliveries::insert(tx, ctx, &new).await?;
        tx.enqueue_at(ctx, &DeliverNotice { delivery }, due_at);
        Ok(())
    }
}

/// Notes that one notice was read. Reading it twice is fine.
pub struct MarkNoticeRead {
    /// Which.
    pub notice: NoticeId,
}

impl Action for MarkNoticeRead {
    const NAME: &'static str = "messaging.mark_notice_read";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let inboxes = Inbox::of(&ctx.actor);
        if notices::mark_read(tx, ctx, self.notice, &inboxes).await?
            || notices::is_in(tx, ctx, self.notice, &inboxes).await?
        {
            return Ok(());
        }
        Err(problem::MISSING.problem())
    }
}

/// Notes that all notices were read; how many were unread.
pub struct MarkAllNoticesRead;

impl Action for MarkAllNoticesRead {
    const NAME: &'static str = "messaging.mark_all_notices_read";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = u64;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<u64> {
        notices::mark_all_read(tx, ctx, &Inbox::of(&ctx.actor)).await
    }
}

/// Changes what a notice says on one channel in one language, from the next one on.
pub struct EditTemplate {
    /// Of which notice.
    pub key: NoticeKey,
    /// On which channel.
    pub channel: Channel,
    /// In which language.
    pub locale: Locale,
    /// The new text; text messages have no subject.
    pub text: Text,
    /// The version that was read; 0 when nobody edited it before.
    pub version: i64,
}

impl Action for EditTemplate {
    const NAME: &'static str = "messaging.edit_template";
    const PERMISSION: Permission = Permission::MessagesWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        templates::check(self.key, self.channel, self.locale, &self.text)?;
        let before = texts::text(tx, ctx.market, self.key, self.channel, self.locale).await?;
        if before.version != self.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        notices::put_text(tx, ctx, (self.key, self.channel, self.locale), &self.text, self.version).await?;
        tx.changed(self.subject(), Some(&before.text), Some(&self.text));
        Ok(())
    }

    fn subject(&self) -> String {
        format!("{}.{}.{}", self.key, self.channel, self.locale)
    }
}
