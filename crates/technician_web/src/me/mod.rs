//! `/field/me` and what hangs below it: profile, hours and time off, reviews, notices, sessions.

mod hours;
mod notices;
mod reviews;
mod sessions;

use crate::{frame, live, words::Words};
use askama::Template;
use axum::{Router, routing::get};
use db::Read;
use edge::{Answer, Edge, OrFail, Visitor};
use feedback::views::Rating;
use kernel::{Result, TerritoryId, time::Date};
use ui::{Shell, Tone};
use workforce::{Certificate, Skill, views::TechnicianPage};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/me", get(show))
        .merge(hours::routes())
        .merge(notices::routes())
        .merge(reviews::routes())
        .merge(sessions::routes())
}

#[derive(Template)]
#[template(path = "me/show.html", blocks = ["content"])]
struct Show {
    shell: Shell,
    topics: String,
    page: TechnicianPage,
    name: String,
    picture: Option<String>,
    rating: Rating,
    areas: Vec<String>,
    unread: i64,
    today: Date,
}

impl Show {
    fn stars(&self) -> Option<ui::Stars> {
        stars(&self.rating)
    }
    fn skill(&self, skill: &Skill) -> ui::Meter {
        let level = self.shell.tw("field-level", &[("level", skill.level.into())]);
        ui::meter(self.shell.word("field-skill", &skill.skill), u64::from(skill.level), 5, level)
    }
    /// Days until a certificate ends; negative when it has.
    fn days_left(&self, certificate: &Certificate) -> Option<i32> {
        certificate.expires_on.map(|until| (until - self.today).get_days())
    }
    fn certificate_tone(&self, certificate: &Certificate) -> Tone {
        match (certificate.is_revoked, self.days_left(certificate)) {
            (true, _) | (false, Some(i32::MIN..0)) => Tone::Bad,
            (false, Some(0..60)) => Tone::Warn,
            (false, Some(60..) | None) => Tone::Good,
        }
    }
    fn certificate_text(&self, certificate: &Certificate) -> String {
        match (certificate.is_revoked, certificate.expires_on) {
            (true, _) => self.shell.t("field-certificate-revoked"),
            (false, None) => self.shell.t("field-certificate-for-ever"),
            (false, Some(until)) => self.shell.date(until),
        }
    }
}

/// A rating in stars; none without reviews.
pub(crate) fn stars(rating: &Rating) -> Option<ui::Stars> {
    let mean = rating.overall()?;
    Some(ui::stars(u32::try_from(mean.hundredths).unwrap_or(0)).count(mean.review_count))
}

async fn show(visitor: Visitor) -> Answer {
    let mut read = frame::read(&visitor).await?;
    let page = page(&mut read, &visitor).await.or_fail(&visitor)?;
    drop(read);
    frame::respond(&visitor, &page, None)
}

async fn page(read: &mut Read, visitor: &Visitor) -> Result<Show> {
    let (me, market) = (frame::technician(visitor)?, visitor.ctx.market);
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let page = workforce::views::technician_page(read, market, me, today).await?;
    let shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-me")).await?;
    let territories = visitor.edge.directory.territories(market);
    let name_of = |id: &TerritoryId| {
        let found = territories.iter().find(|territory| territory.territory_id == *id)?;
        Some(found.names.get(visitor.ctx.locale).to_owned())
    };
    Ok(Show {
        topics: live::topics(me),
        rating: feedback::views::rating(read, market, me).await?,
        unread: messaging::views::chat::unread_of(read, market, &visitor.ctx.actor).await?.notices,
        areas: page.territories.iter().filter_map(name_of).collect(),
        name: crate::words::name(visitor.ctx.locale, &page.technician.name_zh, &page.technician.name_en),
        picture: page.technician.photo_file_id.map(|file| visitor.edge.thumbnail_url(file)),
        today,
        page,
        shell,
    })
}
