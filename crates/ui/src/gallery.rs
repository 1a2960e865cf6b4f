//! The page that shows every component in every state, for looking at.

use crate::*;
use askama::Template;
use kernel::{Currency, Locale, Money, Place, Problem, Result, Timestamp, Window, problem};

#[derive(Template)]
#[template(path = "ui/gallery.html")]
struct Gallery {
    shell: Shell,
    form: Form,
    failed: Form,
    slots: SlotPicker,
    board: Board,
    map: MapData,
    tones: &'static [Tone],
}

/// The gallery in a layout, a language and a theme.
pub fn gallery(layout: Layout, locale: Locale, theme: Theme) -> Result<Html> {
    let say = |chinese: &str, english: &str| pick(locale, chinese, english);
    let failed = Form::new(locale).with("phone", "138 0013").with("floor", "6").with("service", "deep");
    let shell = frame(layout, locale, theme)?;
    Html::page(&Gallery {
        slots: slots(&shell)?,
        shell,
        form: Form::new(locale).with("service", "sofa").with("level", "2").with("name", say("王芳", "Fang Wang")),
        failed: failed.failed(problem::BAD_PHONE.field("phone")),
        board: board(locale),
        map: map(locale)?,
        tones: Tone::ALL,
    })
}

impl Gallery {
    fn say(&self, chinese: &str, english: &str) -> String {
        pick(self.shell.locale, chinese, english)
    }
    fn yuan(&self, minor: impl std::borrow::Borrow<i64>) -> Money {
        Money::new(*minor.borrow(), Currency::Cny)
    }
    fn window(&self) -> Window {
        let hour = kernel::time::hours(1);
        Window { start: self.shell.now + hour * 25, end: self.shell.now + hour * 27 }
    }
    fn problem(&self) -> Problem {
        problem::CHANGED_MEANWHILE.problem()
    }
    fn choices(&self) -> Vec<Choice> {
        vec![
            Choice::new("clean", self.say("日常保洁", "Daily cleaning")),
            Choice::new("deep", self.say("深度保洁", "Deep cleaning")),
            Choice::new("sofa", self.say("沙发塌陷维修", "Sofa seat repair")),
        ]
    }
    fn options(&self) -> Vec<Choice> {
        let basic = Choice::new("1", self.say("普通海绵", "Standard foam"))
            .note(self.say("密度 35，质保 180 天", "Density 35, 180 days"))
            .end("+¥0");
        let better = Choice::new("2", self.say("高回弹海绵", "High-resilience foam"))
            .note(self.say("密度 45，质保 365 天", "Density 45, 365 days"));
        let none = Choice::new("3", self.say("乳胶", "Latex"))
            .note(self.say("暂时缺货", "Out of stock"))
            .end("+¥160")
            .disabled();
        vec![basic, better.end("+¥60"), none]
    }
    fn bill(&self) -> Bill {
        bill(self.shell.locale)
            .line(
                self.say("更换座垫海绵", "Replace seat foam"),
                self.say("2 座 × ¥180", "2 seats × ¥180"),
                self.yuan(36_000),
            )
            .line(self.say("品牌系数", "Brand tier"), self.say("中高端 ×1.1", "upper middle ×1.1"), self.yuan(3_600))
            .line(self.say("无电梯 6 楼", "6th floor, no lift"), self.say("每层 +5%", "+5 % a floor"), self.yuan(9_900))
            .line(self.say("新客立减", "New customer"), "", self.yuan(-3_000))
            .sum(self.say("小计", "Subtotal"), self.yuan(46_500))
            .total(self.say("合计", "Total"), self.yuan(46_500))
            .foot(self.say(
                "价格锁定 30 分钟，按 2026-11 价目表，一口价不加收。",
                "Binding for 30 minutes, price book 2026-11; nothing is added later.",
            ))
    }
    fn timeline(&self) -> Timeline {
        let done = |zh: &str, en: &str, time: &str| TimelineEntry::new(Tone::Good, self.say(zh, en), time);
        timeline(vec![
            done("已下单", "Booked", "09:02"),
            done("已派单", "Assigned", "09:03")
                .note(self.say("王建国师傅，距离 2.1 公里，评分 4.9", "Jianguo Wang, 2.1 km away, rated 4.9")),
            TimelineEntry::new(Tone::Accent, self.say("师傅已出发", "On the way"), "10:21")
                .note(self.say("预计 10:48 到达", "Expected at 10:48")),
            TimelineEntry::coming(self.say("到达并检查", "Arrival and inspection")),
            TimelineEntry::coming(self.say("验收与支付", "Acceptance and payment")),
        ])
    }
    fn steps(&self) -> Stepper {
        let steps = [("描述", "Describe"), ("报价", "Quote"), ("时间", "Time"), ("确认", "Confirm")];
        stepper(steps.map(|(chinese, english)| self.say(chinese, english)), 2)
    }
}

fn pick(locale: Locale, chinese: &str, english: &str) -> String {
    match locale {
        Locale::ZhCn => chinese.to_owned(),
        Locale::En => english.to_owned(),
    }
}

fn frame(layout: Layout, locale: Locale, theme: Theme) -> Result<Shell> {
    let say = |chinese: &str, english: &str| pick(locale, chinese, english);
    let now = Timestamp::from_second(1_795_312_800).map_err(Problem::broken)?;
    let mut shell = Shell::new(layout, locale, "Asia/Shanghai".parse()?, now, say("组件总览", "Components"))
        .lead(say("每个组件的每种状态，用来检查外观。", "Every component in every state, for looking at."));
    shell.theme = theme;
    shell.brand = say("到家", "Doorstep");
    shell.here = "/orders".into();
    shell.flash = Some(Flash {
        tone: Tone::Good,
        text: say("预约成功，师傅会准时上门。", "Booked. We will be there on time."),
    });
    let links = vec![Link::new("/me", say("我的资料", "My profile"))];
    shell.person = Some(Person {
        name: say("王芳", "Fang Wang"),
        note: say("客服主管", "Service lead"),
        links,
        sign_out: "/sign-out".into(),
    });
    shell.nav = match layout {
        Layout::Public | Layout::Field => vec![
            NavItem::new("/", say("首页", "Home"), "home"),
            NavItem::new("/orders", say("订单", "Orders"), "list").count(2),
            NavItem::new("/messages", say("消息", "Messages"), "message").count(12),
            NavItem::new("/me", say("我的", "Me"), "user"),
        ],
        Layout::Console => vec![
            NavItem::new("/", say("今日", "Today"), "dashboard"),
            NavItem::new("/orders", say("工单", "Jobs"), "list").count(38),
            NavItem::new("/board", say("派工台", "Dispatch"), "board"),
            NavItem::new("/customers", say("客户", "Customers"), "users"),
            NavItem::new("/catalog", say("服务项目", "Catalogue"), "tag").section(say("经营", "Business")),
            NavItem::new("/technicians", say("师傅", "Technicians"), "toolbox"),
            NavItem::new("/settlement", say("结算", "Settlement"), "wallet").section(say("财务", "Money")),
            NavItem::new("/ledger", say("账簿", "Ledger"), "scale"),
        ],
    };
    Ok(shell)
}

/// A week of windows: nobody works on the first day, the third is taken.
fn slots(shell: &Shell) -> Result<SlotPicker> {
    let best = pick(shell.locale, "顺路省 ¥10", "on the way, −¥10");
    let mut date = shell.zone.date_of(shell.now);
    let mut days = Vec::new();
    for day in 0..7 {
        let slot = |from: i8| -> Result<SlotChoice> {
            let start = shell.zone.instant(date.at(from, 0, 0, 0))?;
            let state = match (day, from) {
                (2, _) | (_, 8) => SlotState::Full,
                (_, 12) => SlotState::Best,
                _ => SlotState::Free,
            };
            let note = if state == SlotState::Best { best.clone() } else { String::new() };
            let window = Window { start, end: start + kernel::time::hours(2) };
            Ok(SlotChoice { value: format!("slot-{day}-{from}"), window, note, state })
        };
        let hours = if day == 0 { &[][..] } else { &[8, 10, 12, 14, 16, 18][..] };
        days.push(SlotDay { date, slots: hours.iter().map(|from| slot(*from)).collect::<Result<_>>()? });
        date = date.tomorrow().map_err(Problem::broken)?;
    }
    Ok(shell.slot_picker("slot", "", days))
}

fn board(locale: Locale) -> Board {
    let say = |chinese: &str, english: &str| pick(locale, chinese, english);
    let visit = |number: u32, start: u32, minutes: u32, tone: Tone, zh: &str, en: &str| BoardVisit {
        id: format!("vis_{number}"),
        version: 1,
        title: format!("J-{number} {}", say(zh, en)),
        note: format!("{:02}:{:02}", start / 60, start % 60),
        start_minute: start,
        end_minute: start + minutes,
        travel_minutes: 25,
        tone,
        href: format!("/visits/{number}"),
        is_pinned: number.is_multiple_of(5),
        is_locked: tone == Tone::Good,
    };
    let row = |technician: u32, zh: &str, en: &str, presence: Tone, visits: Vec<BoardVisit>| BoardRow {
        technician: format!("tec_{technician}"),
        name: say(zh, en),
        note: say("静安 · 62%", "Jing'an · 62 %"),
        presence,
        href: "/technicians/1".into(),
        lane: (!visits.is_empty()).then_some(technician as usize),
        off: vec![BoardSpan { start_minute: 480, end_minute: 510 }, BoardSpan { start_minute: 720, end_minute: 765 }],
        visits,
    };
    Board {
        locale,
        from_minute: 480,
        to_minute: 1200,
        now_minute: Some(642),
        step_minutes: 15,
        action: "/board/moves".into(),
        csrf: "token".into(),
        pool: vec![
            visit(10491, 840, 60, Tone::Bad, "马桶疏通", "Toilet unblocking"),
            visit(10492, 960, 90, Tone::Bad, "床架异响", "Creaking bed"),
        ],
        rows: vec![
            row(
                1,
                "王建国",
                "Jianguo Wang",
                Tone::Good,
                vec![
                    visit(10482, 540, 75, Tone::Good, "沙发", "Sofa"),
                    visit(10485, 660, 60, Tone::Accent, "衣柜", "Wardrobe"),
                    visit(10488, 840, 120, Tone::Info, "补漆", "Refinish"),
                ],
            ),
            row(
                2,
                "李梅",
                "Mei Li",
                Tone::Warn,
                vec![
                    visit(10483, 510, 180, Tone::Accent, "深度保洁", "Deep cleaning"),
                    visit(10486, 810, 120, Tone::Warn, "空调清洗", "AC cleaning"),
                ],
            ),
            row(3, "陈伟", "Wei Chen", Tone::Neutral, vec![visit(10484, 900, 90, Tone::Info, "水龙头", "Tap")]),
            row(4, "赵强", "Qiang Zhao", Tone::Bad, Vec::new()),
        ],
    }
}

fn map(locale: Locale) -> Result<MapData> {
    let say = |chinese: &str, english: &str| pick(locale, chinese, english);
    let point = |id: u32, place: Place, tone: Tone, mark: &str, label: String, note: String| MapPoint {
        id: id.to_string(),
        place,
        tone,
        mark: mark.to_owned(),
        label,
        note,
        href: format!("/visits/{id}"),
    };
    let stops = [Place::new(31.2330, 121.4550)?, Place::new(31.2391, 121.4636)?, Place::new(31.2284, 121.4741)?];
    let [first, second, third] = stops;
    let jingan = [(121.435, 31.222), (121.468, 31.222), (121.472, 31.248), (121.440, 31.250)];
    let huangpu = [(121.468, 31.205), (121.502, 31.210), (121.495, 31.242), (121.472, 31.248), (121.468, 31.222)];
    let [wang, li] = [say("王建国", "Jianguo Wang"), say("李梅", "Mei Li")];
    Ok(MapData::new()
        .territory(&say("静安", "Jing'an"), &jingan)
        .territory(&say("黄浦", "Huangpu"), &huangpu)
        .route(Tone::Accent, &stops)
        .visit(&point(1, first, Tone::Good, "1", "J-10482".into(), say("已完成", "Done")))
        .visit(&point(2, second, Tone::Accent, "2", "J-10485".into(), say("进行中", "Under way")))
        .visit(&point(3, third, Tone::Info, "3", "J-10488".into(), "14:00–16:00".into()))
        .visit(&point(4, Place::new(31.2210, 121.4860)?, Tone::Bad, "!", "J-10491".into(), say("待派", "Unassigned")))
        .technician(&point(
            1,
            Place::new(31.2372, 121.4601)?,
            Tone::Accent,
            "",
            wang,
            say("前往 J-10485", "to J-10485"),
        ))
        .technician(&point(2, Place::new(31.2235, 121.4480)?, Tone::Good, "", li, say("空闲", "Free"))))
}
