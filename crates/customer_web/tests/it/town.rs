//! A small town with pages: one market, two technicians, the catalogue, a payment provider, a clock to turn, and browsers to look with.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use catalog::demo::LoadDemoCatalog;
use db::{Clock, Handlers, Worker};
use edge::{Demo, Edge};
use flows::{App, Gateways, Keys, LateApp};
use gateways::{
    files::Files,
    mail::Mail,
    pay::{
        PayClient,
        simulator::{Behaviour, Book, Simulator, start},
    },
    sent::SentBox,
    sms::Sms,
};
use kernel::{Actor, Ctx, Currency, Entropy, Locale, Place, Timestamp, time::SignedDuration};
use markets::{Brand, Market, Names};
use scraper::{Html, Selector};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};
use test_kit::Bench;
use tower::ServiceExt;
use workforce::model::{Gender, Profile, Skill, TechnicianKind, Vehicle, WeeklyShift};

/// The town.
pub struct Town {
    pub app: App,
    pub handlers: Handlers,
    pub system: Ctx,
    pub simulator: Simulator,
    router: Router,
    bench: Bench,
    folder: PathBuf,
}

fn migrations() -> Vec<&'static [db::Migration]> {
    vec![
        markets::MIGRATIONS,
        access::MIGRATIONS,
        customers::MIGRATIONS,
        catalog::MIGRATIONS,
        workforce::MIGRATIONS,
        jobs::MIGRATIONS,
        dispatch::MIGRATIONS,
        ledger::MIGRATIONS,
        billing::MIGRATIONS,
        messaging::MIGRATIONS,
        feedback::MIGRATIONS,
    ]
}

impl Town {
    /// A town on SQLite.
    pub async fn open() -> Self {
        let late = LateApp::default();
        let handlers = flows::handlers(&"http://127.0.0.1:1".into(), &late);
        let bench = test_kit::sqlite(&migrations(), &handlers).await;
        Self::found(bench, handlers, &late).await
    }

    async fn found(bench: Bench, handlers: Handlers, late: &LateApp) -> Self {
        let folder = std::env::temp_dir().join(format!("doorstep-town-{}", db::entropy().below(u64::MAX)));
        let clock = bench.clock.clone();
        let simulator = provider(clock.clone()).await;
        let sent = SentBox::default();
        let entropy = Entropy::seeded(11);
        let app = App {
            db: bench.db.clone(),
            clock,
            entropy: entropy.clone(),
            gateways: Gateways {
                pay: PayClient::new(&simulator.base, b"key", entropy.clone()).unwrap(),
                sms: Sms::Simulated { sent: sent.clone(), fail_every: 0, entropy },
                mail: Mail::Kept { sent: sent.clone() },
                files: Files::folder(&folder).unwrap(),
                sent,
            },
            keys: Arc::new(Keys { quotes: [1; 32], work_card: [2; 32], forms: [3; 32], pay: [4; 32] }),
            base_url: "http://127.0.0.1:1".into(),
        };
        late.set(app.clone()).ok().unwrap();
        let system = bench.system.clone();
        settle_in(&app, &system).await;
        let edge = Edge::new(app.clone(), Demo::No).await.unwrap();
        let router = edge::routes(customer_web::routes()).with_state(edge);
        Self { app, handlers, system, simulator, router, bench, folder }
    }

    /// Lets time pass and everything happen that is due.
    pub async fn pass(&self, minutes: i64) {
        let until = self.app.clock.now().checked_add(SignedDuration::from_mins(minutes)).unwrap();
        self.turn_to(until).await;
    }

    /// The same up to an instant.
    pub async fn turn_to(&self, until: Timestamp) {
        self.app.clock.move_to(until);
        self.settle().await;
    }

    /// Lets everything happen that is due now.
    pub async fn settle(&self) {
        let worker = Worker::new(self.app.db.clone(), self.handlers.clone(), self.app.clock.clone(), db::entropy());
        worker.drain().await.unwrap();
        let stuck = db::views::stuck_errands(&mut self.app.db.read().await.unwrap(), self.system.market).await.unwrap();
        assert!(stuck.is_empty(), "{stuck:?}");
    }

    /// What a simulated telephone got last.
    pub fn message(&self, phone: &str) -> String {
        self.app.gateways.sent.latest(Some(phone), 1).pop().map(|message| message.body).unwrap_or_default()
    }

    /// Somebody's browser.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::from([("ds_locale".into(), "en".into())]) }
    }

    /// Tears the town down.
    pub async fn remove(self) {
        drop((self.app, self.router));
        self.bench.remove().await;
        let _ = std::fs::remove_dir_all(self.folder);
    }
}

async fn settle_in(app: &App, system: &Ctx) {
    let ctx = app.ctx(Actor::System, system.brand, system.market, Locale::En);
    let market = Market {
        market_id: ctx.market,
        brand_id: ctx.brand,
        code: "town".into(),
        names: Names::new("小城", "Town"),
        zone: "Asia/Shanghai".parse().unwrap(),
        currency: Currency::Cny,
        centre: door(),
        phone: "400-000-0000".into(),
        version: 1,
    };
    let brand = Brand { brand_id: ctx.brand, names: Names::new("到家", "Doorstep") };
    app.db.perform(&ctx, markets::actions::OpenMarket { brand, market: market.clone() }).await.unwrap();
    let ring = vec![(121.0, 31.0), (122.0, 31.0), (122.0, 32.0), (121.0, 32.0)];
    let add = markets::actions::AddTerritory { code: "centre".into(), names: Names::new("中心", "Centre"), ring };
    let territory = app.db.perform(&ctx, add).await.unwrap();
    let valid_from = market.zone.date_of(ctx.now);
    let demo = catalog::demo::DemoMarket {
        valid_from,
        currency: market.currency,
        zone: market.zone,
        outer_territories: vec![],
    };
    app.db.perform(&ctx, LoadDemoCatalog { market: demo }).await.unwrap();
    for (index, phone) in ["13800000001", "13800000002"].into_iter().enumerate() {
        let skills = catalog::model::SKILLS.iter().map(|skill| Skill { skill: (*skill).to_owned(), level: 5 });
        let profile = Profile {
            names: workforce::model::Names { zh: format!("师傅{index}"), en: format!("Tech {index}") },
            phone: phone.parse().unwrap(),
            kind: TechnicianKind::Repair,
            level: 4,
            gender: Gender::Female,
            home: Place::new(31.23, 121.47 + index as f64 / 200.0).unwrap(),
            vehicle: Vehicle::Scooter,
            photo: None,
            visits_max: None,
            minutes_max: None,
            hired_on: valid_from,
        };
        let add = workforce::actions::AddTechnician { profile, skills: skills.collect(), territories: vec![territory] };
        let technician = app.db.perform(&ctx, add).await.unwrap();
        let shifts = (1..=6).map(|weekday| WeeklyShift { weekday, starts_minute: 480, ends_minute: 1200 }).collect();
        app.db.perform(&ctx, workforce::actions::SetWeek { technician, shifts }).await.unwrap();
        let own = app.ctx(Actor::Technician { technician }, system.brand, system.market, Locale::En);
        app.db.perform(&own, workforce::actions::SetDuty { on_duty: true }).await.unwrap();
    }
}

/// Where the customers live.
pub fn door() -> Place {
    Place::new(31.235, 121.475).unwrap()
}

async fn provider(clock: Clock) -> Simulator {
    let now = Arc::new(move || clock.now());
    start(([127, 0, 0, 1], 0).into(), b"key", Behaviour::PROMPT, Book::open(None).unwrap(), Entropy::seeded(5), now)
        .await
        .unwrap()
}

/// A browser: keeps its cookies, and sends what the form on its page says.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
pub struct Page {
    pub status: u16,
    pub location: String,
    pub text: String,
}

impl Page {
    /// The texts of what a selector finds, blanks made single.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let (found, selector) = (Html::parse_document(&self.text), Selector::parse(selector).unwrap());
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        found.select(&selector).map(|element| words(element.text().collect())).collect()
    }

    /// The first text of what a selector finds; empty when it finds nothing.
    pub fn one(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }

    /// An attribute of every element that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let (found, selector) = (Html::parse_document(&self.text), Selector::parse(selector).unwrap());
        found.select(&selector).filter_map(|element| element.value().attr(name).map(str::to_owned)).collect()
    }

    /// The hidden inputs of the form with this action.
    pub fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let (found, inputs) = (Html::parse_document(&self.text), Selector::parse("input[type=hidden]").unwrap());
        let form = Selector::parse(&format!("form[method=post][action='{action}']")).unwrap();
        let Some(form) = found.select(&form).next() else { panic!("no form {action} in {}", self.one("main")) };
        let value =
            |name: &str, input: &scraper::ElementRef<'_>| input.value().attr(name).unwrap_or_default().to_owned();
        form.select(&inputs).map(|input| (value("name", &input), value("value", &input))).collect()
    }
}

impl Browser {
    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends the form of a page: its hidden inputs and what is typed.
    pub async fn submit(&mut self, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let mut pairs = page.hidden(action);
        pairs.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(action, &pairs).await
    }

    /// Sends names and values, as no page of ours may have asked for them.
    pub async fn post(&mut self, action: &str, pairs: &[(String, String)]) -> Page {
        let body = serde_html_form::to_string(pairs).unwrap();
        let request = Request::post(action).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// The same, then the page that it leads to.
    pub async fn follow(&mut self, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let sent = self.submit(page, action, typed).await;
        assert_eq!(sent.status, 303, "{action}: {}", sent.one("main"));
        self.get(&sent.location).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let location = location.unwrap_or_default().to_owned();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, location, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}
