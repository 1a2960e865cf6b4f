//! A small town to tell stories in: one market, two technicians, the catalogue, a payment provider, a clock to turn.

use catalog::{demo::LoadDemoCatalog, model::SigningKey};
use db::{Clock, Handlers, Worker};
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
use kernel::{Actor, Ctx, Currency, CustomerId, Entropy, Locale, Place, TechnicianId, Timestamp, time::SignedDuration};
use markets::{Brand, Market, Names};
use std::{path::PathBuf, sync::Arc};
use test_kit::Bench;
use workforce::model::{Gender, Profile, Skill, TechnicianKind, Vehicle, WeeklyShift};

/// The town.
pub struct Town {
    pub app: App,
    pub handlers: Handlers,
    pub system: Ctx,
    pub technicians: Vec<TechnicianId>,
    pub simulator: Simulator,
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

/// Tells a story on both engines.
pub fn on_both_engines<F, R>(story: F)
where
    F: Fn(Town) -> R,
    R: Future<Output = Town>,
{
    test_kit::run(async {
        for engine in ["sqlite", "postgres"] {
            let late = LateApp::default();
            let handlers = flows::handlers(&"http://127.0.0.1:1".into(), &late);
            let bench = match engine {
                "sqlite" => test_kit::sqlite(&migrations(), &handlers).await,
                _ => test_kit::postgres(&migrations(), &handlers).await,
            };
            let town = Town::found(bench, handlers, &late).await;
            let town = story(town).await;
            town.remove().await;
        }
    });
}

impl Town {
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
        let mut town = Self { app, handlers, system, technicians: Vec::new(), simulator, bench, folder };
        town.open().await;
        town
    }

    async fn open(&mut self) {
        let ctx = self.ctx(Actor::System);
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
        self.app.db.perform(&ctx, markets::actions::OpenMarket { brand, market: market.clone() }).await.unwrap();
        let ring = vec![(121.0, 31.0), (122.0, 31.0), (122.0, 32.0), (121.0, 32.0)];
        let add = markets::actions::AddTerritory { code: "centre".into(), names: Names::new("中心", "Centre"), ring };
        let territory = self.app.db.perform(&ctx, add).await.unwrap();
        let valid_from = market.zone.date_of(ctx.now);
        let demo = catalog::demo::DemoMarket {
            valid_from,
            currency: market.currency,
            zone: market.zone,
            outer_territories: vec![],
        };
        self.app.db.perform(&ctx, LoadDemoCatalog { market: demo }).await.unwrap();
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
            let add =
                workforce::actions::AddTechnician { profile, skills: skills.collect(), territories: vec![territory] };
            let technician = self.app.db.perform(&ctx, add).await.unwrap();
            let shifts =
                (1..=6).map(|weekday| WeeklyShift { weekday, starts_minute: 480, ends_minute: 1200 }).collect();
            self.app.db.perform(&ctx, workforce::actions::SetWeek { technician, shifts }).await.unwrap();
            let own = self.ctx(Actor::Technician { technician });
            self.app.db.perform(&own, workforce::actions::SetDuty { on_duty: true }).await.unwrap();
            self.technicians.push(technician);
        }
    }

    /// The circumstances of an actor now.
    pub fn ctx(&self, actor: Actor) -> Ctx {
        self.app.ctx(actor, self.system.brand, self.system.market, Locale::En)
    }

    /// A customer of the town.
    pub async fn customer(&self, phone: &str) -> CustomerId {
        let find = customers::actions::FindOrAddCustomer {
            phone: phone.parse().unwrap(),
            standing: customers::Standing::Account,
            name: "客人".into(),
        };
        self.app.db.perform(&self.ctx(Actor::System), find).await.unwrap().customer
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
        let retrying: Vec<(String, String)> = {
            let mut read = self.app.db.read().await.unwrap();
            read.all("select name, last_error from errands where tries > 0", vec![]).await.unwrap()
        };
        assert!(retrying.is_empty(), "{retrying:?}");
    }

    /// The key that signs quotes.
    pub fn key(&self) -> SigningKey {
        SigningKey::new(&self.app.keys.quotes).unwrap()
    }

    async fn remove(self) {
        drop(self.app);
        self.bench.remove().await;
        let _ = std::fs::remove_dir_all(self.folder);
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
