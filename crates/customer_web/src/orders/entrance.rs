//! The two ways to an order: the customer's own, signed in, and the progress link with the end of the phone number.

use super::{address, own};
use crate::{
    asking,
    frame::{read, shell},
};
use db::Action;
use edge::{Submitted, Visitor};
use flows::extras::AgreeToExtraWork;
use jobs::{
    actions::{ApproveChangeOrder, ByLink, LinkVerb},
    model::{Party, Verb, Visit},
    views::JobDetail,
};
use kernel::{Ctx, Result, VisitId, problem};
use ui::Shell;

/// Which way, as the address says it.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// `/orders/{number}`.
    Own(String),
    /// `/p/{token}`.
    Link(String),
}

/// An order that somebody reached.
pub(crate) struct Entrance {
    /// Who, in the market of the order.
    pub visitor: Visitor,
    /// The order.
    pub detail: JobDetail,
    way: Way,
}

impl Entrance {
    /// Reads the order; `missing` when it is somebody else's or no such link was made.
    pub async fn read(visitor: &Visitor, way: Way) -> Result<Self> {
        match &way {
            Way::Own(order) => Ok(Self { detail: own(visitor, order).await?, visitor: visitor.clone(), way }),
            Way::Link(token) => {
                let mut db = read(visitor).await?;
                let shared = jobs::views::progress(&mut db, token).await?;
                let market = visitor.edge.directory.market(shared.market);
                let market = market.ok_or_else(|| problem::MISSING.problem())?;
                let mut visitor = visitor.clone();
                visitor.ctx = Ctx { market: market.market_id, brand: market.brand_id, ..visitor.ctx };
                visitor.market = market;
                let detail = jobs::views::job(&mut db, visitor.ctx.market, shared.job).await?;
                Ok(Self { visitor, detail, way })
            }
        }
    }

    /// Whether it was reached by the link: then what changes something asks for the end of the phone number.
    pub fn is_by_link(&self) -> bool {
        matches!(self.way, Way::Link(_))
    }

    /// The order's page.
    pub fn href(&self) -> String {
        match &self.way {
            Way::Own(_) => address(&self.detail),
            Way::Link(token) => format!("/p/{token}"),
        }
    }

    /// A page below it.
    pub fn page(&self, page: &str) -> String {
        format!("{}/{page}", self.href())
    }

    /// The visit that counts now.
    pub fn visit(&self) -> VisitId {
        self.detail.job.current_visit
    }

    /// The same, whole.
    pub fn current(&self) -> Result<&Visit> {
        self.detail.current().map(|current| &current.visit).ok_or_else(|| problem::MISSING.problem())
    }

    /// What may be done.
    pub fn verbs(&self) -> Vec<Verb> {
        let party = if self.is_by_link() { Party::Link } else { Party::Customer };
        self.current().map(|visit| jobs::views::verbs_open_to(party, visit)).unwrap_or_default()
    }

    /// The frame of a page below the order.
    pub async fn framed(&self, title: &str) -> Result<Shell> {
        let shell = shell(&self.visitor, title).await?;
        Ok(shell.back(self.href(), self.detail.job.number.clone()).width(ui::Width::Narrow))
    }

    /// Does something, by the way that was taken; by link, the form's `last4` must be right.
    pub async fn perform<V: Action + LinkVerb>(&self, form: &Submitted, verb: V) -> Result<()> {
        let (db, ctx) = (&self.visitor.edge.app.db, &self.visitor.ctx);
        match &self.way {
            Way::Own(_) => db.perform(ctx, verb).await.map(drop),
            Way::Link(token) => {
                let by_link = ByLink { token: token.clone(), phone_last4: form.text("last4").to_owned(), verb };
                let checked = db.perform(ctx, by_link).await?;
                checked.into_result().map(drop).map_err(|wrong| wrong.field("last4"))
            }
        }
    }

    /// Approves extra work, by the way that was taken.
    pub async fn approve(&self, form: &Submitted, verb: ApproveChangeOrder) -> Result<()> {
        let (db, ctx, key) = (&self.visitor.edge.app.db, &self.visitor.ctx, asking::key(&self.visitor)?);
        match &self.way {
            Way::Own(_) => db.perform(ctx, AgreeToExtraWork { approval: verb, key }).await.map(drop),
            Way::Link(token) => {
                let approval = ByLink { token: token.clone(), phone_last4: form.text("last4").to_owned(), verb };
                let checked = db.perform(ctx, AgreeToExtraWork { approval, key }).await?;
                checked.into_result().map(drop).map_err(|wrong| wrong.field("last4"))
            }
        }
    }
}
