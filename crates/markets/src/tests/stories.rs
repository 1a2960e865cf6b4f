//! A city is opened, gets territories and changes its numbers.

use crate::{Brand, MIGRATIONS, Market, Names, STATEMENTS, actions::*, refusals, views};
use db::Handlers;
use kernel::{Actor, Currency, Place, problem};
use serde::{Deserialize, Serialize};
use test_kit::{on_both_engines, prepare_all};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Hours {
    open: i64,
}
impl Default for Hours {
    fn default() -> Self {
        Self { open: 8 }
    }
}
impl views::Policy for Hours {
    const NAME: &'static str = "hours";
}

fn ring() -> Vec<(f64, f64)> {
    vec![(121.0, 31.0), (122.0, 31.0), (122.0, 32.0), (121.0, 32.0)]
}

#[test]
fn every_statement_is_understood() {
    prepare_all(&[MIGRATIONS], STATEMENTS);
}

#[test]
fn a_city_is_opened() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let ctx = bench.ctx(Actor::System);
        let market = Market {
            market_id: ctx.market,
            brand_id: ctx.brand,
            code: "shanghai".to_owned(),
            names: Names::new("上海", "Shanghai"),
            zone: "Asia/Shanghai".parse().unwrap(),
            currency: Currency::Cny,
            centre: Place::new(31.23, 121.47).unwrap(),
            phone: "400-000-0000".to_owned(),
            version: 1,
        };
        let brand = Brand { brand_id: ctx.brand, names: Names::new("到家", "Doorstep") };
        let open = || OpenMarket { brand: brand.clone(), market: market.clone() };
        bench.db.perform(&ctx, open()).await.unwrap();
        assert!(bench.db.perform(&ctx, open()).await.unwrap_err().is(refusals::CODE_TAKEN));

        let add = |code: &str| AddTerritory { code: code.to_owned(), names: Names::new("一", "One"), ring: ring() };
        let id = bench.db.perform(&ctx, add("one")).await.unwrap();
        assert!(bench.db.perform(&ctx, add("one")).await.unwrap_err().is(refusals::CODE_TAKEN));
        assert!(bench.db.perform(&ctx, add("Ö")).await.unwrap_err().is(refusals::BAD_CODE));
        assert!(
            bench.db.perform(&bench.ctx(Actor::Anonymous), add("two")).await.unwrap_err().is(problem::NOT_SIGNED_IN)
        );

        let mut read = bench.db.read().await.unwrap();
        let mut territory = views::territory(&mut read, ctx.market, id).await.unwrap();
        territory.active = false;
        bench.db.perform(&ctx, EditTerritory { territory: territory.clone() }).await.unwrap();
        let late = bench.db.perform(&ctx, EditTerritory { territory }).await.unwrap_err();
        assert!(late.is(problem::CHANGED_MEANWHILE));

        assert_eq!(views::policy::<Hours>(&mut read, ctx.market).await.unwrap(), (Hours { open: 8 }, 0));
        bench.db.perform(&ctx, SetPolicy::of(&Hours { open: 7 }, 0)).await.unwrap();
        assert!(
            bench
                .db
                .perform(&ctx, SetPolicy::of(&Hours { open: 6 }, 0))
                .await
                .unwrap_err()
                .is(problem::CHANGED_MEANWHILE)
        );
        assert_eq!(views::policy::<Hours>(&mut read, ctx.market).await.unwrap(), (Hours { open: 7 }, 1));
        assert!(SetPolicy::parse::<Hours>("{\"open\":\"x\"}", 1).unwrap_err().is(refusals::BAD_POLICY));
        drop(read);
        bench
    });
}
