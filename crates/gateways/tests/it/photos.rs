//! Uploads: real photos are kept without their metadata, everything else is refused.

use gateways::{FILE_EMPTY, FILE_TOO_LARGE, NOT_A_PHOTO, files::Files, photo};
use image::{ImageFormat, Rgb, RgbImage};
use kernel::{FileId, Id};

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Puts an EXIF block with a place into a JPEG, as a telephone would.
fn with_place(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff: Vec<u8> = b"MM\0*\0\0\0\x08".to_vec();
    tiff.extend([0, 1, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0]);
    let data = 26 + 2 + 4 * 12 + 4;
    tiff.extend([0, 4]);
    tiff.extend([0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    tiff.extend([0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, data]);
    tiff.extend([0, 3, 0, 2, 0, 0, 0, 2, b'E', 0, 0, 0]);
    tiff.extend([0, 4, 0, 5, 0, 0, 0, 3, 0, 0, 0, data + 24]);
    tiff.extend([0, 0, 0, 0]);
    for (d, m, s) in [(31u32, 13u32, 48u32), (121, 28, 12)] {
        for part in [d, m, s] {
            tiff.extend(part.to_be_bytes());
            tiff.extend(1u32.to_be_bytes());
        }
    }
    let mut out = jpeg[..2].to_vec();
    let length = (2 + 6 + tiff.len()) as u16;
    out.extend([0xff, 0xe1]);
    out.extend(length.to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(&tiff);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn photos_are_kept_without_their_metadata() {
    test_kit::run(async {
        let folder = std::env::temp_dir().join(format!("doorstep-photos-{}", std::process::id()));
        let files = Files::folder(&folder).unwrap();
        let id = FileId::from_uuid(uuid::Uuid::from_u128(9));
        let upload = with_place(&jpeg(3000, 1500));
        let stored = photo::store(&files, id, upload.clone()).await.unwrap();
        assert_eq!((stored.width, stored.height, stored.bytes), (2048, 1024, upload.len() as u64));
        let place = stored.camera_place.expect("the camera said where it was");
        assert!((place.latitude - 31.23).abs() < 1e-9 && (place.longitude - 121.47).abs() < 1e-9);
        let picture = files.get(&format!("pictures/{id}.jpg")).await.unwrap();
        assert!(!picture.windows(4).any(|four| four == b"Exif"));
        assert_eq!(files.get(&format!("originals/{id}")).await.unwrap(), upload);
        assert!(files.get("pictures/none.jpg").await.unwrap_err().is(gateways::FILE_MISSING));
        std::fs::remove_dir_all(folder).unwrap();
    });
}

#[test]
fn a_proof_says_in_its_picture_when_and_where_it_was_taken() {
    test_kit::run(async {
        let folder = std::env::temp_dir().join(format!("doorstep-proofs-{}", std::process::id()));
        let files = Files::folder(&folder).unwrap();
        let id = FileId::from_uuid(uuid::Uuid::from_u128(10));
        let upload = with_place(&jpeg(1600, 1200));
        let lines = |photo: &photo::StoredPhoto| {
            let place = photo.camera_place.expect("the camera said where it was");
            vec!["2026-11-22 14:05".to_owned(), format!("{:.5}, {:.5}", place.latitude, place.longitude)]
        };
        let marked = photo::store_marked(&files, id, upload.clone(), lines).await.unwrap();
        let bright = async |name: String| {
            let bytes = files.get(&name).await.unwrap();
            let picture = image::load_from_memory(&bytes).unwrap().to_rgb8();
            picture.pixels().filter(|dot| dot.0.iter().all(|part| *part > 230)).count()
        };
        assert!(bright(format!("pictures/{id}.jpg")).await > 1_000, "letters are white");
        assert_eq!(files.get(&format!("originals/{id}")).await.unwrap(), upload, "the original stays as it came");
        let plain = photo::store(&files, id, upload).await.unwrap();
        assert_eq!((plain.sha256, bright(format!("pictures/{id}.jpg")).await), (marked.sha256, 0));
        std::fs::remove_dir_all(folder).unwrap();
    });
}

#[test]
fn what_is_no_photo_is_refused() {
    test_kit::run(async {
        let folder = std::env::temp_dir().join(format!("doorstep-not-photos-{}", std::process::id()));
        let files = Files::folder(&folder).unwrap();
        let id = FileId::from_uuid(uuid::Uuid::from_u128(9));
        let mut broken = jpeg(200, 200);
        broken.truncate(300);
        for (upload, code) in [
            (Vec::new(), FILE_EMPTY),
            (b"<svg onload=alert(1)>".to_vec(), NOT_A_PHOTO),
            (b"GIF89a\x01\0\x01\0".to_vec(), NOT_A_PHOTO),
            (broken, NOT_A_PHOTO),
            (vec![0xff; photo::BYTES_MAX + 1], FILE_TOO_LARGE),
        ] {
            let problem = photo::store(&files, id, upload).await.unwrap_err();
            assert!(problem.is(code), "{problem}");
            assert_eq!(problem.field_name(), Some("photo"));
        }
        std::fs::remove_dir_all(folder).unwrap();
    });
}
