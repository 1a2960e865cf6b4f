//! The lists: what they find, in which order, page by page, and that an index carries each.

use super::fixture::*;
use crate::{
    MIGRATIONS, Stage, State,
    model::Contact,
    views::{self, JobFilter},
};
use db::{Handlers, PageRequest};
use kernel::{Window, time::hours};
use test_kit::{Bench, on_both_engines};

/// Which of the five a filter finds, as 1 to 5, over pages of two.
async fn found(bench: &Bench, five: &[String], filter: &JobFilter) -> Vec<usize> {
    let mut read = bench.db.read().await.unwrap();
    let mut found = Vec::new();
    let mut page = PageRequest::first(2);
    loop {
        let rows = views::jobs(&mut read, bench.system.market, filter, &page).await.unwrap();
        found.extend(rows.items.iter().map(|row| nth(five, &row.number)));
        match rows.next {
            Some(next) => page = PageRequest::new(Some(next.to_string().parse().unwrap()), Some(2)),
            None => return found,
        }
    }
}

/// Five jobs: promised in 10, 20, ... hours, with different people; the third is assigned, the fourth in another territory.
async fn five(bench: &Bench) -> Vec<String> {
    let mut numbers = Vec::new();
    let people = [
        ("王小明", "13800138000"),
        ("王大力", "13800139999"),
        ("Li Lei", "13911112222"),
        ("李雷", "13699999999"),
        ("赵云", "15000000000"),
    ];
    for (number, (name, phone)) in people.into_iter().enumerate() {
        let mut open = open_job();
        open.window = window_in(10 * (5 - number as i64));
        open.contact = Contact { name: name.to_owned(), phone: phone.parse().unwrap() };
        if number == 3 {
            open.property.territory = id(401);
        }
        let job = opened(bench, open).await;
        wait(bench, hours(0) + kernel::time::SignedDuration::from_millis(5));
        if number == 2 {
            lead_to(bench, &job, State::Appointed).await;
        }
        numbers.push(job.number);
    }
    numbers
}

/// 1 for the job that was opened first.
fn nth(five: &[String], number: &str) -> usize {
    1 + five.iter().position(|known| known == number).unwrap()
}

#[test]
fn the_order_list_filters_searches_and_pages() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let five = five(&bench).await;
        let all = JobFilter::default;
        let text = |text: &str| JobFilter { text: Some(text.to_owned()), ..all() };
        for (filter, expected) in [
            (all(), vec![5, 4, 3, 2, 1]),
            (JobFilter { stage: Some(Stage::ToDispatch), ..all() }, vec![5, 4, 2, 1]),
            (JobFilter { technician: Some(technician()), ..all() }, vec![3]),
            (JobFilter { territory: Some(id(401)), ..all() }, vec![4]),
            (JobFilter { territory: Some(id(401)), stage: Some(Stage::Scheduled), ..all() }, vec![]),
            (
                JobFilter { promised: Some(Window { start: window_in(20).start, end: window_in(50).start }), ..all() },
                vec![4, 3, 2],
            ),
            (text("J-100"), vec![5, 4, 3, 2, 1]),
            (text(&five[3].to_lowercase().replace('-', "")), vec![4]),
            (text("138 0013"), vec![2, 1]),
            (text("+86136999"), vec![4]),
            (text("9999"), vec![]),
            (text("王"), vec![2, 1]),
            (text("王小"), vec![1]),
            (text("li"), vec![3]),
            (text("%"), vec![]),
            (JobFilter { stage: Some(Stage::Scheduled), ..text("13") }, vec![3]),
        ] {
            assert_eq!(found(&bench, &five, &filter).await, expected, "{filter:?}");
        }
        let mut read = bench.db.read().await.unwrap();
        let counts = views::stage_counts(&mut read, bench.system.market).await.unwrap();
        assert_eq!(counts.len(), Stage::ALL.len());
        let of = |stage| counts.iter().find(|count| count.stage == stage).unwrap().jobs;
        assert_eq!((of(Stage::ToDispatch), of(Stage::Scheduled), of(Stage::Settled)), (4, 1, 0));
        drop(read);
        bench
    });
}

#[test]
fn days_boards_and_customers() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let five = five(&bench).await;
        let market = bench.system.market;
        let mut read = bench.db.read().await.unwrap();
        let day = Window { start: test_kit::start(), end: window_in(48).start };
        let mine = views::technician_day(&mut read, market, technician(), day).await.unwrap();
        assert_eq!((mine.len(), nth(&five, &mine[0].job.number), mine[0].visit.state), (1, 3, State::Appointed));
        assert_eq!(views::board(&mut read, market, day).await.unwrap().len(), 4);
        let open = views::unassigned(&mut read, market, &PageRequest::first(3)).await.unwrap();
        assert_eq!(open.items.iter().map(|row| nth(&five, &row.number)).collect::<Vec<_>>(), [5, 4, 2]);
        let rest = views::unassigned(&mut read, market, &PageRequest::new(open.next, Some(3))).await.unwrap();
        assert_eq!((rest.items.len(), rest.next.is_none()), (1, true));
        let of_customer = views::customer_jobs(&mut read, market, customer(), &PageRequest::first(4)).await.unwrap();
        assert_eq!((of_customer.items.len(), nth(&five, &of_customer.items[0].job.number)), (4, 5));
        assert!(of_customer.next.is_some());
        let row = views::job_by_number(&mut read, market, &format!(" {} ", five[1].to_lowercase())).await.unwrap();
        assert_eq!(row.contact.name, "王大力");
        assert!(!serde_json::to_string(&row).unwrap().contains(&row.share_token));
        drop(read);
        bench
    });
}

/// SQLite tells how it would run a statement; none of the lists may scan a table of jobs, visits or moves.
#[test]
fn no_list_scans_a_table() {
    test_kit::run(async {
        let bench = test_kit::sqlite(&[MIGRATIONS], &Handlers::default()).await;
        let mut read = bench.db.read().await.unwrap();
        let rooms = [views::orders::STATEMENTS, views::schedule::STATEMENTS, views::detail::STATEMENTS];
        for (name, sql) in rooms.iter().flat_map(|room| room.iter()) {
            let explained: &'static str = Box::leak(format!("explain query plan {sql}").into_boxed_str());
            let plan: Vec<Plan> =
                read.all(explained, vec![kernel::Value::Integer(Some(0)); sql_parameters(sql)]).await.unwrap();
            for step in &plan {
                // What a subquery with a limit has found may be walked through.
                let found = ["SCAN by_", "SCAN counted_", "SCAN CONSTANT"];
                let scans =
                    step.detail.starts_with("SCAN") && !found.iter().any(|small| step.detail.starts_with(small));
                assert!(!scans, "{name}: {}", step.detail);
                // Walking along all dates is for lists that are bounded by dates.
                let by_dates = step.detail.contains("_by_window");
                let is_bounded = ["BOARD", "JOBS_OF_DATES"].contains(name);
                assert!(!by_dates || is_bounded, "{name}: {}", step.detail);
            }
        }
        drop(read);
        bench.remove().await;
    });
}

struct Plan {
    detail: String,
}
db::row!(Plan { detail });

/// How many parameters a statement has.
fn sql_parameters(sql: &str) -> usize {
    sql.split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .max()
        .unwrap_or(0)
}
