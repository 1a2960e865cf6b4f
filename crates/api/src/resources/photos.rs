//! `/photos`: pictures kept for a booking, a chat, a review or a signature.

use super::prelude::*;
use crate::arguments::Upload;
use gateways::photo::{self, StoredPhoto};
use kernel::{FileId, Result};

pub(super) fn routes(surface: &mut Surface) {
    surface.group("Photos").post(
        "/photos",
        "Keep a photo; what it shows is named where it is used",
        &[P::CustomerSelf, P::TechnicianSelf, P::JobsWrite, P::MessagesWrite],
        keep,
    );
}

/// Checks and stores an upload.
async fn kept(caller: &Caller, bytes: Vec<u8>) -> Result<StoredPhoto> {
    photo::store(&caller.edge.app.gateways.files, caller.ctx.new_id(), bytes).await
}

shape! {
    /// A kept photo.
    PhotoKept {
        file: FileId,
        /// The digest of what was sent.
        sha256: String,
        bytes: u64,
        width: u32,
        height: u32,
        url: String,
        thumbnail_url: String
    }
}

async fn keep(caller: Caller, upload: Upload<()>) -> Answer<Made<PhotoKept>> {
    let stored = kept(&caller, upload.file).await?;
    let (url, thumbnail_url) = (caller.edge.picture_url(stored.file), caller.edge.thumbnail_url(stored.file));
    let StoredPhoto { file, sha256, bytes, width, height, .. } = stored;
    Ok(Made(PhotoKept { file, sha256, bytes, width, height, url, thumbnail_url }))
}
