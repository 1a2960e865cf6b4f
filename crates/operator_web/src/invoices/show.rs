//! One invoice: lines, payments, refunds, who got what, the order's costing, the entries in the books, and the forms for money.

use crate::{
    forms::{Refused, Sheet},
    frame,
    jobs::Order,
    ledger::TransferView,
    subjects::People,
    tabs::Tab,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use billing::{
    model::{Category, Line, Owner, Party, Payment, Phase, Refund},
    views::{
        costing::{self, JobCosting},
        invoices::{self, WholeInvoice},
    },
};
use edge::{Answer, OrFail, Visitor};
use kernel::{InvoiceId, Money, Permission, Result};
use ledger::views::transfers::WholeTransfer;
use ui::{Bill, Choice, Shell};

#[derive(Template)]
#[template(path = "invoices/show.html")]
struct Show {
    shell: Shell,
    tabs: Vec<Tab>,
    whole: WholeInvoice,
    people: People,
    customer: String,
    lines: Vec<Line>,
    struck: Vec<Line>,
    shares: Vec<(String, Money)>,
    cost_bill: Bill,
    transfers: Vec<TransferView>,
    limit: Money,
    receipt: Sheet,
    adjust: Sheet,
    hold: Sheet,
    compensate: Sheet,
    refused: Option<String>,
    categories: Vec<Choice>,
    channels: Vec<Choice>,
    /// How many compensations the order has had, so that sending the form twice pays once.
    compensated: usize,
    may_write: bool,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    dress(&visitor, &id, None).await
}

pub(super) async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    let page = page(visitor, id, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn page(visitor: &Visitor, id: &str, refused: Option<&Refused>) -> Result<Show> {
    frame::require(visitor, Permission::MoneyRead)?;
    let (market, id) = (visitor.ctx.market, id.parse::<InvoiceId>()?);
    let mut read = visitor.edge.app.db.read().await?;
    let whole = invoices::invoice(&mut read, market, id).await?;
    let job = whole.invoice.job_id;
    let costing = costing::of_job(&mut read, market, job).await?;
    let transfers = ledger::views::transfers::of_job(&mut read, market, job).await?;
    let limit = invoices::refund_limit(&mut read, market, id).await?;
    drop(read);
    let ids = ids(&whole, &transfers);
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let page = format!("/console/invoices/{id}");
    let shell = frame::shell_at(visitor, "console-invoices", &page, refused);
    let back = shell.t("console-invoices");
    let shell = shell.titled(whole.invoice.job_number.clone()).back("/console/invoices", back);
    let sheet = |name| Sheet::new(&shell, refused, name, |form| form.with("amount", whole.due.decimal()));
    let empty = |name| Sheet::new(&shell, refused, name, |form| form);
    let is_compensation = |transfer: &&WholeTransfer| transfer.transfer.kind == "compensation_granted";
    let sees_order = frame::may(visitor, Permission::JobsRead);
    let tabs = match sees_order {
        true => {
            let order = Order::of(visitor, &job.to_string()).await?;
            order.head(visitor, &shell, "money").tabs
        }
        false => Vec::new(),
    };
    let (lines, struck) = whole.lines.iter().cloned().partition(|line| line.state == billing::model::LineState::Active);
    Ok(Show {
        tabs,
        customer: people.name(&whole.invoice.customer_id.to_string()),
        lines,
        struck,
        shares: shares(&shell, &people, &whole)?,
        cost_bill: cost_bill(&shell, &costing),
        compensated: transfers.iter().filter(is_compensation).count(),
        transfers: transfers.iter().map(|one| TransferView::of(&shell, &people, one)).collect(),
        limit,
        receipt: sheet("receipt"),
        adjust: empty("adjust"),
        hold: empty("hold"),
        compensate: empty("compensate"),
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        categories: words::choices(shell.locale, "billing-category", Category::ALL.iter().map(|one| one.as_str())),
        channels: words::choices(shell.locale, "billing-channel", ["transfer", "cash"]),
        may_write: frame::may(visitor, Permission::MoneyWrite),
        whole,
        people,
        shell,
    })
}

impl Show {
    fn is_draft(&self) -> bool {
        self.whole.invoice.phase == Phase::Draft
    }
    fn line_name(&self, line: &Line) -> String {
        self.shell.name(&line.name_zh, &line.name_en)
    }
    fn minor(&self, minor: &i64) -> String {
        self.shell.money(self.whole.invoice.money(*minor))
    }
    fn who(&self, id: impl std::fmt::Display) -> String {
        self.people.name(&id.to_string())
    }
    fn needs_hand(&self, refund: &Refund) -> bool {
        self.may_write && crate::payments::needs_hand(refund)
    }
    fn payment_note(&self, payment: &Payment) -> String {
        let collected = payment.collected_by.map(|id| self.who(id));
        let parts = [collected, payment.transaction_id.clone(), Some(payment.note.clone())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

fn ids(whole: &WholeInvoice, transfers: &[WholeTransfer]) -> Vec<String> {
    let mut ids = vec![whole.invoice.customer_id.to_string()];
    ids.extend(whole.earnings.iter().map(|earning| earning.technician_id.to_string()));
    ids.extend(whole.payments.iter().filter_map(|payment| payment.collected_by).map(|id| id.to_string()));
    ids.extend(transfers.iter().map(|one| one.transfer.made_by.clone()));
    ids
}

/// What everybody has of it, together.
fn shares(shell: &Shell, people: &People, whole: &WholeInvoice) -> Result<Vec<(String, Money)>> {
    let mut sums: Vec<(String, Money)> = Vec::new();
    for party in Party::ALL {
        let mut owners: Vec<Owner> = Vec::new();
        for share in whole.shares.iter().filter(|share| share.share.party == *party) {
            if !owners.contains(&share.share.owner) {
                owners.push(share.share.owner);
            }
        }
        for owner in owners {
            let of_owner = whole.shares.iter().filter(|one| one.share.party == *party && one.share.owner == owner);
            let left = of_owner.map(|one| Money::new(one.left_minor(), one.share.amount.currency));
            let name = match owner {
                Owner::None => shell.word("billing-party", party),
                Owner::Customer(id) => people.name(&id.to_string()),
                Owner::Technician(id) => people.name(&id.to_string()),
            };
            sums.push((name, Money::sum(left, whole.invoice.currency)?));
        }
    }
    Ok(sums)
}

fn cost_bill(shell: &Shell, costing: &JobCosting) -> Bill {
    let parts = [
        ("day-cost-technicians", costing.technicians),
        ("day-cost-partners", costing.partners),
        ("day-cost-tax", costing.tax),
        ("day-cost-insurance", costing.insurance),
        ("day-cost-coupons", costing.coupons),
        ("day-cost-channel", costing.channel_fees),
        ("day-cost-compensation", costing.compensation),
        ("day-cost-rounding", costing.rounding),
    ];
    let bill = ui::bill(shell.locale).line(shell.t("day-cost-price"), "", costing.price);
    let parts = parts.into_iter().filter(|(_, amount)| !amount.is_zero());
    let bill =
        parts.fold(bill, |bill, (key, amount)| bill.line(shell.t(key), "", Money::new(-amount.minor, amount.currency)));
    let bill = bill.sum(shell.t("day-cost-commission"), costing.commission);
    let bill = if costing.penalties.is_zero() {
        bill
    } else {
        bill.line(shell.t("day-cost-penalties"), "", costing.penalties)
    };
    bill.total(shell.t("day-cost-margin"), costing.margin)
}
