//! Listing: every route of the pages, asked by everybody.
//!
//! The routes are read from the source of the faces, so a new one is in the table or the test fails; the answers are those of the
//! assembled program. `listing.txt` beside this file is the table; run with `DOORSTEP_WRITE_LISTING=1` to write it anew and read the change.

#[path = "../load/asking.rs"]
mod asking;
mod callers;
mod routes;

use callers::{Caller, Site};
use routes::Route;
use std::fmt::Write;

/// The table as it was agreed.
const AGREED: &str = include_str!("listing.txt");

#[test]
fn every_page_answers_everybody_as_agreed() {
    test_kit::run(async {
        let site = Site::open().await;
        let routes = routes::all();
        let mut table = head(&site.callers);
        let mut faults = Vec::new();
        for route in &routes {
            let mut answers = Vec::new();
            for caller in &site.callers {
                let answer = site.ask(caller, route).await;
                faults.extend(fault(route, caller, &answer));
                answers.push(answer);
            }
            row(&mut table, &route.to_string(), &answers);
        }
        site.close().await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        compare(&table);
    });
}

#[test]
fn a_user_of_one_market_sees_nothing_of_another() {
    test_kit::run(async {
        let site = Site::open().await;
        let owner = site.callers.iter().find(|caller| caller.name == "owner").expect("an owner");
        let pages: Vec<Route> = routes::all().into_iter().filter(Route::is_page_of_one_thing).collect();
        let mut seen = [0, 0];
        for (market, seen) in site.markets.iter().zip(&mut seen) {
            for id in site.things_of(market).await {
                for page in &pages {
                    let status = site.status(owner, &page.address(&id)).await;
                    *seen += usize::from(status < 400);
                    let is_home = market.ctx.market == site.markets[0].ctx.market;
                    assert!(is_home || status == 404 || status == 422, "{page}: {status} for {id} of another market");
                }
            }
        }
        site.close().await;
        assert!(seen[0] >= 20 && seen[1] == 0, "{seen:?}");
    });
}

#[test]
fn what_changed_since_the_page_was_made_is_told_when_the_stream_opens() {
    test_kit::run(async {
        let site = Site::open().await;
        let owner = site.callers.iter().find(|caller| caller.name == "owner").expect("an owner");
        let made_at = db::Clock::System.now().as_millisecond();
        site.order_in(&site.markets[0]).await;
        let missed = site.first_words(owner, &format!("/console/events?since={made_at}")).await;
        assert!(missed.contains("event: board\n"), "{missed}");
        // Nothing since, nothing known, and a page so old that anything may have changed.
        let later = made_at + 3_600_000;
        assert_eq!(site.first_words(owner, &format!("/console/events?since={later}")).await, "");
        assert_eq!(site.first_words(owner, "/console/events?since=").await, "");
        let old = site.first_words(owner, "/console/events?since=0").await;
        assert!(old.contains("event: board\n") && old.contains("event: money\n"), "{old}");
        site.close().await;
    });
}

#[test]
fn nobody_sees_the_order_of_somebody_else() {
    test_kit::run(async {
        let site = Site::open().await;
        // A work card that cannot be verified is told so on a page of its own.
        let is_asked = |page: &Route| page.is_personal_page_of_one_thing() && !page.path.starts_with("/verify/");
        let pages: Vec<Route> = routes::all().into_iter().filter(is_asked).collect();
        let ids = site.order_in(&site.markets[0]).await;
        for caller in site.callers.iter().filter(|caller| !caller.is_staff()) {
            for (page, id) in pages.iter().flat_map(|page| ids.iter().map(move |id| (page, id))) {
                let status = site.status(caller, &page.address(id)).await;
                assert!(status >= 303, "{page}: {} gets {status} for {id}", caller.name);
            }
        }
        assert!(pages.len() > 20, "{}", pages.len());
        site.close().await;
    });
}

fn head(callers: &[Caller]) -> String {
    let mut table = String::new();
    row(&mut table, "route", &callers.iter().map(|caller| caller.name.clone()).collect::<Vec<_>>());
    table
}

fn row(table: &mut String, route: &str, cells: &[String]) {
    write!(table, "{route:<72}").expect("a text grows");
    cells.iter().for_each(|cell| write!(table, " {cell:<13}").expect("a text grows"));
    table.truncate(table.trim_end().len());
    table.push('\n');
}

/// What holds whatever the table says: strangers stay outside, and who only looks changes nothing.
fn fault(route: &Route, caller: &Caller, answer: &str) -> Option<String> {
    let is_open = ["/sign-in", "/sign-out", "/preferences"].iter().any(|part| route.path.contains(part));
    let area = ["/console", "/field"].into_iter().find(|area| route.path.starts_with(area));
    let wanted = match area {
        Some("/console") => caller.is_staff(),
        Some(_) => caller.name == "technician",
        None => true,
    };
    let is_own = route.path.starts_with("/console/account");
    let changes = route.method == "POST" && area == Some("/console") && !is_own && !is_open;
    let stays_out = wanted || is_open || answer == "sign in";
    let only_looks = caller.name != "auditor" || !changes || answer == "refused";
    (!stays_out || !only_looks).then(|| format!("{route}: {} is {answer}", caller.name))
}

fn compare(table: &str) {
    if std::env::var_os("DOORSTEP_WRITE_LISTING").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/listing.txt");
        std::fs::write(file, table).expect("the table is written");
        return;
    }
    let (now, agreed): (Vec<&str>, Vec<&str>) = (table.lines().collect(), AGREED.lines().collect());
    let new: Vec<&&str> = now.iter().filter(|line| !agreed.contains(line)).collect();
    let gone: Vec<&&str> = agreed.iter().filter(|line| !now.contains(line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "the table changed.\nnow: {new:#?}\nagreed: {gone:#?}");
}
