//! The assembled program with one market, and everybody who may ask it.

use crate::{
    asking::{self, Asker},
    routes::Route,
};
use access::{
    Client, HashedPassword, Secret, Subject,
    actions::{CreateUser, FirstPassword, OpenSession},
};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use customers::actions::AddCustomer;
use db::Clock;
use edge::Demo;
use futures_util::StreamExt;
use gateways::pay::simulator::Behaviour;
use kernel::{Ctx, Currency, MarketScope, Phone, Place, Role};
use server::{
    assemble::{Circumstances, Program},
    config::{Home, MailServer},
    demo::people::Hire,
    faces,
    founding::{Founded, MarketPlan, TerritoryPlan, hire, open_market},
    provider::Provider,
};
use tower::ServiceExt;
use workforce::{Gender, Names, Profile, Skill, TechnicianKind, Vehicle, WeeklyShift};

/// Somebody's browser.
pub struct Caller {
    /// The role, or what else they are.
    pub name: String,
    who: Option<Subject>,
    cookie: &'static str,
    secret: String,
    /// What forms are tied to where they are not signed in.
    browser: String,
}

impl Caller {
    /// Whether they may enter the console at all.
    pub fn is_staff(&self) -> bool {
        matches!(self.who, Some(Subject::Staff(_)))
    }
}

/// The program and its callers.
pub struct Site {
    /// Everybody.
    pub callers: Vec<Caller>,
    program: Program,
    ctx: Ctx,
    /// The market that everybody works in, and another one of the brand.
    pub markets: [Founded; 2],
    router: Router,
    home: Home,
}

impl Site {
    /// A fresh installation.
    pub async fn open() -> Self {
        let data = std::env::temp_dir().join(format!("doorstep-pages-{}", db::entropy().below(u64::MAX)));
        let home = Home { data, database_url: None };
        home.prepare().expect("a folder");
        let (clock, entropy) = (Clock::System, db::entropy());
        let provider = Provider::of(&home, Behaviour::PROMPT, &clock, &entropy).await.expect("a provider");
        let base_url = "http://127.0.0.1".to_owned();
        let circumstances = Circumstances { clock, entropy, provider, mail: MailServer::default(), base_url };
        let program = Program::assemble(&home, circumstances).await.expect("the program");
        let founded = open_market(&program.app, &plan("listed"), None).await.expect("a market");
        let other = open_market(&program.app, &plan("other"), Some(founded.ctx.brand)).await.expect("another market");
        let technician = hire(&program.app, &founded, &somebody("13800138001")).await.expect("a technician").technician;
        let edge = program.edge(Demo::No).await.expect("the edge opens");
        let mut site = Self {
            callers: Vec::new(),
            router: faces::router(edge),
            ctx: founded.ctx.clone(),
            markets: [founded, other],
            program,
            home,
        };
        site.everybody(technician).await;
        site
    }

    async fn everybody(&mut self, technician: kernel::TechnicianId) {
        let add = AddCustomer { phone: "13911112222".parse().expect("a phone"), name: "陈小姐".to_owned() };
        let customer = self.program.app.db.perform(&self.ctx, add).await.expect("a customer").customer;
        let mut people = vec![
            ("anonymous".to_owned(), None),
            ("customer".to_owned(), Some(Subject::Customer(customer))),
            ("technician".to_owned(), Some(Subject::Technician(technician))),
        ];
        for role in Role::ALL {
            people.push((role.to_string(), Some(self.employ(*role).await)));
        }
        for (name, who) in people {
            let cookie = match who {
                None => "ds_nobody",
                Some(Subject::Customer(_)) => "ds_customer",
                Some(Subject::Technician(_)) => "ds_technician",
                Some(Subject::Staff(_)) => "ds_staff",
            };
            let (secret, browser) = (self.sign_in(who).await, self.sign_in(None).await);
            self.callers.push(Caller { name, who, cookie, secret, browser });
        }
    }

    async fn employ(&self, role: Role) -> Subject {
        let login = format!("{role}@example.org");
        let create = CreateUser {
            name: role.to_string(),
            password: HashedPassword::of(&self.ctx, &login, "a long enough password").await.expect("a good password"),
            login,
            first_password: FirstPassword::MayStay,
            roles: vec![role],
            markets: MarketScope::Only(vec![self.ctx.market]),
        };
        Subject::Staff(self.program.app.db.perform(&self.ctx, create).await.expect("a user"))
    }

    /// A session's secret; for strangers that of their browser.
    async fn sign_in(&self, who: Option<Subject>) -> String {
        let secret = Secret::for_session(&self.ctx);
        if let Some(subject) = who {
            let market = (!matches!(subject, Subject::Staff(_))).then_some(self.ctx.market);
            let client = Client::new("10.0.0.1", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0");
            let open = OpenSession { subject, market, token_hash: secret.hash(), client };
            self.program.app.db.perform(&self.ctx, open).await.expect("a session");
        }
        secret.plain().to_owned()
    }

    /// An order of somebody who is none of the callers: number and id of the order, its visit, its invoice.
    pub async fn order_in(&self, founded: &Founded) -> Vec<String> {
        let (app, system) = (&self.program.app, &founded.ctx);
        let (name, phone) = ("赵先生".to_owned(), "13933334444".parse::<Phone>().expect("a phone"));
        let add = AddCustomer { phone: phone.clone(), name: name.clone() };
        let customer = app.db.perform(system, add).await.expect("a customer").customer;
        let asker = Asker { customer, name, phone, place: CENTRE };
        let service = asking::service(app, system, "RP-E1").await;
        let quote = asker.quote(app, system, service, 1).await.expect("a price");
        let wish = asker.wish(quote.id, None);
        let windows = asker.windows(app, system, &wish).await.expect("windows");
        let window = windows.last().copied().expect("somebody is free");
        let chosen = asker.choose(app, system, wish, window).await.expect("a held window");
        let booked = asker.book(app, system, &chosen).await.expect("an order");
        let opened = booked.opened;
        vec![opened.number, opened.job.to_string(), opened.visit.to_string(), booked.invoice.to_string()]
    }

    /// Ids of what a market has.
    pub async fn things_of(&self, founded: &Founded) -> Vec<String> {
        let app = &self.program.app;
        let technician = hire(app, founded, &somebody("13800138002")).await.expect("a technician").technician;
        // Numbers of orders count up in every market, ids are of one.
        let mut ids = self.order_in(founded).await.split_off(1);
        let phone = "13933334444".parse().expect("a phone");
        let add = AddCustomer { phone, name: String::new() };
        let customer = app.db.perform(&founded.ctx, add).await.expect("the customer of the order").customer;
        let mut read = app.db.read().await.expect("a reader");
        let market = founded.ctx.market;
        let books = catalog::views::price_books(&mut read, market, &db::PageRequest::first(5)).await;
        let tree = catalog::views::catalogue_tree(&mut read, market, founded.ctx.now, catalog::views::Shown::All);
        let tree = tree.await.expect("the catalogue");
        ids.extend([customer.to_string(), technician.to_string()]);
        ids.extend(founded.territories.iter().map(ToString::to_string));
        ids.extend(books.expect("price books").items.iter().map(|book| book.price_book_id.to_string()));
        ids.extend(tree.first().map(|branch| branch.category.id.to_string()));
        ids.extend(tree.iter().flat_map(|branch| &branch.services).next().map(|card| card.id.to_string()));
        ids
    }

    /// The status that a caller gets for an address.
    pub async fn status(&self, caller: &Caller, address: &str) -> u16 {
        let cookies = format!("{}={}; ds_locale=en", caller.cookie, caller.secret);
        let request = Request::get(address).header(header::COOKIE, cookies).body(Body::empty()).expect("a request");
        self.router.clone().oneshot(request).await.expect("the router answers").status().as_u16()
    }

    /// What a stream of live updates says within a moment.
    pub async fn first_words(&self, caller: &Caller, address: &str) -> String {
        let cookies = format!("{}={}; ds_locale=en", caller.cookie, caller.secret);
        let request = Request::get(address).header(header::COOKIE, cookies).body(Body::empty()).expect("a request");
        let mut stream =
            self.router.clone().oneshot(request).await.expect("the router answers").into_body().into_data_stream();
        let mut words = String::new();
        while let Ok(Some(chunk)) = tokio::time::timeout(std::time::Duration::from_millis(400), stream.next()).await {
            words.push_str(&String::from_utf8_lossy(&chunk.expect("a stream that does not break")));
        }
        words
    }

    /// What a caller gets: "allowed" also when there is nothing at such an address or the empty form is wrong.
    pub async fn ask(&self, caller: &Caller, route: &Route) -> String {
        // Whoever signs out stays in for the next question.
        let fresh = if route.path.ends_with("/sign-out") { Some(self.sign_in(caller.who).await) } else { None };
        let secret = fresh.as_ref().unwrap_or(&caller.secret);
        let is_home = edge::Area::of(&route.path).session_cookie() == caller.cookie;
        let tied = if is_home { secret } else { &caller.browser };
        let form = format!("csrf={}", access::secrets::csrf_token(tied));
        let request = Request::builder()
            .method(route.method)
            .uri(route.address("x"))
            .header(header::COOKIE, format!("{}={secret}; ds_browser={}; ds_locale=en", caller.cookie, caller.browser))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = if route.method == "GET" { Body::empty() } else { Body::from(form) };
        let response = self.router.clone().oneshot(request.body(body).expect("a request")).await;
        let response = response.expect("the router answers");
        let status = response.status().as_u16();
        assert!(status < 500, "{route}: {} gets {status}", caller.name);
        let to = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match status {
            403 => "refused",
            401 => "sign in",
            303 if to.split('?').next().is_some_and(|to| to.ends_with("/sign-in")) && to.contains("next=") => "sign in",
            303 if route.method == "GET" => "redirect",
            _ => "allowed",
        }
        .to_owned()
    }

    /// Deletes everything.
    pub async fn close(self) {
        self.program.app.db.close().await;
        let _ = std::fs::remove_dir_all(&self.home.data);
    }
}

const CENTRE: Place = Place { latitude: 31.23, longitude: 121.47 };

fn plan(code: &str) -> MarketPlan {
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let ring = vec![(121.4, 31.1), (121.6, 31.1), (121.6, 31.3), (121.4, 31.3)];
    MarketPlan {
        code: code.to_owned(),
        brand: pair("试帮", "Trial"),
        name: pair("试城", "Listed"),
        zone: "Asia/Shanghai".parse().expect("a zone"),
        currency: Currency::Cny,
        centre: CENTRE,
        phone: "400 820 0102".to_owned(),
        territories: vec![TerritoryPlan { code: "all".to_owned(), name: pair("全", "All"), ring }],
        outer: Vec::new(),
        prices_from: "2026-01-01".parse().expect("a date"),
    }
}

fn somebody(phone: &str) -> Hire {
    let profile = Profile {
        names: Names { zh: "王建国".to_owned(), en: "Wang Jianguo".to_owned() },
        phone: phone.parse().expect("a phone"),
        kind: TechnicianKind::Repair,
        level: 3,
        gender: Gender::Male,
        home: CENTRE,
        vehicle: Vehicle::Scooter,
        photo: None,
        visits_max: None,
        minutes_max: None,
        hired_on: "2025-03-01".parse().expect("a date"),
    };
    Hire {
        profile,
        skills: vec![Skill { skill: "electric".to_owned(), level: 3 }],
        territories: vec![0],
        week: (1..=5).map(|weekday| WeeklyShift { weekday, starts_minute: 540, ends_minute: 1080 }).collect(),
        certificates: vec!["electrician"],
    }
}
