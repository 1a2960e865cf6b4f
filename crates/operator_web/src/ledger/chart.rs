//! The trial balance, shown big because it must be zero; every code with its balance; the proof of the whole books on demand.

use crate::{frame, tabs::Tab, words::Words};
use askama::Template;
use edge::{Answer, OrFail, Visitor};
use kernel::{Permission, Result};
use ledger::{
    model::{AccountClass, AccountCode, OwnerKind},
    views::{
        accounts::{self, CodeLine, TrialBalance},
        verify::{self, Proof},
    },
};
use ui::{Shell, Tone};

/// The tabs of the ledger.
pub(super) fn tabs(shell: &Shell, here: &str) -> Vec<Tab> {
    let pages = [
        ("/console/ledger", "day-chart"),
        ("/console/ledger/transfers", "day-transfers"),
        ("/console/ledger/proof", "day-proof"),
    ];
    pages.iter().map(|(href, label)| Tab::new(*href, shell.t(label), *href == here)).collect()
}

#[derive(Template)]
#[template(path = "ledger/chart.html")]
struct Chart {
    shell: Shell,
    tabs: Vec<Tab>,
    balances: Vec<TrialBalance>,
}

impl Chart {
    fn classes<'a>(&self, balance: &'a TrialBalance) -> Vec<(AccountClass, Vec<&'a CodeLine>)> {
        let of_class = |class: &AccountClass| {
            let lines = balance.lines.iter().filter(|line| line.class == *class).collect::<Vec<_>>();
            (!lines.is_empty()).then_some((*class, lines))
        };
        AccountClass::ALL.iter().filter_map(of_class).collect()
    }
    fn tone(&self, balance: &TrialBalance) -> Tone {
        if balance.difference.is_zero() { Tone::Good } else { Tone::Bad }
    }
    fn account_name(&self, code: impl std::borrow::Borrow<AccountCode>) -> String {
        self.shell.t(&code.borrow().name_key())
    }
    fn owners(&self, code: impl std::borrow::Borrow<AccountCode>) -> String {
        match code.borrow().owner_kind() {
            OwnerKind::None => String::new(),
            OwnerKind::Customer => self.shell.t("day-by-customer"),
            OwnerKind::Technician => self.shell.t("day-by-technician"),
        }
    }
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    let chart = chart(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &chart, None))
}

async fn chart(visitor: &Visitor) -> Result<Chart> {
    frame::require(visitor, Permission::MoneyRead)?;
    let mut read = visitor.edge.app.db.read().await?;
    let balances = accounts::trial_balance(&mut read, visitor.ctx.market).await?;
    let shell = frame::shell(visitor, "console-ledger");
    Ok(Chart { tabs: tabs(&shell, "/console/ledger"), balances, shell })
}

#[derive(Template)]
#[template(path = "ledger/proof.html")]
struct ProofPage {
    shell: Shell,
    tabs: Vec<Tab>,
    proof: Option<Proof>,
    is_sound: bool,
}

pub(super) async fn prove(visitor: Visitor) -> Answer {
    let page = proof(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

/// Reading the whole books takes a while, so it is done only when somebody presses the button.
async fn proof(visitor: &Visitor) -> Result<ProofPage> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = crate::asked::Asked::of(visitor)?;
    let proof = match asked.text("now") {
        "" => None,
        _ => Some(verify::prove(&mut visitor.edge.app.db.read().await?, visitor.ctx.market).await?),
    };
    let shell = frame::shell(visitor, "day-proof");
    let is_sound = proof.as_ref().is_some_and(Proof::is_sound);
    Ok(ProofPage { tabs: tabs(&shell, "/console/ledger/proof"), proof, is_sound, shell })
}
