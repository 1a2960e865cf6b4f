//! Drawn photos of rooms and furniture, before and after the work, so that checklists have something to show.

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use kernel::{Problem, Result};

const WIDTH: i64 = 480;
const HEIGHT: i64 = 360;
const FLOOR: i64 = 250;

/// What is in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Motif {
    /// A sofa.
    Sofa,
    /// A table.
    Table,
    /// A wardrobe or cabinet.
    Cabinet,
    /// A bed.
    Bed,
    /// A tap and basin.
    Tap,
    /// An appliance on the wall.
    Appliance,
    /// A whole room.
    Room,
}

impl Motif {
    /// Every motif.
    pub const ALL: [Self; 7] =
        [Self::Sofa, Self::Table, Self::Cabinet, Self::Bed, Self::Tap, Self::Appliance, Self::Room];

    /// What a service's photos show, by its code.
    #[must_use]
    pub fn of(service: &str) -> Self {
        match service.get(..2).unwrap_or_default() {
            "FS" => Self::Sofa,
            "FT" => Self::Table,
            "FB" | "FM" => Self::Bed,
            "FD" | "FP" | "IN" => Self::Cabinet,
            "RP" => Self::Tap,
            "AC" => Self::Appliance,
            _ => Self::Room,
        }
    }
}

/// Whether the work is still to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Worn, broken or dirty.
    Before,
    /// As it should be.
    After,
}

type Colour = [u8; 3];

struct Canvas {
    picture: RgbImage,
    /// Dirt takes the colours' strength.
    dull: bool,
}

impl Canvas {
    fn put(&mut self, x: i64, y: i64, colour: Colour) {
        if (0..WIDTH).contains(&x) && (0..HEIGHT).contains(&y) {
            let mixed = colour.map(|part| if self.dull { (u16::from(part) * 3 / 5 + 58) as u8 } else { part });
            self.picture.put_pixel(x as u32, y as u32, Rgb(mixed));
        }
    }

    fn fill(&mut self, (left, top): (i64, i64), (width, height): (i64, i64), colour: Colour) {
        for y in top..top + height {
            // A little light from above.
            let light = ((top + height - y) * 18 / height.max(1)) as u8;
            let lit = colour.map(|part| part.saturating_add(light));
            (left..left + width).for_each(|x| self.put(x, y, lit));
        }
    }

    fn disc(&mut self, (x, y): (i64, i64), radius: i64, colour: Colour) {
        for dy in -radius..=radius {
            for dx in -radius..=radius {
                if dx * dx + dy * dy <= radius * radius {
                    self.put(x + dx, y + dy, colour);
                }
            }
        }
    }

    /// A jagged line, as cracks are.
    fn crack(&mut self, (x, y): (i64, i64), length: i64) {
        let mut at = y;
        for step in 0..length {
            at += [1, 0, -1, 1, 1, 0, -1, -1, 0, 1][(step * 7 % 10) as usize];
            (0..3).for_each(|thick| self.put(x + step, at + thick, [38, 30, 26]));
        }
    }

    fn specks(&mut self, (left, top): (i64, i64), (width, height): (i64, i64)) {
        for speck in 0..70 {
            let (x, y) = (left + speck * 97 % width.max(1), top + speck * 53 % height.max(1));
            self.disc((x, y), 1 + speck % 3, [96, 84, 66]);
        }
    }
}

const WALLS: [Colour; 4] = [[226, 220, 208], [208, 218, 222], [224, 212, 214], [214, 220, 204]];
const THINGS: [Colour; 4] = [[150, 104, 70], [84, 110, 138], [168, 126, 84], [112, 92, 120]];

/// A JPEG of a motif; `variant` changes its colours.
pub fn draw(motif: Motif, moment: Moment, variant: usize) -> Result<Vec<u8>> {
    let picture = RgbImage::new(WIDTH as u32, HEIGHT as u32);
    let mut canvas = Canvas { picture, dull: moment == Moment::Before };
    canvas.fill((0, 0), (WIDTH, FLOOR), WALLS[variant % WALLS.len()]);
    canvas.fill((0, FLOOR), (WIDTH, HEIGHT - FLOOR), [172, 146, 116]);
    thing(&mut canvas, motif, THINGS[(variant / 2) % THINGS.len()]);
    if moment == Moment::Before {
        canvas.dull = false;
        wear(&mut canvas, motif);
    }
    let mut bytes = Vec::new();
    canvas.picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 82)).map_err(Problem::broken)?;
    Ok(bytes)
}

fn thing(canvas: &mut Canvas, motif: Motif, colour: Colour) {
    let dark = colour.map(|part| part.saturating_sub(34));
    match motif {
        Motif::Sofa => {
            canvas.fill((90, 150), (300, 70), dark);
            canvas.fill((80, 205), (320, 60), colour);
            canvas.fill((66, 180), (34, 100), dark);
            canvas.fill((380, 180), (34, 100), dark);
            canvas.fill((236, 206), (4, 58), dark);
        }
        Motif::Table => {
            canvas.fill((80, 170), (320, 22), colour);
            [(96, 192), (368, 192)].into_iter().for_each(|at| canvas.fill(at, (18, 110), dark));
        }
        Motif::Cabinet => {
            canvas.fill((130, 50), (220, 236), colour);
            canvas.fill((238, 50), (4, 236), dark);
            [(224, 160), (256, 160)].into_iter().for_each(|at| canvas.disc(at, 6, [220, 200, 150]));
        }
        Motif::Bed => {
            canvas.fill((70, 120), (340, 60), dark);
            canvas.fill((60, 180), (360, 90), [236, 234, 228]);
            canvas.fill((60, 225), (360, 52), colour);
        }
        Motif::Tap => {
            canvas.fill((120, 220), (240, 70), [240, 242, 244]);
            canvas.fill((230, 140), (18, 84), [168, 174, 180]);
            canvas.fill((230, 140), (80, 16), [168, 174, 180]);
            canvas.fill((296, 150), (14, 26), [150, 156, 162]);
        }
        Motif::Appliance => {
            canvas.fill((90, 70), (300, 90), [244, 246, 248]);
            (0..5).for_each(|slat| canvas.fill((110, 122 + slat * 7), (260, 3), [176, 182, 188]));
            canvas.fill((150, 220), (180, 60), dark);
        }
        Motif::Room => {
            canvas.fill((290, 40), (130, 110), [190, 216, 236]);
            canvas.fill((353, 40), (4, 110), [250, 250, 250]);
            canvas.fill((60, 190), (160, 70), colour);
            canvas.fill((250, 214), (90, 46), dark);
        }
    }
}

fn wear(canvas: &mut Canvas, motif: Motif) {
    match motif {
        Motif::Sofa | Motif::Table | Motif::Cabinet | Motif::Bed => {
            canvas.crack((180, 215), 110);
            canvas.crack((250, 190), 60);
        }
        Motif::Tap => (0..6).for_each(|drop| canvas.disc((303, 182 + drop * 16), 4, [96, 150, 196])),
        Motif::Appliance => canvas.specks((100, 110), (280, 46)),
        Motif::Room => canvas.specks((20, 252), (440, 96)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_motif_can_be_drawn_and_differs_after_the_work() {
        for motif in Motif::ALL {
            let before = draw(motif, Moment::Before, 1).unwrap();
            let after = draw(motif, Moment::After, 1).unwrap();
            assert!(before != after && before.starts_with(&[0xff, 0xd8]) && before.len() < 60_000, "{motif:?}");
        }
    }
}
