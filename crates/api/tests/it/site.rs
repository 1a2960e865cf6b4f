//! The program behind the API with one empty market, a payment provider that calls back, and callers of every kind.

use access::{
    HashedPassword,
    actions::{CreateUser, FirstPassword},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, header},
};
use catalog::demo::{DemoMarket, LoadDemoCatalog};
use db::Worker;
use edge::{Demo, Edge};
use flows::{App, Gateways, Keys, LateApp};
use gateways::{
    files::Files,
    mail::Mail,
    pay::{
        PayClient,
        simulator::{self, Behaviour, Book, Payer, Simulator},
    },
    sent::SentBox,
    sms::Sms,
};
use kernel::{Currency, MarketScope, Permission, Place, Role, Timestamp};
use markets::{Brand, Market, Names, actions::OpenMarket};
use serde_json::{Value, json};
use std::{net::Ipv4Addr, sync::Arc, time::Duration};
use test_kit::Bench;
use tokio::{net::TcpListener, task::JoinHandle};
use tower::ServiceExt;

pub const PASSWORD: &str = "a long enough password";

/// The program, and what keeps it alive.
pub struct Site {
    pub bench: Bench,
    pub app: App,
    router: Router,
    worker: Worker,
    tasks: Vec<JoinHandle<()>>,
    _provider: Simulator,
}

const MIGRATIONS: [&[db::Migration]; 11] = [
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

/// Which engine.
#[derive(Clone, Copy)]
pub enum On {
    Sqlite,
    Postgres,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Reply {
    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body
    }

    /// A refusal that must have this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(self.body["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        self.body
    }

    pub fn etag(&self) -> String {
        self.headers[header::ETAG].to_str().expect("an ETag is text").to_owned()
    }
}

/// Somebody who calls.
#[derive(Clone, Default)]
pub struct Caller {
    pub token: Option<String>,
}

impl Site {
    pub async fn open(on: On) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let base_url: Arc<str> = format!("http://{}", listener.local_addr().expect("an address")).into();
        let late = LateApp::default();
        let handlers = flows::handlers(&base_url, &late);
        let bench = match on {
            On::Sqlite => test_kit::sqlite(&MIGRATIONS, &handlers).await,
            On::Postgres => test_kit::postgres(&MIGRATIONS, &handlers).await,
        };
        let keys = Keys { quotes: [1; 32], work_card: [2; 32], forms: [3; 32], pay: [4; 32] };
        let provider = provider(&bench, &keys.pay).await;
        let app = app(&bench, &provider.base, keys, base_url);
        assert!(late.set(app.clone()).is_ok());
        settle(&bench).await;
        let edge = Edge::new(app.clone(), Demo::No).await.expect("the edge opens");
        let router: Router = edge::routes(api::routes(&edge)).with_state(edge.clone());
        let (served, db) = (router.clone(), bench.db.clone());
        let tasks = vec![
            tokio::spawn(async move { axum::serve(listener, served).await.expect("the server runs") }),
            tokio::spawn(async move { edge.directory.follow(&db).await }),
        ];
        let worker = Worker::new(bench.db.clone(), handlers, bench.clock.clone(), app.entropy.clone());
        Self { bench, app, router, worker, tasks, _provider: provider }
    }

    pub async fn close(self) {
        for task in &self.tasks {
            task.abort();
        }
        self.bench.remove().await;
    }

    /// Does everything that is due.
    pub async fn work(&self) {
        self.worker.drain().await.expect("the background works");
    }

    /// The database, to look whether anything changed.
    pub fn db(&self) -> &db::Database {
        &self.bench.db
    }

    pub fn move_to(&self, instant: Timestamp) {
        self.bench.clock.move_to(instant);
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null), text }
    }

    pub async fn call(
        &self,
        who: &Caller,
        method: Method,
        path: &str,
        body: Option<&Value>,
        more: &[(&str, &str)],
    ) -> Reply {
        let mut request =
            Request::builder().method(method).uri(format!("/api/v1{path}")).header("accept-language", "en");
        if let Some(token) = &who.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).expect("a request")).await
    }

    pub async fn get(&self, who: &Caller, path: &str) -> Reply {
        self.call(who, Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, who: &Caller, path: &str, body: Value) -> Reply {
        self.call(who, Method::POST, path, Some(&body), &[]).await
    }

    pub async fn put(&self, who: &Caller, path: &str, version: &str, body: Value) -> Reply {
        self.call(who, Method::PUT, path, Some(&body), &[("if-match", version)]).await
    }

    /// A photo, sent as a form.
    pub async fn upload(&self, who: &Caller, path: &str, fields: &[(&str, &str)], photo: &[u8]) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"photo.png\"\r\ncontent-type: image/png\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(photo);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let mut request =
            Request::post(format!("/api/v1{path}")).header("content-type", "multipart/form-data; boundary=edge");
        if let Some(token) = &who.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// A member of staff, signed in through the API.
    pub async fn staff(&self, login: &str, roles: &[Role]) -> Caller {
        let ctx = &self.bench.system;
        let create = CreateUser {
            name: login.to_owned(),
            login: login.to_owned(),
            password: HashedPassword::of(ctx, login, PASSWORD).await.expect("a good password"),
            first_password: FirstPassword::MayStay,
            roles: roles.to_vec(),
            markets: MarketScope::All,
        };
        self.bench.db.perform(ctx, create).await.expect("a user");
        let ask = json!({ "login": login, "password": PASSWORD });
        let session = self.post(&Caller::default(), "/sessions", ask).await.expect(201);
        Caller { token: session["token"].as_str().map(str::to_owned) }
    }

    /// Somebody with a telephone, signed in by a code.
    pub async fn by_phone(&self, phone: &str, purpose: &str) -> Caller {
        let nobody = Caller::default();
        self.post(&nobody, "/one-time-codes", json!({ "phone": phone, "purpose": purpose })).await.expect(201);
        self.work().await;
        let code = self.code(phone);
        let ask = json!({ "phone": phone, "purpose": purpose, "code": code, "name": "Chen" });
        let session = self.post(&nobody, "/sessions", ask).await.expect(201);
        Caller { token: session["token"].as_str().map(str::to_owned) }
    }

    /// Somebody in the field, signed in by a code.
    pub async fn technician(&self) -> Caller {
        let phone = "+8613800138001";
        let profile = workforce::Profile {
            names: workforce::Names { zh: "王建国".to_owned(), en: "Wang Jianguo".to_owned() },
            phone: phone.parse().expect("a phone"),
            kind: workforce::TechnicianKind::Repair,
            level: 3,
            gender: workforce::Gender::Male,
            home: Place { latitude: 31.22, longitude: 121.45 },
            vehicle: workforce::Vehicle::Scooter,
            photo: None,
            visits_max: None,
            minutes_max: None,
            hired_on: "2025-03-01".parse().expect("a date"),
        };
        let add = workforce::actions::AddTechnician { profile, skills: Vec::new(), territories: Vec::new() };
        self.bench.db.perform(&self.bench.system, add).await.expect("a technician");
        self.by_phone(phone, "technician").await
    }

    /// A program with one scope.
    pub async fn token(&self, maker: &Caller, scope: Permission) -> Caller {
        let ask = json!({ "name": scope, "scopes": [scope], "markets": "all" });
        let made = self.post(maker, "/tokens", ask).await.expect(201);
        Caller { token: made["secret"].as_str().map(str::to_owned) }
    }

    /// The last code that a telephone got.
    fn code(&self, phone: &str) -> String {
        let sent = self.app.gateways.sent.latest(Some(phone), 1);
        let body = &sent.first().expect("a message was sent").body;
        let digits: Vec<&str> = body.split(|letter: char| !letter.is_ascii_digit()).collect();
        digits.into_iter().find(|run| run.len() == 6).expect("six digits").to_owned()
    }

    /// Pays a started payment at the provider and waits until its word has come.
    pub async fn pay(&self, who: &Caller, payment: &str) {
        self.work().await;
        let path = format!("/payments/{payment}");
        let asked = self.get(who, &path).await.expect(200);
        let checkout = asked["checkout_url"].as_str().expect("a checkout page").to_owned();
        Payer::new().expect("a payer").pay(&checkout).await.expect("the provider takes it");
        for _ in 0..200 {
            if self.get(who, &path).await.expect(200)["state"] == "paid" {
                self.work().await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the provider's word never came");
    }
}

async fn provider(bench: &Bench, key: &[u8]) -> Simulator {
    let clock = bench.clock.clone();
    let now = Arc::new(move || clock.now());
    let book = Book::open(None).expect("an empty book");
    let address = (Ipv4Addr::LOCALHOST, 0).into();
    let started = simulator::start(address, key, Behaviour::PROMPT, book, bench.system.entropy.clone(), now).await;
    started.expect("the provider starts")
}

fn app(bench: &Bench, provider: &str, keys: Keys, base_url: Arc<str>) -> App {
    let (sent, entropy) = (SentBox::default(), bench.system.entropy.clone());
    let folder = std::env::temp_dir().join(format!("doorstep-api-{}", db::entropy().below(u64::MAX)));
    let gateways = Gateways {
        pay: PayClient::new(provider, &keys.pay, entropy.clone()).expect("a client"),
        sms: Sms::Simulated { sent: sent.clone(), fail_every: 0, entropy: entropy.clone() },
        mail: Mail::Kept { sent: sent.clone() },
        files: Files::folder(&folder).expect("a folder"),
        sent,
    };
    App { db: bench.db.clone(), clock: bench.clock.clone(), entropy, gateways, keys: Arc::new(keys), base_url }
}

/// What the API cannot do by itself: the market, and what is sold there.
async fn settle(bench: &Bench) {
    let ctx = &bench.system;
    let zone: kernel::Zone = "Asia/Shanghai".parse().expect("a zone");
    let market = Market {
        market_id: ctx.market,
        brand_id: ctx.brand,
        code: "linjiang".to_owned(),
        names: Names::new("临江", "Linjiang"),
        zone: zone.clone(),
        currency: Currency::Cny,
        centre: Place { latitude: 31.23, longitude: 121.47 },
        phone: "021-60000000".to_owned(),
        version: 1,
    };
    let brand = Brand { brand_id: ctx.brand, names: Names::new("门到", "Doorstep") };
    bench.db.perform(ctx, OpenMarket { brand, market }).await.expect("a market");
    let valid_from = zone.date_of(ctx.now);
    let market = DemoMarket { valid_from, currency: Currency::Cny, zone, outer_territories: Vec::new() };
    bench.db.perform(ctx, LoadDemoCatalog { market }).await.expect("the catalogue");
}

/// A picture with some colours in it.
pub fn picture() -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}
