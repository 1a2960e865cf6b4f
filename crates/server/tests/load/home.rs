//! A fresh installation on either engine: a data folder, a database, the assembled program.

use db::{Clock, Engine};
use gateways::pay::simulator::Behaviour;
use server::{
    assemble::{Circumstances, Program},
    config::{Home, MailServer},
    provider::Provider,
};
use std::{path::PathBuf, time::Duration};

/// An installation of a test's own.
pub struct Installation {
    /// Folder and database.
    pub home: Home,
    admin: Option<(String, String)>,
}

impl Installation {
    /// On an engine; PostgreSQL is found as in every test.
    pub async fn fresh(engine: Engine) -> Self {
        let number = db::entropy().below(u64::MAX);
        let data = std::env::temp_dir().join(format!("doorstep-load-{number}"));
        let mut home = Home { data, database_url: None };
        home.prepare().unwrap();
        let admin = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let server = std::env::var("DOORSTEP_TEST_DATABASE_URL")
                    .expect("DOORSTEP_TEST_DATABASE_URL names a PostgreSQL server; `cargo xtask test` sets it");
                let name = format!("doorstep_load_{number}");
                db::admin(&server, &format!("create database {name}")).await.unwrap();
                let cut = server.rfind('/').unwrap();
                home.database_url = Some(format!("{}/{name}", &server[..cut]));
                Some((server, name))
            }
        };
        Self { home, admin }
    }

    /// Deletes it.
    pub async fn remove(self) {
        let _ = std::fs::remove_dir_all(&self.home.data);
        if let Some((server, name)) = self.admin {
            let _ = db::admin(&server, &format!("drop database if exists {name} with (force)")).await;
        }
    }
}

/// The home of another process's installation.
pub fn home_at(data: PathBuf, database_url: Option<String>) -> Home {
    Home { data, database_url }
}

/// A provider that is late, repeats and loses like a real one, but in milliseconds.
pub const HASTY: Behaviour = Behaviour { delay_ms_min: 0, delay_ms_max: 60, repeated: 20, lost: 15 };

/// The installation's provider; the first process that asks runs it.
pub async fn provider(home: &Home, clock: &Clock) -> Provider {
    Provider::of(home, HASTY, clock, &db::entropy()).await.unwrap()
}

/// The program on an installation.
pub async fn assemble(home: &Home, clock: &Clock, base_url: &str) -> Program {
    let circumstances = Circumstances {
        clock: clock.clone(),
        entropy: db::entropy(),
        provider: provider(home, clock).await,
        mail: MailServer::default(),
        base_url: base_url.to_owned(),
    };
    Program::assemble(home, circumstances).await.unwrap()
}

/// A clock that begins at an instant and then goes like the machine's.
pub fn going_clock(start: kernel::Timestamp) -> Clock {
    let clock = Clock::driven(start);
    let (moved, began) = (clock.clone(), Clock::System.now());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            moved.move_to(start + Clock::System.now().duration_since(began));
        }
    });
    clock
}
