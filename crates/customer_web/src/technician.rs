//! The technician as customers see them.

use crate::words::Words;
use db::Read;
use edge::Visitor;
use kernel::{Result, TechnicianId, VisitId};
use ui::Shell;

/// Who comes.
pub(crate) struct TechnicianCard {
    /// Their id.
    pub id: TechnicianId,
    /// Their name.
    pub name: String,
    /// Their picture.
    pub picture: Option<String>,
    /// What they do, and how well.
    pub trade: String,
    /// Hundredths of stars, and of how many reviews.
    pub rating: Option<(u32, i64)>,
}

/// The card of a technician; none when nobody is named.
pub(crate) async fn card(
    visitor: &Visitor,
    shell: &Shell,
    db: &mut Read,
    technician: Option<TechnicianId>,
) -> Result<Option<TechnicianCard>> {
    let Some(id) = technician else { return Ok(None) };
    let person = workforce::views::technician(db, visitor.ctx.market, id).await?;
    let rating = feedback::views::rating(db, visitor.ctx.market, id).await?;
    let trade = shell.word("customer-trade", person.kind);
    let level = shell.counted("customer-level", person.level);
    Ok(Some(TechnicianCard {
        id,
        name: shell.name(&person.name_zh, &person.name_en),
        picture: person.photo_file_id.map(|file| visitor.edge.thumbnail_url(file)),
        trade: format!("{trade} · {level}"),
        rating: rating.overall().and_then(|mean| Some((u32::try_from(mean.hundredths).ok()?, mean.review_count))),
    }))
}

/// The names of those who come along to help; none when the technician comes alone.
pub(crate) async fn helpers(visitor: &Visitor, shell: &Shell, db: &mut Read, visit: VisitId) -> Result<Option<String>> {
    let market = visitor.ctx.market;
    let helpers = flows::crew::helpers(db, market, visit).await?;
    if helpers.is_empty() {
        return Ok(None);
    }
    let names = workforce::views::names_of(db, market, &helpers).await?;
    let names: Vec<String> = names.iter().map(|(_, names)| shell.name(&names.zh, &names.en)).collect();
    Ok(Some(shell.tw("customer-helpers", &[("names", names.join(", ").into())])))
}
