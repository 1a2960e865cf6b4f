//! `/field/visits/{id}/card`: the work card whose code the customer can verify.

use super::{Own, shell_below};
use crate::{frame, words::Words};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use edge::{Answer, Edge, OrFail, Visitor};
use jobs::rules::work_card::WorkCardCode;
use kernel::{Problem, Result};
use qrcode::{QrCode, render::svg};
use ui::Shell;
use workforce::Technician;

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/card", get(show))
}

#[derive(Template)]
#[template(path = "visits/card.html", blocks = ["content"])]
struct Card {
    shell: Shell,
    own: Own,
    me: Technician,
    name: String,
    picture: Option<String>,
    code: WorkCardCode,
    link: String,
    qr: String,
}

impl Card {
    fn stars(&self) -> Option<ui::Stars> {
        self.me.rating_milli.map(|milli| ui::stars(milli / 10).count(self.me.rating_count))
    }
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    let me = frame::technician(&visitor).or_fail(&visitor)?;
    let edge = &visitor.edge;
    let mut read = frame::read(&visitor).await?;
    let own = Own::read(&mut read, &visitor, &id).await.or_fail(&visitor)?;
    let shell = shell_below(&mut read, &visitor, &own, "field-card").await.or_fail(&visitor)?;
    let row = frame::myself(&mut read, &visitor).await.or_fail(&visitor)?;
    let (market, now, key) = (visitor.ctx.market, visitor.ctx.now, &edge.app.keys.work_card);
    let helpers = flows::crew::helpers(&mut read, market, own.id).await.or_fail(&visitor)?;
    let code = jobs::views::work_card(&mut read, market, own.id, me, &helpers, key, now).await.or_fail(&visitor)?;
    drop(read);
    let link = format!("{}/verify/{}/{}", edge.app.base_url, own.id, code.code);
    let page = Card {
        name: crate::words::name(visitor.ctx.locale, &row.name_zh, &row.name_en),
        picture: row.photo_file_id.map(|file| edge.thumbnail_url(file)),
        qr: drawn(&link).or_fail(&visitor)?,
        me: row,
        code,
        link,
        own,
        shell,
    };
    frame::respond(&visitor, &page, None)
}

fn drawn(text: &str) -> Result<String> {
    let code = QrCode::new(text).map_err(Problem::broken)?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(false).build();
    // The declaration of an XML file has no place inside a page.
    Ok(drawn.split_once("?>").map_or(drawn.clone(), |(_, svg)| svg.to_owned()))
}
