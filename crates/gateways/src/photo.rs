//! Photos from people: sniffed, bounded, stripped of what they should not tell, kept with proof of the original.

use crate::{FILE_EMPTY, FILE_TOO_LARGE, NOT_A_PHOTO, PHOTO_TOO_MANY_PIXELS, files::Files, watermark};
use exif::{In, Tag, Value};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use kernel::{FileId, Place, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// Largest upload in bytes.
pub const BYTES_MAX: usize = 15 * 1024 * 1024;
/// Most pixels; more is an attack or a scanner.
pub const PIXELS_MAX: u64 = 60_000_000;
const PICTURE_SIDE_MAX: u32 = 2048;
const THUMBNAIL_SIDE: u32 = 320;

/// A stored photo. The public picture carries no metadata; place and time from the camera are here, apart from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredPhoto {
    /// Its id; the public picture is `pictures/<id>.jpg`, the small one `thumbnails/<id>.jpg`.
    pub file: FileId,
    /// SHA-256 of the bytes that were uploaded, in hexadecimal.
    pub sha256: String,
    /// Size of the upload in bytes.
    pub bytes: u64,
    /// Width of the public picture in pixels.
    pub width: u32,
    /// Height of the public picture in pixels.
    pub height: u32,
    /// What the camera's clock said, as written in EXIF (`2026:03:02 10:11:12`, no zone).
    pub camera_time: Option<String>,
    /// Where the camera believed to be.
    pub camera_place: Option<Place>,
}

/// Checks an upload and stores original, public picture and thumbnail. The work on pixels runs beside the async threads.
pub async fn store(files: &Files, file: FileId, upload: Vec<u8>) -> Result<StoredPhoto> {
    store_marked(files, file, upload, |_| Vec::new()).await
}

/// The same, with lines of ASCII written into the public picture; the original and its digest stay what was uploaded.
pub async fn store_marked(
    files: &Files,
    file: FileId,
    upload: Vec<u8>,
    mark: impl FnOnce(&StoredPhoto) -> Vec<String> + Send + 'static,
) -> Result<StoredPhoto> {
    let (photo, original, picture, thumbnail) = tokio::task::spawn_blocking(move || {
        let (photo, picture, thumbnail) = develop(file, &upload)?;
        let thumbnail = jpeg(&thumbnail.to_rgb8())?;
        let mut picture = picture.to_rgb8();
        watermark::write(&mut picture, &mark(&photo));
        let picture = jpeg(&picture)?;
        Ok::<_, kernel::Problem>((photo, upload, picture, thumbnail))
    })
    .await
    .map_err(kernel::Problem::broken)??;
    files.put(&format!("originals/{file}"), original).await?;
    files.put(&format!("thumbnails/{file}.jpg"), thumbnail).await?;
    files.put(&format!("pictures/{file}.jpg"), picture).await?;
    Ok(photo)
}

fn develop(file: FileId, upload: &[u8]) -> Result<(StoredPhoto, DynamicImage, DynamicImage)> {
    let format = sniff(upload)?;
    let not_a_photo = || NOT_A_PHOTO.field("photo");
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| not_a_photo().caused_by(error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PHOTO_TOO_MANY_PIXELS.field("photo"));
    }
    let orientation = decoder.orientation().map_err(|error| not_a_photo().caused_by(error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| not_a_photo().caused_by(error))?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > PICTURE_SIDE_MAX {
        picture = picture.thumbnail(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
    }
    let thumbnail = picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE);
    let camera = exif::Reader::new().read_from_container(&mut Cursor::new(upload)).ok();
    let photo = StoredPhoto {
        file,
        sha256: hex(&Sha256::digest(upload)),
        bytes: upload.len() as u64,
        width: picture.width(),
        height: picture.height(),
        camera_time: camera.as_ref().and_then(camera_time),
        camera_place: camera.as_ref().and_then(camera_place),
    };
    Ok((photo, picture, thumbnail))
}

fn sniff(upload: &[u8]) -> Result<ImageFormat> {
    if upload.is_empty() {
        return Err(FILE_EMPTY.field("photo"));
    }
    if upload.len() > BYTES_MAX {
        return Err(FILE_TOO_LARGE.field("photo").param("megabytes_max", BYTES_MAX / 1024 / 1024));
    }
    match infer::get(upload).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => Ok(ImageFormat::Jpeg),
        Some("image/png") => Ok(ImageFormat::Png),
        Some("image/webp") => Ok(ImageFormat::WebP),
        other => Err(NOT_A_PHOTO.field("photo").param("found", other.unwrap_or("?"))),
    }
}

fn jpeg(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85);
    picture.write_with_encoder(encoder).map_err(kernel::Problem::broken)?;
    Ok(bytes)
}

fn camera_time(exif: &exif::Exif) -> Option<String> {
    let field =
        exif.get_field(Tag::DateTimeOriginal, In::PRIMARY).or_else(|| exif.get_field(Tag::DateTime, In::PRIMARY))?;
    match &field.value {
        Value::Ascii(lines) => {
            let text = String::from_utf8_lossy(lines.first()?).trim().to_owned();
            (text.len() == 19).then_some(text)
        }
        _ => None,
    }
}

fn camera_place(exif: &exif::Exif) -> Option<Place> {
    let degrees = |tag: Tag, reference: Tag, negative: u8| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        let [d, m, s] = parts.get(..3)? else { return None };
        let value = d.to_f64() + m.to_f64() / 60.0 + s.to_f64() / 3600.0;
        let Value::Ascii(sign) = &exif.get_field(reference, In::PRIMARY)?.value else { return None };
        let south_or_west = sign.first()?.first() == Some(&negative);
        Some(if south_or_west { -value } else { value })
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    Place::new(latitude, longitude).ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
