//! The generated city 临江 (Linjiang): twelve territories on two banks of a river, named streets, compounds to live in, ways to drive.

use super::ground::{AVENUE_STEP, Plane, RIVER_HALF, STREET_STEP, Spot, line_east, line_north, river_near};
use crate::dice::Dice;
use kernel::Place;

/// Chinese and English name.
pub type Pair = (&'static str, &'static str);

/// The city's own name.
pub const NAME: Pair = ("临江", "Linjiang");
/// Its middle.
pub const CENTRE: Place = Place { latitude: 31.215, longitude: 121.39 };
const HALF_WIDTH: f64 = 7000.0;
const HALF_HEIGHT: f64 = 6000.0;
const COLUMNS: usize = 4;
const ROWS: usize = 3;
/// The column border that follows the river.
const RIVER_COLUMN: usize = 2;

const TERRITORIES: [(&str, Pair); COLUMNS * ROWS] = [
    ("nanpu", ("南浦", "Nanpu")),
    ("liuyin", ("柳荫", "Liuyin")),
    ("dongan", ("东岸", "East Bank")),
    ("jinsha", ("金沙", "Jinsha")),
    ("wenchang", ("文昌", "Wenchang")),
    ("laocheng", ("老城", "Old Town")),
    ("jiangwan", ("江湾", "River Bend")),
    ("xingang", ("新港", "New Harbour")),
    ("taoyuan", ("桃源", "Taoyuan")),
    ("guanlan", ("观澜", "Guanlan")),
    ("yunqi", ("云栖", "Yunqi")),
    ("beihu", ("北湖", "North Lake")),
];

const STREETS: [Pair; 64] = [
    ("文昌", "Wenchang"),
    ("望江", "Wangjiang"),
    ("青云", "Qingyun"),
    ("石桥", "Shiqiao"),
    ("松柏", "Songbai"),
    ("梅园", "Meiyuan"),
    ("兰亭", "Lanting"),
    ("春晓", "Chunxiao"),
    ("朝阳", "Chaoyang"),
    ("长乐", "Changle"),
    ("永福", "Yongfu"),
    ("安定", "Anding"),
    ("清波", "Qingbo"),
    ("听涛", "Tingtao"),
    ("竹林", "Zhulin"),
    ("桃溪", "Taoxi"),
    ("枫桥", "Fengqiao"),
    ("白鹭", "Bailu"),
    ("银杏", "Yinxing"),
    ("紫荆", "Zijing"),
    ("丁香", "Dingxiang"),
    ("海棠", "Haitang"),
    ("芙蓉", "Furong"),
    ("杏花", "Xinghua"),
    ("荷塘", "Hetang"),
    ("莲湖", "Lianhu"),
    ("鼓楼", "Gulou"),
    ("钟楼", "Zhonglou"),
    ("学府", "Xuefu"),
    ("书院", "Shuyuan"),
    ("光华", "Guanghua"),
    ("和平", "Heping"),
    ("友谊", "Youyi"),
    ("新华", "Xinhua"),
    ("建设", "Jianshe"),
    ("翠屏", "Cuiping"),
    ("凤栖", "Fengqi"),
    ("龙泉", "Longquan"),
    ("玉泉", "Yuquan"),
    ("锦绣", "Jinxiu"),
    ("明月", "Mingyue"),
    ("星湖", "Xinghu"),
    ("碧波", "Bibo"),
    ("沧浪", "Canglang"),
    ("栖霞", "Qixia"),
    ("晨曦", "Chenxi"),
    ("暮云", "Muyun"),
    ("临风", "Linfeng"),
    ("揽翠", "Lancui"),
    ("听雨", "Tingyu"),
    ("茶亭", "Chating"),
    ("米市", "Mishi"),
    ("丝绸", "Sichou"),
    ("盐仓", "Yancang"),
    ("船坞", "Chuanwu"),
    ("灯塔", "Dengta"),
    ("渡口", "Dukou"),
    ("水门", "Shuimen"),
    ("百花", "Baihua"),
    ("千秋", "Qianqiu"),
    ("万宁", "Wanning"),
    ("德胜", "Desheng"),
    ("崇文", "Chongwen"),
    ("尚贤", "Shangxian"),
];

const COMPOUND_FIRST: [Pair; 24] = [
    ("锦绣", "Jinxiu"),
    ("金桂", "Jingui"),
    ("绿洲", "Oasis"),
    ("江景", "Riverview"),
    ("世纪", "Century"),
    ("阳光", "Sunshine"),
    ("翡翠", "Jade"),
    ("梧桐", "Wutong"),
    ("香樟", "Xiangzhang"),
    ("碧水", "Bishui"),
    ("东方", "Dongfang"),
    ("滨江", "Binjiang"),
    ("书香", "Shuxiang"),
    ("祥和", "Xianghe"),
    ("康宁", "Kangning"),
    ("水岸", "Waterside"),
    ("天悦", "Tianyue"),
    ("云锦", "Yunjin"),
    ("四季", "Four Seasons"),
    ("春江", "Chunjiang"),
    ("御景", "Yujing"),
    ("静安", "Jing'an"),
    ("名都", "Mingdu"),
    ("和园", "Heyuan"),
];
/// Second part of a compound's name, its tallest building, and whether lifts are usual.
const COMPOUND_SECOND: [(Pair, i64, i64); 6] = [
    (("花园", "Garden"), 11, 18),
    (("家园", "Homes"), 11, 26),
    (("公寓", "Apartments"), 18, 33),
    (("新村", "New Village"), 5, 7),
    (("里", "Lane"), 4, 6),
    (("华庭", "Court"), 18, 30),
];

/// One named street.
#[derive(Clone, Debug, PartialEq)]
pub struct Street {
    /// Its name.
    pub name: (String, String),
    /// Whether it runs north to south.
    pub runs_north: bool,
    /// Metres east of a street running north, metres north of one running east.
    pub at: f64,
    /// Whether it is an avenue; avenues running east have bridges.
    pub is_avenue: bool,
}

/// Houses with one address.
#[derive(Clone, Debug, PartialEq)]
pub struct Compound {
    /// Its name.
    pub name: (String, String),
    /// Which territory, by index.
    pub territory: usize,
    /// Street and number: `文昌路88号`.
    pub street_address: String,
    /// Its gate.
    pub place: Place,
    /// How many buildings.
    pub buildings: i64,
    /// Floors of each.
    pub floors: i64,
    /// Whether there are lifts; seven floors and more have them.
    pub has_lift: bool,
    /// Year it was built.
    pub built: i64,
}

/// A territory's code, name and border.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarter {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: Pair,
    /// Its border: (longitude, latitude) corners.
    pub ring: Vec<(f64, f64)>,
}

/// Somebody's home.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// The whole address up to the room.
    pub address: String,
    /// Its place.
    pub place: Place,
    /// Which territory, by index.
    pub territory: usize,
    /// Floor.
    pub floor: i64,
    /// Whether a lift goes there.
    pub has_lift: bool,
    /// The compound's name, as a note for the technician.
    pub compound: String,
    /// Square metres.
    pub area: i64,
}

/// The whole city; the same for the same seed.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    plane: Plane,
    /// Its territories, south to north, west to east.
    pub quarters: Vec<Quarter>,
    /// Its streets.
    pub streets: Vec<Street>,
    /// Its compounds.
    pub compounds: Vec<Compound>,
}

impl City {
    /// Generates it.
    #[must_use]
    pub fn generate(seed: u64) -> Self {
        let plane = Plane::at(CENTRE.latitude);
        let quarters = quarters(plane, &mut Dice::of(seed, "territories"));
        let streets = streets(plane, &mut Dice::of(seed, "streets"));
        let mut city = Self { plane, quarters, streets, compounds: Vec::new() };
        let mut dice = Dice::of(seed, "compounds");
        for territory in 0..city.quarters.len() {
            for _ in 0..18 {
                city.compounds.push(city.compound(territory, &mut dice));
            }
        }
        city
    }

    /// The territory a place lies in.
    #[must_use]
    pub fn territory_of(&self, place: Place) -> Option<usize> {
        self.quarters.iter().position(|quarter| place.is_inside(&quarter.ring))
    }

    /// A home in some compound, or in one of the given territory.
    pub fn home(&self, territory: Option<usize>, dice: &mut Dice) -> Home {
        let pool: Vec<&Compound> =
            self.compounds.iter().filter(|one| territory.is_none_or(|wanted| one.territory == wanted)).collect();
        let compound = *dice.pick(&pool);
        let building = dice.between(1, compound.buildings);
        let floor = dice.between(1, compound.floors);
        let room = floor * 100 + dice.between(1, 4);
        let gate = self.plane.spot(compound.place);
        let door = Spot { x: gate.x + dice.around(0.0, 25.0), y: gate.y + dice.around(0.0, 25.0) };
        let door = self.plane.place(door);
        // Compounds on a border keep their homes on their side of it.
        let place = if self.territory_of(door) == Some(compound.territory) { door } else { compound.place };
        Home {
            address: format!(
                "{}市{}{}{}{building}栋{room}室",
                NAME.0, self.quarters[compound.territory].name.0, compound.street_address, compound.name.0
            ),
            place,
            territory: compound.territory,
            floor,
            has_lift: compound.has_lift,
            compound: compound.name.0.clone(),
            area: dice.between(45, 150),
        }
    }

    /// The way along streets and bridges from one place to another, with both ends.
    #[must_use]
    pub fn way(&self, from: Place, to: Place) -> Vec<Place> {
        let (a, b) = (self.plane.spot(from), self.plane.spot(to));
        let bank = |spot: Spot| spot.x < river_near(spot);
        let corners = if bank(a) == bank(b) {
            let (y, x) = (self.nearest(false, a.y, |_| true), self.nearest(true, b.x, |_| true));
            [Spot { x: a.x, y }, Spot { x, y }, Spot { x, y: b.y }]
        } else {
            let y = self.nearest(false, (a.y + b.y) / 2.0, |street| street.is_avenue);
            let x = self.nearest(true, b.x, |_| true);
            [Spot { x: a.x, y }, Spot { x, y }, Spot { x, y: b.y }]
        };
        let mut way = vec![from];
        way.extend(corners.map(|spot| self.plane.place(spot)));
        way.push(to);
        way
    }

    fn nearest(&self, runs_north: bool, at: f64, fits: impl Fn(&Street) -> bool) -> f64 {
        let lines = self.streets.iter().filter(|street| street.runs_north == runs_north && fits(street));
        lines.map(|street| street.at).min_by(|one, other| (one - at).abs().total_cmp(&(other - at).abs())).unwrap_or(at)
    }

    fn compound(&self, territory: usize, dice: &mut Dice) -> Compound {
        let ring = &self.quarters[territory].ring;
        let (place, street) = loop {
            let (longitude, latitude) = *dice.pick(ring);
            let corner = self.plane.spot(Place { latitude, longitude });
            let near = Spot { x: corner.x + dice.around(0.0, 1800.0), y: corner.y + dice.around(0.0, 1800.0) };
            let runs_north = dice.happens(0.5);
            let (along, across) = if runs_north { (near.y, near.x) } else { (near.x, near.y) };
            let at = self.nearest(runs_north, across, |_| true);
            let side = if dice.happens(0.5) { 45.0 } else { -45.0 };
            let spot = if runs_north { Spot { x: at + side, y: along } } else { Spot { x: along, y: at + side } };
            let place = self.plane.place(spot);
            let is_dry = (river_near(spot) - spot.x).abs() > RIVER_HALF;
            if is_dry && self.territory_of(place) == Some(territory) {
                let number = (along.abs() / 12.0) as i64 % 400 * 2 + i64::from(side > 0.0) + 1;
                let street = self.streets.iter().find(|one| one.runs_north == runs_north && one.at == at);
                break (place, format!("{}{number}号", street.map_or("", |street| street.name.0.as_str())));
            }
        };
        let first = dice.pick(&COMPOUND_FIRST);
        let (second, low, high) = dice.pick(&COMPOUND_SECOND);
        let floors = dice.between(*low, *high);
        Compound {
            name: (format!("{}{}", first.0, second.0), format!("{} {}", first.1, second.1)),
            territory,
            street_address: street,
            place,
            buildings: dice.between(2, 16),
            floors,
            has_lift: floors >= 7,
            built: if floors >= 7 { dice.between(2001, 2023) } else { dice.between(1983, 2000) },
        }
    }
}

fn quarters(plane: Plane, dice: &mut Dice) -> Vec<Quarter> {
    let middle = plane.spot(CENTRE);
    let mut corners = [[Spot { x: 0.0, y: 0.0 }; ROWS + 1]; COLUMNS + 1];
    for (column, line) in corners.iter_mut().enumerate() {
        for (row, corner) in line.iter_mut().enumerate() {
            let inner = |index: usize, last: usize| index > 0 && index < last;
            let jitter = |moves: bool, dice: &mut Dice| if moves { dice.around(0.0, 220.0) } else { 0.0 };
            let y = middle.y - HALF_HEIGHT + 2.0 * HALF_HEIGHT * row as f64 / ROWS as f64;
            let y = y + jitter(inner(row, ROWS), dice);
            let x = middle.x - HALF_WIDTH + 2.0 * HALF_WIDTH * column as f64 / COLUMNS as f64;
            let x = x + jitter(inner(column, COLUMNS), dice);
            let x = if column == RIVER_COLUMN { river_near(Spot { x: middle.x, y }) } else { x };
            *corner = Spot { x, y };
        }
    }
    let border = |column: usize, row: usize| -> Vec<Spot> {
        let (low, high) = (corners[column][row], corners[column][row + 1]);
        let pieces = if column == RIVER_COLUMN { 12 } else { 1 };
        let between = (0..=pieces).map(|piece| {
            let share = f64::from(piece) / f64::from(pieces);
            let y = low.y + (high.y - low.y) * share;
            let is_end = piece == 0 || piece == pieces;
            let x = if is_end { if piece == 0 { low.x } else { high.x } } else { river_near(Spot { x: middle.x, y }) };
            Spot { x, y }
        });
        between.collect()
    };
    let cell = |index: usize| {
        let (column, row) = (index % COLUMNS, index / COLUMNS);
        let (code, name) = TERRITORIES[index];
        let ring = border(column + 1, row).into_iter().chain(border(column, row).into_iter().rev());
        let ring = ring.map(|spot| plane.place(spot)).map(|place| (place.longitude, place.latitude)).collect();
        Quarter { code, name, ring }
    };
    (0..COLUMNS * ROWS).map(cell).collect()
}

fn streets(plane: Plane, dice: &mut Dice) -> Vec<Street> {
    let middle = plane.spot(CENTRE);
    let mut names = STREETS.to_vec();
    dice.shuffle(&mut names);
    let mut names = names.into_iter().cycle();
    let mut streets = Vec::new();
    for (runs_north, at, half) in [(true, middle.x, HALF_WIDTH), (false, middle.y, HALF_HEIGHT)] {
        for (step, is_avenue) in [(AVENUE_STEP, true), (STREET_STEP, false)] {
            let first = ((at - half) / f64::from(step)).floor() as i32;
            let last = ((at + half) / f64::from(step)).ceil() as i32;
            for index in first..=last {
                let at_line = if runs_north { line_east(index, step) } else { line_north(index, step) };
                if (at_line - at).abs() > half {
                    continue;
                }
                let (zh, en) = names.next().expect("an endless list");
                let (kind_zh, kind_en) = match (is_avenue, runs_north) {
                    (true, _) => ("大道", "Avenue"),
                    (false, true) => ("街", "Street"),
                    (false, false) => ("路", "Road"),
                };
                let name = (format!("{zh}{kind_zh}"), format!("{en} {kind_en}"));
                streets.push(Street { name, runs_north, at: at_line, is_avenue });
            }
        }
    }
    streets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_city() {
        assert_eq!(City::generate(7), City::generate(7));
        assert_ne!(City::generate(7), City::generate(8));
    }

    #[test]
    fn twelve_territories_tile_the_city() {
        let city = City::generate(7);
        assert_eq!(city.quarters.len(), 12);
        let middle = city.plane.spot(CENTRE);
        let mut dice = Dice::of(1, "points");
        for _ in 0..3000 {
            let x = middle.x + (dice.share() - 0.5) * 1.98 * HALF_WIDTH;
            let y = middle.y + (dice.share() - 0.5) * 1.98 * HALF_HEIGHT;
            let place = city.plane.place(Spot { x, y });
            let holders = city.quarters.iter().filter(|quarter| place.is_inside(&quarter.ring)).count();
            assert_eq!(holders, 1, "{place:?}");
        }
    }

    #[test]
    fn people_live_on_dry_land_in_their_territory() {
        let city = City::generate(7);
        assert!(city.compounds.iter().all(|one| city.territory_of(one.place) == Some(one.territory)));
        let mut dice = Dice::of(1, "homes");
        for _ in 0..500 {
            let home = city.home(None, &mut dice);
            assert_eq!(city.territory_of(home.place), Some(home.territory));
            let spot = city.plane.spot(home.place);
            assert!((river_near(spot) - spot.x).abs() > 60.0 && home.floor >= 1);
            assert!(home.address.contains('号'), "{}", home.address);
        }
    }

    #[test]
    fn the_other_bank_is_reached_by_an_avenue() {
        let city = City::generate(7);
        let (west, east) = (city.home(Some(4), &mut Dice::of(1, "w")), city.home(Some(7), &mut Dice::of(1, "e")));
        let way = city.way(west.place, east.place);
        let bridge = city.plane.spot(way[1]).y;
        let is_avenue = |street: &&Street| street.is_avenue && !street.runs_north && (street.at - bridge).abs() < 1.0;
        assert!(city.streets.iter().any(|street| is_avenue(&street)));
        assert_eq!((way[0], way[way.len() - 1]), (west.place, east.place));
    }
}
