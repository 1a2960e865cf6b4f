//! Whether everything that belongs together is there together: jobs, visits, plans, reservations, quotes, invoices, payments, postings and
//! the ledger, told by plain questions to the tables, each of which must have no answer.

use db::{PageRequest, params};
use flows::App;
use kernel::Ctx;
use std::collections::BTreeMap;

/// A fault's name and the question for its cases: `$1` is the market, `$2` now.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "a job without exactly one visit",
        "select j.job_id from jobs j where j.market_id = $1 and $2 > 0 and
         (select count(*) from visits v where v.market_id = j.market_id and v.job_id = j.job_id and v.visit_id = j.current_visit_id) <> 1",
    ),
    (
        "a visit without a job",
        "select v.visit_id from visits v left join jobs j on j.market_id = v.market_id and j.job_id = v.job_id
         where v.market_id = $1 and $2 > 0 and j.job_id is null",
    ),
    (
        "a job without exactly one invoice",
        "select j.job_id from jobs j where j.market_id = $1 and $2 > 0 and
         (select count(*) from invoices i where i.market_id = j.market_id and i.job_id = j.job_id and i.customer_id = j.customer_id) <> 1",
    ),
    (
        "an invoice without a job, or of another sum",
        "select i.invoice_id from invoices i left join jobs j on j.market_id = i.market_id and j.job_id = i.job_id
         where i.market_id = $1 and $2 > 0 and (j.job_id is null or j.stage <> 'cancelled' and j.total_minor <> i.total_minor)",
    ),
    (
        "an invoice whose lines do not sum to it",
        "select i.invoice_id from invoices i where i.market_id = $1 and $2 > 0 and i.total_minor <>
         (select coalesce(sum(l.amount_minor), 0) from invoice_lines l
          where l.market_id = i.market_id and l.invoice_id = i.invoice_id and l.state = 'active')",
    ),
    (
        "a visit that is not over without exactly one reservation, or one that is over with any",
        "select v.visit_id from visits v where v.market_id = $1 and $2 > 0 and
         (select count(*) from reservations r where r.market_id = v.market_id and r.visit_id = v.visit_id) <>
         (case when v.state in ('expired', 'cancelled') then 0 else 1 end)",
    ),
    (
        "a visit without a plan, or planned otherwise than reserved",
        "select v.visit_id from visits v
         left join visit_plans p on p.market_id = v.market_id and p.visit_id = v.visit_id
         left join reservations r on r.market_id = v.market_id and r.visit_id = v.visit_id
         where v.market_id = $1 and $2 > 0 and (p.visit_id is null or p.window_start <> v.window_start
           or (p.state = 'ended') <> (v.state in ('expired', 'cancelled'))
           or p.state <> 'ended' and coalesce(p.technician_id, '') <> coalesce(r.technician_id, ''))",
    ),
    (
        "a reservation for nothing",
        "select r.reservation_id from reservations r
         left join visits v on v.market_id = r.market_id and v.visit_id = r.visit_id
         left join holds h on h.market_id = r.market_id and h.hold_id = r.hold_id and h.state = 'live' and h.expires_at > $2
         where r.market_id = $1 and v.visit_id is null and h.hold_id is null",
    ),
    (
        "a live hold whose time ran out",
        "select h.hold_id from holds h where h.market_id = $1 and h.state = 'live' and h.expires_at <= $2",
    ),
    (
        "a visit without exactly one confirmed hold",
        "select v.visit_id from visits v where v.market_id = $1 and $2 > 0 and
         (select count(*) from holds h where h.market_id = v.market_id and h.visit_id = v.visit_id and h.state = 'confirmed') <> 1",
    ),
    (
        "a confirmed hold without a visit",
        "select h.hold_id from holds h left join visits v on v.market_id = h.market_id and v.visit_id = h.visit_id
         where h.market_id = $1 and $2 > 0 and h.state = 'confirmed' and v.visit_id is null",
    ),
    (
        "an accepted quote without exactly one job",
        "select q.quote_id from quotes q where q.market_id = $1 and $2 > 0 and
         (select count(*) from jobs j where j.market_id = q.market_id and j.quote_id = q.quote_id) <>
         (case when q.state = 'accepted' then 1 else 0 end)",
    ),
    (
        "a payment whose ledger transfer is missing, too much, not posted or of another sum",
        "select p.payment_id from payments p where p.market_id = $1 and $2 > 0 and
         (select count(*) from ledger_transfers t where t.market_id = p.market_id and t.dedupe_key = 'payment-' || p.payment_id
            and t.state = 'posted' and p.amount_minor = (select sum(e.amount_minor) from ledger_entries e
              where e.market_id = t.market_id and e.transfer_id = t.transfer_id and e.amount_minor > 0)) <>
         (case when p.paid_at is null then 0 else 1 end)",
    ),
    (
        "a transfer of a payment that was not paid",
        "select t.transfer_id from ledger_transfers t left join payments p on p.market_id = t.market_id and p.payment_id = t.payment_id
         where t.market_id = $1 and $2 > 0 and t.payment_id is not null and p.paid_at is null",
    ),
    (
        "an invoice that received other money than its payments brought",
        "select i.invoice_id from invoices i where i.market_id = $1 and $2 > 0 and i.received_minor <>
         (select coalesce(sum(p.applied_minor), 0) from payments p
          where p.market_id = i.market_id and p.invoice_id = i.invoice_id and p.paid_at is not null)",
    ),
    (
        "a channel's receipt without its paid payment",
        "select c.receipt_id from channel_receipts c
         left join payments p on p.market_id = c.market_id and p.payment_id = c.payment_id and p.transaction_id = c.transaction_id
         where c.market_id = $1 and $2 > 0 and (p.paid_at is null or p.amount_minor <> c.amount_minor)",
    ),
    (
        "a posting that the ledger does not have in the same state",
        "select b.dedupe_key from billing_postings b
         left join ledger_transfers t on t.market_id = b.market_id and t.dedupe_key = b.dedupe_key and t.state = b.step
         where b.market_id = $1 and $2 > 0 and t.transfer_id is null",
    ),
    (
        "a transfer that billing does not know",
        "select t.dedupe_key from ledger_transfers t
         left join billing_postings b on b.market_id = t.market_id and b.dedupe_key = t.dedupe_key
         where t.market_id = $1 and $2 > 0 and b.dedupe_key is null",
    ),
    (
        "an errand that is stuck, or due and not done",
        "select e.name || ' ' || e.subject || ' ' || e.last_error from errands e
         where (e.state <> 'ready' or e.due_at <= $2) and $1 <> ''",
    ),
    (
        "a job whose customer was not told exactly once that it is booked",
        "select j.job_id from jobs j where j.market_id = $1 and $2 > 0 and
         (select case when count(*) = 0 then 1 else count(*) - count(distinct n.notice_key) end
            from notices n where n.market_id = j.market_id and n.about = j.job_id
            and n.notice_key in ('booked', 'payment_due')) <> 0",
    ),
    (
        "a payment whose customer was not told exactly once",
        "select i.job_id from invoices i where i.market_id = $1 and $2 > 0 and
         (select count(*) from notices n where n.market_id = i.market_id and n.about = i.job_id and n.notice_key = 'payment_received') <>
         (select count(*) from payments p where p.market_id = i.market_id and p.invoice_id = i.invoice_id and p.paid_at is not null)",
    ),
    (
        "a job without exactly one chat",
        "select j.job_id from jobs j where j.market_id = $1 and $2 > 0 and
         (select count(*) from threads t where t.market_id = j.market_id and t.job_id = j.job_id) <> 1",
    ),
    (
        "a job that was not announced exactly once",
        "select j.job_id from jobs j where j.market_id = $1 and $2 > 0 and
         (select count(*) from outbox o where o.market_id = j.market_id and o.name = 'jobs.job_opened'
            and o.payload like '%' || j.job_id || '%') <> 1",
    ),
    (
        "a paid job that still waits for its payment, or an unpaid one that does not",
        "select j.job_id from jobs j join invoices i on i.market_id = j.market_id and i.job_id = j.job_id
         where j.market_id = $1 and $2 > 0 and j.stage <> 'cancelled' and i.deposit_minor > 0
           and (i.received_minor >= i.deposit_minor) <> (j.paid_at is not null)",
    ),
];

/// What belongs together and is not there together, in words; everything due has been done before.
pub async fn half_done(app: &App, ctx: &Ctx) -> Vec<String> {
    let mut read = app.db.read().await.unwrap();
    let mut found = Vec::new();
    for (name, question) in QUESTIONS {
        let cases: Vec<(String,)> = read.all(*question, params![ctx.market, ctx.now]).await.unwrap();
        found.extend(cases.into_iter().take(5).map(|(case,)| format!("{name}: {case}")));
    }
    drop(read);
    found.extend(postings_differ(app, ctx).await);
    found.extend(unsound(app, ctx).await);
    found
}

/// Postings whose entries the ledger wrote otherwise.
async fn postings_differ(app: &App, ctx: &Ctx) -> Vec<String> {
    let mut read = app.db.read().await.unwrap();
    let sql = "select t.dedupe_key, a.code, e.amount_minor from ledger_transfers t
               join ledger_entries e on e.market_id = t.market_id and e.transfer_id = t.transfer_id
               join ledger_accounts a on a.market_id = e.market_id and a.account_id = e.account_id
               where t.market_id = $1";
    let mut ledger: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    for (key, code, minor) in read.all::<(String, String, i64)>(sql, params![ctx.market]).await.unwrap() {
        ledger.entry(key).or_default().push((code, minor));
    }
    let mut different = Vec::new();
    let mut page = PageRequest::first(100);
    loop {
        let postings = billing::views::postings::all(&mut read, ctx.market, &page).await.unwrap();
        for kept in postings.items {
            let entries = kept.posting.entries.iter();
            let mut wanted: Vec<(String, i64)> =
                entries.map(|entry| (entry.code.as_str().to_owned(), entry.amount.minor)).collect();
            let mut written = ledger.remove(&kept.posting.dedupe_key).unwrap_or_default();
            wanted.sort();
            written.sort();
            if wanted != written {
                different.push(format!("{}: {wanted:?} but {written:?}", kept.posting.dedupe_key));
            }
        }
        match postings.next {
            Some(next) => page.after = Some(next),
            None => return different,
        }
    }
}

/// What the ledger's own proof finds, after everything was sealed.
async fn unsound(app: &App, ctx: &Ctx) -> Option<String> {
    flows::upkeep::seal(app, ctx).await.unwrap();
    let proof = ledger::views::verify::prove(&mut app.db.read().await.unwrap(), ctx.market).await.unwrap();
    let balanced = proof.trial_balances.iter().all(|balance| balance.difference.is_zero());
    (!proof.is_sound() || !balanced).then(|| format!("{proof:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        asking::service,
        city::{self, CityPlan},
        home::{Installation, assemble},
    };
    use billing::{actions::RecordReceipt, model::Channel};
    use db::{Action, Clock, Engine, Tx};
    use dispatch::model::Policy;
    use flows::money::Kept;
    use kernel::{Money, Permission, Result};

    struct Damage(&'static str);
    impl Action for Damage {
        const NAME: &'static str = "test.damage";
        const PERMISSION: Permission = Permission::System;
        type Outcome = ();
        async fn perform(&self, tx: &mut Tx, _ctx: &Ctx) -> Result<()> {
            tx.run(self.0, params![]).await.map(drop)
        }
    }

    /// What is broken, and the beginning of what must be said about it. Damage adds up, so the order counts.
    const DAMAGE: &[(&str, &str)] = &[
        ("update holds set state = 'live', expires_at = 5, visit_id = null", "a live hold whose time ran out"),
        ("update holds set state = 'released'", "a visit without exactly one confirmed hold"),
        ("update holds set state = 'confirmed', visit_id = 'vis_x'", "a confirmed hold without a visit"),
        ("delete from threads", "a job without exactly one chat"),
        ("update errands set state = 'stuck'", "an errand that is stuck"),
        ("delete from notices where notice_key = 'payment_received'", "a payment whose customer was not told"),
        ("delete from notices", "a job whose customer was not told"),
        ("update outbox set name = 'x'", "a job that was not announced"),
        ("update jobs set paid_at = null", "a paid job that still waits"),
        ("update invoices set received_minor = 1", "an invoice that received other money"),
        ("update channel_receipts set amount_minor = 1", "a channel's receipt without its paid payment"),
        ("update invoice_lines set amount_minor = amount_minor + 1", "an invoice whose lines do not sum"),
        ("update jobs set total_minor = 1", "an invoice without a job, or of another sum"),
        ("update visit_plans set technician_id = 'tec_x'", "a visit without a plan, or planned otherwise"),
        ("update reservations set visit_id = 'vis_x'", "a reservation for nothing"),
        ("delete from reservations", "a visit that is not over without exactly one reservation"),
        ("update ledger_entries set amount_minor = amount_minor + 1", "payment-"),
        ("update ledger_entries set amount_minor = amount_minor + 1", "Proof"),
        ("update ledger_transfers set state = 'pending'", "a posting that the ledger does not have"),
        ("update ledger_transfers set state = 'pending'", "a payment whose ledger transfer is missing"),
        ("update payments set paid_at = null", "a transfer of a payment that was not paid"),
        ("delete from billing_postings", "a transfer that billing does not know"),
        ("delete from invoices", "a job without exactly one invoice"),
        ("update jobs set quote_id = 'quo_x'", "an accepted quote without exactly one job"),
        ("update visits set visit_id = 'vis_y'", "a job without exactly one visit"),
        ("delete from jobs", "a visit without a job"),
    ];

    /// Questions that find nothing prove nothing: each must see the damage it is for.
    #[test]
    fn every_question_sees_its_damage() {
        test_kit::run(async {
            let installation = Installation::fresh(Engine::Sqlite).await;
            let zone: kernel::Zone = "Asia/Shanghai".parse().unwrap();
            let clock = Clock::driven(test_kit::start());
            let program = assemble(&installation.home, &clock, "http://127.0.0.1:1").await;
            let app = &program.app;
            let (skills, today) = (&["appliance_cleaning"], zone.date_of(clock.now()));
            let plan = CityPlan { zone: "Asia/Shanghai", technicians: 2, skills, dispatch: Policy::default(), today };
            let (system, _) = city::found(app, &plan).await.unwrap();
            let asker = city::customer(app, &system, 1).await.unwrap();
            let service = service(app, &system, "AC-2S").await;
            let quote = asker.quote(app, &system, service, 1).await.unwrap();
            let wish = asker.wish(quote.id, None);
            let window = *asker.windows(app, &system, &wish).await.unwrap().last().unwrap();
            let chosen = asker.choose(app, &system, wish, window).await.unwrap();
            let booked = asker.book(app, &system, &chosen).await.unwrap();
            let minor = chosen.quote.options[0].total.minor;
            let (invoice, channel, reference) = (booked.invoice, Channel::Transfer, "R-1".to_owned());
            let amount = Money::new(minor, chosen.quote.currency);
            let receipt = RecordReceipt { invoice, channel, amount, reference };
            app.db.perform(&system, Kept(receipt)).await.unwrap();
            program.worker().drain().await.unwrap();
            assert_eq!(half_done(app, &system).await, Vec::<String>::new());
            for (damage, said) in DAMAGE {
                app.db.perform(&system, Damage(damage)).await.unwrap();
                let found = half_done(app, &system).await;
                assert!(found.iter().any(|fault| fault.starts_with(said)), "{damage}: {found:#?}");
            }
            for (name, _) in QUESTIONS {
                assert!(DAMAGE.iter().any(|(_, said)| name.starts_with(said)), "nothing breaks {name:?}");
            }
            app.db.close().await;
            drop(program);
            installation.remove().await;
        });
    }
}
