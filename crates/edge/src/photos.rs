//! Photos in and out: uploads go through the gateway, pictures are shown by links that only our pages can make.

use crate::{Edge, Failure, OrFail, Visitor};
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use gateways::photo::{self, StoredPhoto};
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Ctx, FileId, Place, Result, Timestamp, Zone, problem};
use serde::Deserialize;
use sha2::Sha256;

fn mac(edge: &Edge, file: FileId) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(&edge.app.keys.forms).expect("HMAC takes keys of any length");
    mac.chain_update(format!("photo {file}"))
}

impl Edge {
    /// The link of a picture; only who sees a page that shows it can know the link.
    #[must_use]
    pub fn picture_url(&self, file: FileId) -> String {
        self.photo_url("pictures", file)
    }

    /// The link of the small picture.
    #[must_use]
    pub fn thumbnail_url(&self, file: FileId) -> String {
        self.photo_url("thumbnails", file)
    }

    fn photo_url(&self, size: &str, file: FileId) -> String {
        let key = data_encoding::HEXLOWER.encode(&mac(self, file).finalize().into_bytes()[..16]);
        format!("/photos/{size}/{file}?key={key}")
    }

    /// Checks and stores an upload.
    pub async fn keep_photo(&self, visitor: &Visitor, bytes: Vec<u8>) -> Result<StoredPhoto> {
        photo::store(&self.app.gateways.files, visitor.ctx.new_id(), bytes).await
    }

    /// Checks and stores the photo of a proof, with time, place and order written into the picture.
    pub async fn keep_proof(&self, ctx: &Ctx, mark: ProofMark, bytes: Vec<u8>) -> Result<StoredPhoto> {
        let lines = move |photo: &StoredPhoto| mark.lines(photo);
        photo::store_marked(&self.app.gateways.files, ctx.new_id(), bytes, lines).await
    }
}

/// What the picture of a proof says of itself.
pub struct ProofMark {
    /// The market's zone.
    pub zone: Zone,
    /// When it reached us; the camera's own time is better where it is known.
    pub received_at: Timestamp,
    /// Where the device said it was; the camera's own place is better where it is known.
    pub place: Option<Place>,
    /// The order.
    pub number: String,
}

impl ProofMark {
    fn lines(&self, photo: &StoredPhoto) -> Vec<String> {
        let received = self.zone.local(self.received_at).strftime("%Y-%m-%d %H:%M").to_string();
        // EXIF writes dates with colons.
        let taken = photo.camera_time.as_ref().and_then(|time| {
            let (date, clock) = time.split_once(' ')?;
            Some(format!("{} {}", date.replace(':', "-"), clock.get(..5)?))
        });
        let place = photo.camera_place.or(self.place);
        let place = place.map(|place| format!("{:.5}, {:.5}", place.latitude, place.longitude));
        std::iter::once(taken.unwrap_or(received)).chain(place).chain([self.number.clone()]).collect()
    }
}

#[derive(Deserialize)]
pub(crate) struct Key {
    #[serde(default)]
    key: String,
}

/// `GET /photos/{size}/{file}?key=…`
pub(crate) async fn show(
    State(edge): State<Edge>,
    visitor: Visitor,
    Path((size, file)): Path<(String, String)>,
    Query(Key { key }): Query<Key>,
) -> Result<Response, Failure> {
    let missing = || problem::MISSING.problem();
    let file: FileId = file.parse().map_err(|_| missing()).or_fail(&visitor)?;
    let given = data_encoding::HEXLOWER.decode(key.as_bytes()).map_err(|_| missing()).or_fail(&visitor)?;
    let known = given.len() == 16 && mac(&edge, file).verify_truncated_left(&given).is_ok();
    if !known || !matches!(size.as_str(), "pictures" | "thumbnails") {
        return Err(Failure::of(&visitor, missing()));
    }
    let bytes = edge.app.gateways.files.get(&format!("{size}/{file}.jpg")).await.or_fail(&visitor)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes).into_response())
}
