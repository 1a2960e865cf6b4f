//! Photos that simulated technicians take: drawn once each, stored like any photo, shown on many visits.

use crate::demo::pictures::{Moment, Motif, draw};
use flows::App;
use gateways::photo::{self, StoredPhoto};
use kernel::{Ctx, Result};
use std::collections::BTreeMap;

/// Different pictures of a motif.
const VARIANTS: usize = 4;

/// The pictures drawn so far.
#[derive(Default)]
pub struct Album(BTreeMap<(Motif, Moment, usize), StoredPhoto>);

impl Album {
    /// The photo of a motif; drawn and stored when it is needed first.
    pub async fn photo(
        &mut self,
        app: &App,
        ctx: &Ctx,
        motif: Motif,
        moment: Moment,
        variant: usize,
    ) -> Result<StoredPhoto> {
        let key = (motif, moment, variant % VARIANTS);
        if let Some(photo) = self.0.get(&key) {
            return Ok(photo.clone());
        }
        let stored = photo::store(&app.gateways.files, ctx.new_id(), draw(key.0, key.1, key.2)?).await?;
        self.0.insert(key, stored.clone());
        Ok(stored)
    }
}
