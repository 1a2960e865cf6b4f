//! A console with a small city behind it, driven without a network.

use access::{
    Client, HashedPassword, Secret, Subject,
    actions::{CreateUser, FirstPassword, OpenSession},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use catalog::demo::{DemoMarket, LoadDemoCatalog};
use db::Handlers;
use edge::{Demo, Edge};
use flows::{App, Gateways, Keys};
use gateways::{files::Files, mail::Mail, pay::PayClient, sent::SentBox, sms::Sms};
use kernel::{Ctx, Currency, MarketScope, Place, Role, TechnicianId, TerritoryId, UserId};
use markets::{Brand, Market, Names, actions::AddTerritory, actions::OpenMarket};
use scraper::{Html, Selector};
use std::sync::Arc;
use test_kit::Bench;
use tower::ServiceExt;
use workforce::{Gender, Profile, Skill, TechnicianKind, Vehicle, WeeklyShift};

/// The program with a small city: one market, two territories, two technicians, a customer, the whole catalogue.
pub struct Site {
    pub bench: Bench,
    pub router: Router,
    pub technician: TechnicianId,
    pub territories: Vec<TerritoryId>,
    pub customer: kernel::CustomerId,
}

/// Somebody's browser.
pub struct Browser {
    secret: String,
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
        let found = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).expect("a selector");
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        found.select(&selector).map(|element| words(element.text().collect())).collect()
    }

    /// The first text of what a selector finds; empty when it finds nothing.
    pub fn one(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }

    /// What the form that is sent to an address holds, as a browser would send it; without the token.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let found = Html::parse_document(&self.text);
        let select = |selector: &str| Selector::parse(selector).expect("a selector");
        let form = found.select(&select(&format!("form[action='{action}'][method=post]"))).next();
        let form = form.unwrap_or_else(|| panic!("no form for {action}"));
        let mut sent = Vec::new();
        for field in form.select(&select("input[name], select[name], textarea[name]")) {
            let tag = field.value();
            let name = tag.attr("name").unwrap_or_default().to_owned();
            let value = match (tag.name(), tag.attr("type")) {
                ("textarea", _) => Some(field.text().collect::<String>().trim_start_matches('\n').to_owned()),
                ("select", _) => {
                    let chosen = field.select(&select("option[selected]")).next();
                    let chosen = chosen.or_else(|| field.select(&select("option")).next());
                    chosen.map(|option| option.value().attr("value").unwrap_or_default().to_owned())
                }
                (_, Some("checkbox" | "radio")) if tag.attr("checked").is_none() => None,
                (_, Some("file")) => None,
                _ => Some(tag.attr("value").unwrap_or_default().to_owned()),
            };
            if let Some(value) = value.filter(|_| name != "csrf") {
                sent.push((name, value));
            }
        }
        sent
    }

    /// An attribute of the first element that a selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let found = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).expect("a selector");
        let element = found.select(&selector).next();
        element.and_then(|element| element.value().attr(name)).unwrap_or_default().to_owned()
    }
}

pub const PASSWORD: &str = "a long enough password";

impl Site {
    pub async fn open() -> Self {
        let migrations = [
            markets::MIGRATIONS,
            access::MIGRATIONS,
            customers::MIGRATIONS,
            workforce::MIGRATIONS,
            catalog::MIGRATIONS,
            jobs::MIGRATIONS,
            dispatch::MIGRATIONS,
            billing::MIGRATIONS,
            ledger::MIGRATIONS,
            feedback::MIGRATIONS,
            messaging::MIGRATIONS,
        ];
        let bench = test_kit::sqlite(&migrations, &Handlers::default()).await;
        let territories = settle(&bench).await;
        let technician = hire(&bench, &territories).await;
        let customer = welcome(&bench).await;
        let edge = Edge::new(app(&bench), Demo::No).await.expect("the edge opens");
        let router = edge::routes(operator_web::routes()).with_state(edge);
        Self { bench, router, technician, territories, customer }
    }

    /// A member of staff with roles, signed in.
    pub async fn staff(&self, login: &str, roles: &[Role], first_password: FirstPassword) -> (UserId, Browser) {
        let ctx = &self.bench.system;
        let create = CreateUser {
            name: login.to_owned(),
            login: login.to_owned(),
            password: HashedPassword::of(ctx, login, PASSWORD).await.expect("a good password"),
            first_password,
            roles: roles.to_vec(),
            markets: MarketScope::Only(vec![ctx.market]),
        };
        let user = self.bench.db.perform(ctx, create).await.expect("a user");
        (user, self.sign_in(user).await)
    }

    async fn sign_in(&self, user: UserId) -> Browser {
        let secret = Secret::for_session(&self.bench.system);
        let open = OpenSession {
            subject: Subject::Staff(user),
            market: None,
            token_hash: secret.hash(),
            client: Client::new("10.0.0.1", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"),
        };
        self.bench.db.perform(&self.bench.system, open).await.expect("a session");
        Browser { secret: secret.plain().to_owned() }
    }

    pub async fn get(&self, browser: &Browser, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, format!("ds_staff={}; ds_locale=en", browser.secret));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, browser: &Browser, path: &str, pairs: &[(&str, &str)]) -> Page {
        let csrf = access::secrets::csrf_token(&browser.secret);
        let all: Vec<(&str, &str)> = pairs.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        let request = Request::post(path)
            .header(header::COOKIE, format!("ds_staff={}; ds_locale=en", browser.secret))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = serde_html_form::to_string(&all).expect("a form");
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// What a page of somebody else's would send.
    pub async fn post_without_token(&self, browser: &Browser, path: &str) -> Page {
        let request = Request::post(path)
            .header(header::COOKIE, format!("ds_staff={}; ds_locale=en", browser.secret))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from("do=it")).expect("a request")).await
    }

    /// Sends the form of a page back as it is, with some fields changed.
    pub async fn resend(&self, browser: &Browser, page: &str, action: &str, changes: &[(&str, &str)]) -> Page {
        let mut pairs = self.get(browser, page).await.form(action);
        for (name, value) in changes {
            pairs.retain(|(found, _)| found != name);
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(browser, action, &pairs).await
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let location = location.unwrap_or_default().to_owned();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Page { status, location, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

fn app(bench: &Bench) -> App {
    let (sent, entropy) = (SentBox::default(), bench.system.entropy.clone());
    let folder = bench.url.trim_start_matches("sqlite:").replace("test.db", "files");
    let keys = Keys { quotes: [1; 32], work_card: [2; 32], forms: [3; 32], pay: [4; 32] };
    let gateways = Gateways {
        pay: PayClient::new("http://127.0.0.1:9", &keys.pay, entropy.clone()).expect("a client"),
        sms: Sms::Simulated { sent: sent.clone(), fail_every: 0, entropy: entropy.clone() },
        mail: Mail::Kept { sent: sent.clone() },
        files: Files::folder(folder.as_ref()).expect("a folder"),
        sent,
    };
    let base_url = "http://127.0.0.1".into();
    App { db: bench.db.clone(), clock: bench.clock.clone(), entropy, gateways, keys: Arc::new(keys), base_url }
}

async fn settle(bench: &Bench) -> Vec<TerritoryId> {
    let ctx = &bench.system;
    let zone: kernel::Zone = "Asia/Shanghai".parse().expect("a zone");
    let market = Market {
        market_id: ctx.market,
        brand_id: ctx.brand,
        code: "shanghai".to_owned(),
        names: Names::new("上海", "Shanghai"),
        zone: zone.clone(),
        currency: Currency::Cny,
        centre: Place { latitude: 31.23, longitude: 121.47 },
        phone: "021-60000000".to_owned(),
        version: 1,
    };
    let brand = Brand { brand_id: ctx.brand, names: Names::new("门到", "Doorstep") };
    bench.db.perform(ctx, OpenMarket { brand, market }).await.expect("a market");
    let mut territories = Vec::new();
    for (code, zh, en, west) in [("jingan", "静安", "Jing'an", 121.42), ("pudong", "浦东", "Pudong", 121.52)] {
        let ring = vec![(west, 31.18), (west + 0.1, 31.18), (west + 0.1, 31.28), (west, 31.28)];
        let add = AddTerritory { code: code.to_owned(), names: Names::new(zh, en), ring };
        territories.push(bench.db.perform(ctx, add).await.expect("a territory"));
    }
    let valid_from = zone.date_of(ctx.now);
    let market = DemoMarket { valid_from, currency: Currency::Cny, zone, outer_territories: vec![territories[1]] };
    bench.db.perform(ctx, LoadDemoCatalog { market }).await.expect("the catalogue");
    territories
}

async fn hire(bench: &Bench, territories: &[TerritoryId]) -> TechnicianId {
    let names = [("王建国", "Wang Jianguo", "13800138001"), ("李秀英", "Li Xiuying", "13800138002")];
    let mut first = None;
    for (zh, en, phone) in names {
        let profile = Profile {
            names: workforce::Names { zh: zh.to_owned(), en: en.to_owned() },
            phone: phone.parse().expect("a phone"),
            kind: TechnicianKind::Repair,
            level: 3,
            gender: Gender::Male,
            home: Place { latitude: 31.22, longitude: 121.45 },
            vehicle: Vehicle::Scooter,
            photo: None,
            visits_max: None,
            minutes_max: None,
            hired_on: "2025-03-01".parse().expect("a date"),
        };
        let skills = [("electric", 3), ("plumbing", 4)];
        let skills = skills.map(|(skill, level)| Skill { skill: skill.to_owned(), level }).to_vec();
        let add = workforce::actions::AddTechnician { profile, skills, territories: territories.to_vec() };
        let technician = bench.db.perform(&bench.system, add).await.expect("a technician");
        let shifts = (1..=5).map(|weekday| WeeklyShift { weekday, starts_minute: 540, ends_minute: 1080 }).collect();
        let week = workforce::actions::SetWeek { technician, shifts };
        bench.db.perform(&bench.system, week).await.expect("a week");
        first = first.or(Some(technician));
    }
    first.expect("hired above")
}

async fn welcome(bench: &Bench) -> kernel::CustomerId {
    let ctx: &Ctx = &bench.system;
    let phone = "13911112222".parse().expect("a phone");
    let add = customers::actions::AddCustomer { phone, name: "陈小姐".to_owned() };
    bench.db.perform(ctx, add).await.expect("a customer").customer
}
