//! The process that is killed: customers book and pay, technicians take cash, the office notes transfers, the provider calls back, errands
//! are done and the books are sealed, all at once. What was acknowledged is said only after it was.

use crate::{
    asking::{Asker, service},
    city, home, process,
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use billing::{
    actions::{CollectCash, RecordReceipt},
    model::{Channel, Payment, PaymentPurpose},
};
use flows::{
    App,
    booking::{Booked, Chosen},
    money::{Kept, hear_callback},
    paying::{AskProvider, PayOnline},
};
use gateways::pay::simulator::Payer;
use kernel::{Actor, Ctx, Entropy, HoldId, JobId, Kind, Money, PaymentId, Problem, Result, ServiceId, Timestamp};
use serde::{Deserialize, Serialize};
use server::{config::Home, founding::market_by_code};
use std::time::Duration;

/// Work that is paid afterwards, and work that is paid first.
pub const SERVICES: [&str; 4] = ["IN-L4", "IN-T2", "AC-2S", "AC-2W"];
const PAID_FIRST: usize = 2;
/// Customers at once.
pub const TASKS: usize = 6;
/// Customers that each of them plays.
pub const EACH: usize = 8;

/// What the process says, each after it was told so itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Said {
    /// One of the customers at once has been through; the load begins when all have.
    Ready,
    /// A window is held.
    Held(HoldId),
    /// A visit is booked.
    Booked {
        /// Which job it became.
        job: JobId,
        /// At which price.
        minor: i64,
    },
    /// The provider took a customer's money.
    Charged {
        /// For which payment.
        payment: PaymentId,
        /// How much.
        minor: i64,
    },
    /// We say that it is paid.
    Paid {
        /// Which payment.
        payment: PaymentId,
        /// How much.
        minor: i64,
    },
    /// Something went wrong that is no refusal.
    Fault(String),
}

struct Play {
    app: App,
    system: Ctx,
    services: Vec<ServiceId>,
    payer: Payer,
    dice: Entropy,
    askers: Vec<Asker>,
}

/// Plays until it is killed.
pub async fn run(home: &Home, seed: u64, start: Timestamp) {
    let clock = home::going_clock(start);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let program = home::assemble(home, &clock, &base_url).await;
    let app = program.app.clone();
    let system = city::system(&app).await;
    let market = market_by_code(&app, city::CODE).await.unwrap().unwrap();
    let hook = Router::new().route("/hooks/pay/{market}", post(hear)).with_state((app.clone(), market));
    tokio::spawn(async move { axum::serve(listener, hook).await });
    let mut services = Vec::new();
    for code in SERVICES {
        services.push(service(&app, &system, code).await);
    }
    let mut plays = Vec::new();
    for task in 0..TASKS {
        let mut askers = Vec::new();
        for number in 0..EACH {
            askers.push(city::customer(&app, &system, task * EACH + number).await.unwrap());
        }
        let dice = Entropy::seeded(seed * 100 + task as u64);
        let (app, system, services) = (app.clone(), system.clone(), services.clone());
        plays.push(Play { app, system, services, payer: Payer::new().unwrap(), dice, askers });
    }
    let worker = program.worker();
    tokio::spawn(async move { worker.run().await });
    tokio::spawn(async move {
        loop {
            flows::upkeep::seal(&app, &system.at(app.clock.now())).await.unwrap();
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    });
    for play in plays {
        tokio::spawn(async move {
            // The first time opens connections and prepares statements; the load proper begins when all have been through.
            play.once().await;
            process::say(&Said::Ready);
            loop {
                play.once().await;
            }
        });
    }
    // Killed long before.
    tokio::time::sleep(Duration::from_secs(30)).await;
}

async fn hear(State((app, market)): State<(App, markets::Market)>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
    match hear_callback(&app, &market, header, &body).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl Play {
    async fn once(&self) {
        if let Err(problem) = self.go().await
            && problem.kind() != Kind::Refused
            && problem.kind() != Kind::TooMany
        {
            process::say(&Said::Fault(problem.to_string()));
        }
    }

    fn below(&self, bound: usize) -> usize {
        self.dice.below(bound as u64) as usize
    }

    /// One customer's way, as far as they go.
    async fn go(&self) -> Result<()> {
        let asker = &self.askers[self.below(self.askers.len())];
        let number = self.below(self.services.len());
        let quote = asker.quote(&self.app, &self.system, self.services[number], 1).await?;
        let wish = asker.wish(quote.id, None);
        let windows = asker.windows(&self.app, &self.system, &wish).await?;
        if windows.is_empty() {
            return Ok(());
        }
        let window = windows[self.below(windows.len())];
        let chosen = asker.choose(&self.app, &self.system, wish, window).await?;
        process::say(&Said::Held(chosen.held.hold));
        if self.below(6) == 0 {
            // Closes the browser.
            return Ok(());
        }
        let booked = asker.book(&self.app, &self.system, &chosen).await?;
        let invoice = self.invoice(&booked).await?;
        process::say(&Said::Booked { job: booked.opened.job, minor: invoice.minor });
        match (number < PAID_FIRST, self.below(4)) {
            (_, 0) => Ok(()),
            (true, 1) => self.cash(&chosen, &booked, invoice).await,
            (false, 1..=3) => self.online(asker, &booked).await,
            (_, _) => self.transfer(&booked, invoice).await,
        }
    }

    async fn invoice(&self, booked: &Booked) -> Result<Money> {
        let mut read = self.app.db.read().await?;
        Ok(billing::views::invoices::of_job(&mut read, self.system.market, booked.opened.job).await?.due)
    }

    fn ctx(&self, actor: Actor) -> Ctx {
        self.system.acting_as(actor).at(self.app.clock.now())
    }

    async fn cash(&self, chosen: &Chosen, booked: &Booked, amount: Money) -> Result<()> {
        let (technician, waived) = (chosen.held.technician, Money::zero(amount.currency));
        let collect = CollectCash { invoice: booked.invoice, technician, amount, waived };
        let payment = self.app.db.perform(&self.ctx(Actor::Technician { technician }), Kept(collect)).await?;
        process::say(&Said::Paid { payment, minor: amount.minor });
        Ok(())
    }

    async fn transfer(&self, booked: &Booked, amount: Money) -> Result<()> {
        let (invoice, channel, reference) = (booked.invoice, Channel::Transfer, booked.opened.number.clone());
        let receipt = RecordReceipt { invoice, channel, amount, reference };
        let payment = self.app.db.perform(&self.ctx(Actor::System), Kept(receipt)).await?;
        process::say(&Said::Paid { payment, minor: amount.minor });
        Ok(())
    }

    async fn payment(&self, payment: PaymentId) -> Result<Payment> {
        billing::views::payments::payment(&mut self.app.db.read().await?, self.system.market, payment).await
    }

    /// Waits until a payment is as wanted.
    async fn until(
        &self,
        payment: PaymentId,
        millis: u64,
        wanted: impl Fn(&Payment) -> bool,
    ) -> Result<Option<Payment>> {
        for _ in 0..millis / 5 {
            let row = self.payment(payment).await?;
            if wanted(&row) {
                return Ok(Some(row));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(None)
    }

    async fn online(&self, asker: &Asker, booked: &Booked) -> Result<()> {
        let pay = PayOnline { invoice: booked.invoice, purpose: PaymentPurpose::Deposit };
        let payment = self.app.db.perform(&asker.ctx(&self.app, &self.system), pay).await?;
        let Some(row) = self.until(payment, 3000, |row| !row.client.is_empty()).await? else {
            return Err(Problem::broken("the checkout page did not come"));
        };
        self.payer.pay(&row.client).await?;
        let minor = row.amount_minor;
        process::say(&Said::Charged { payment, minor });
        if self.until(payment, 150, |row| row.paid_at.is_some()).await?.is_none() {
            // The word is late, or lost: asking tells at once.
            self.app.db.perform(&asker.ctx(&self.app, &self.system), AskProvider { payment }).await?;
            if self.until(payment, 3000, |row| row.paid_at.is_some()).await?.is_none() {
                return Err(Problem::broken("asking the provider did not help"));
            }
        }
        process::say(&Said::Paid { payment, minor });
        Ok(())
    }
}
