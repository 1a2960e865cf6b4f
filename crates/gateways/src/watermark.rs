//! What is written into the picture of a proof: when, where, for which order. Letters of eight by eight dots, so that no font is needed.

use font8x8::{BASIC_FONTS, UnicodeFonts};
use image::{Rgb, RgbImage};

const LETTER: u32 = 8;
const LINE: u32 = 11;
const EDGE: u32 = 4;

/// Writes lines into the lower left corner, white on a darkened band, as large as fits the width (at most 1/40 of the height a letter). What
/// the letters do not know (anything but ASCII) is left blank. Pictures too small for one dot a letter stay as they are.
pub(crate) fn write(picture: &mut RgbImage, lines: &[String]) {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) as u32;
    let (width, height) = (longest * LETTER + 2 * EDGE, lines.len() as u32 * LINE + 2 * EDGE);
    let scale =
        (picture.width() / width.max(1)).min((picture.height() / 320).max(1)).min(picture.height() / height.max(1));
    if longest == 0 || scale == 0 {
        return;
    }
    let top = picture.height() - height * scale;
    for y in top..picture.height() {
        for x in 0..width * scale {
            let Rgb(dots) = picture.get_pixel_mut(x, y);
            *dots = dots.map(|dot| dot / 4);
        }
    }
    for (row, line) in (0u32..).zip(lines) {
        for (column, letter) in (0u32..).zip(line.chars()) {
            let (x, y) = (EDGE + column * LETTER, EDGE + row * LINE);
            stamp(picture, letter, (x * scale, top + y * scale), scale);
        }
    }
}

fn stamp(picture: &mut RgbImage, letter: char, (left, top): (u32, u32), scale: u32) {
    let rows = BASIC_FONTS.get(letter).unwrap_or_default();
    for y in 0..LETTER * scale {
        for x in 0..LETTER * scale {
            if rows[(y / scale) as usize] >> (x / scale) & 1 == 1 {
                picture.put_pixel(left + x, top + y, Rgb([255, 255, 255]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn white(picture: &RgbImage) -> usize {
        picture.pixels().filter(|dot| **dot == Rgb([255, 255, 255])).count()
    }

    #[test]
    fn lines_stand_in_the_corner_and_fit_any_size() {
        let lines = ["2026-11-22 14:05 +08:00".to_owned(), "31.21400, 121.39100".to_owned(), "J-10203".to_owned()];
        let mut seen = 0;
        for (width, height) in [(1, 1), (64, 48), (200, 1000), (1000, 200), (2048, 1536)] {
            let mut picture = RgbImage::from_pixel(width, height, Rgb([90, 90, 90]));
            write(&mut picture, &lines);
            assert!(white(&picture) > 0 || width < 200, "{width} x {height}");
            assert!(
                picture.pixels().take((width * height / 2) as usize).all(|dot| *dot == Rgb([90, 90, 90]))
                    || height < 300
            );
            seen = seen.max(white(&picture));
        }
        assert!(seen > 5_000, "{seen}");
        let mut plain = RgbImage::new(640, 480);
        write(&mut plain, &[]);
        assert_eq!(white(&plain), 0);
    }
}
