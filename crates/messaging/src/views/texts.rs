//! Template texts: the operators' where they wrote one, else ours.

use crate::{
    Channel, NoticeKey,
    templates::{self, Params, Text},
};
use db::{Read, params};
use kernel::{Locale, MarketId, Result, Timestamp};
use serde::Serialize;

/// One text for operators to look at and edit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TemplateText {
    /// Of which notice.
    pub key: NoticeKey,
    /// For which channel.
    pub channel: Channel,
    /// In which language.
    pub locale: Locale,
    /// The text in use.
    pub text: Text,
    /// The text we ship, to go back to.
    pub shipped: Text,
    /// Row version; 0 when nobody edited it.
    pub version: i64,
    /// When it was edited last.
    pub edited_at: Option<Timestamp>,
}

struct EditedRow {
    notice_key: NoticeKey,
    channel: Channel,
    locale: Locale,
    subject: String,
    body: String,
    edited_at: Timestamp,
    version: i64,
}
db::row!(EditedRow { notice_key, channel, locale, subject, body, edited_at, version });

db::statements! {
    EDITED_TEXTS = "
        select notice_key, channel, locale, subject, body, edited_at, version
        from notice_templates
        where market_id = $1";
    EDITED_TEXTS_OF = "
        select notice_key, channel, locale, subject, body, edited_at, version
        from notice_templates
        where market_id = $1 and notice_key = $2 and locale = $3";
}

fn text_of(edited: &[EditedRow], key: NoticeKey, channel: Channel, locale: Locale) -> TemplateText {
    let shipped = templates::default_text(key, channel, locale);
    let shipped = match channel {
        Channel::Sms => Text { subject: String::new(), ..shipped },
        Channel::InApp | Channel::Mail => shipped,
    };
    let row = edited.iter().find(|row| (row.notice_key, row.channel, row.locale) == (key, channel, locale));
    TemplateText {
        key,
        channel,
        locale,
        text: row.map_or_else(|| shipped.clone(), |row| Text { subject: row.subject.clone(), body: row.body.clone() }),
        shipped,
        version: row.map_or(0, |row| row.version),
        edited_at: row.map(|row| row.edited_at),
    }
}

/// The channels a notice has texts for: a one-time code has no inbox.
#[must_use]
pub fn channels_of(key: NoticeKey) -> &'static [Channel] {
    if key == NoticeKey::OneTimeCode { &[Channel::Sms] } else { Channel::ALL }
}

/// Every text of the market, in the order of [`NoticeKey::ALL`].
pub async fn all_texts(read: &mut Read, market: MarketId) -> Result<Vec<TemplateText>> {
    let edited: Vec<EditedRow> = read.all(EDITED_TEXTS, params![market]).await?;
    let mut texts = Vec::new();
    for key in NoticeKey::ALL.iter().copied() {
        for channel in channels_of(key).iter().copied() {
            texts.extend(Locale::ALL.iter().map(|locale| text_of(&edited, key, channel, *locale)));
        }
    }
    Ok(texts)
}

/// One text.
pub async fn text(
    read: &mut Read,
    market: MarketId,
    key: NoticeKey,
    channel: Channel,
    locale: Locale,
) -> Result<TemplateText> {
    let edited: Vec<EditedRow> = read.all(EDITED_TEXTS_OF, params![market, key, locale]).await?;
    Ok(text_of(&edited, key, channel, locale))
}

/// A notice filled in for some channels. An edited text that fails all the same gives way to ours: people must be told.
pub(crate) async fn filled(
    read: &mut Read,
    market: MarketId,
    key: NoticeKey,
    locale: Locale,
    channels: &[Channel],
    params: &Params,
) -> Result<Vec<(Channel, Text)>> {
    let edited: Vec<EditedRow> = read.all(EDITED_TEXTS_OF, params![market, key, locale]).await?;
    let one = |channel: &Channel| {
        let found = text_of(&edited, key, *channel, locale);
        let filled = templates::fill(&found.text, params).or_else(|problem| {
            tracing::warn!(%key, %channel, %locale, %problem, "an edited text failed; the shipped one goes out");
            templates::fill(&found.shipped, params)
        });
        filled.map(|text| (*channel, text))
    };
    channels.iter().map(one).collect()
}

/// A notice filled in for one channel, without keeping it; what the errand that sends one-time codes uses.
pub async fn render(
    read: &mut Read,
    market: MarketId,
    key: NoticeKey,
    channel: Channel,
    locale: Locale,
    params: &Params,
) -> Result<Text> {
    let mut texts = filled(read, market, key, locale, &[channel], params).await?;
    Ok(texts.pop().map(|(_, text)| text).unwrap_or_default())
}
