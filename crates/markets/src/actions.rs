//! Verbs that write.

use crate::{Brand, Market, Names, Territory, events::MarketChanged, refusals, rules, store, views};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, TerritoryId, problem};

/// Opens a brand's operation in a city. Its id is `ctx.market`, so that whatever sets a city up can know it beforehand.
pub struct OpenMarket {
    /// The brand; made when it does not exist.
    pub brand: Brand,
    /// The market's facts; `version` is ignored.
    pub market: Market,
}

impl Action for OpenMarket {
    const NAME: &'static str = "markets.open_market";
    const PERMISSION: Permission = Permission::MarketsWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        rules::check_code(&self.market.code)?;
        store::insert_brand(tx, ctx, &self.brand).await?;
        if !store::insert_market(tx, &self.market).await? {
            return Err(refusals::CODE_TAKEN.field("code").param("code", &self.market.code));
        }
        tx.changed(self.market.market_id, None::<&Market>, Some(&self.market));
        tx.announce(ctx, &MarketChanged { market: self.market.market_id, part: "market".to_owned() });
        Ok(())
    }

    fn subject(&self) -> String {
        self.market.market_id.to_string()
    }
}

/// Adds an area to the market.
pub struct AddTerritory {
    /// Short name, unique in the market.
    pub code: String,
    /// What people call it.
    pub names: Names,
    /// Its border.
    pub ring: Vec<(f64, f64)>,
}

impl Action for AddTerritory {
    const NAME: &'static str = "markets.add_territory";
    const PERMISSION: Permission = Permission::MarketsWrite;
    type Outcome = TerritoryId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<TerritoryId> {
        rules::check_code(&self.code)?;
        rules::check_ring(&self.ring)?;
        let territory = Territory {
            territory_id: ctx.new_id(),
            code: self.code.clone(),
            names: self.names.clone(),
            ring: self.ring.clone(),
            active: true,
            version: 1,
        };
        if !store::insert_territory(tx, ctx, &territory).await? {
            return Err(refusals::CODE_TAKEN.field("code").param("code", &self.code));
        }
        tx.changed(territory.territory_id, None::<&Territory>, Some(&territory));
        tx.announce(ctx, &MarketChanged { market: ctx.market, part: "territory".to_owned() });
        Ok(territory.territory_id)
    }
}

/// Changes an area's names, border or whether it is served.
pub struct EditTerritory {
    /// Which, with the version that was read.
    pub territory: Territory,
}

impl Action for EditTerritory {
    const NAME: &'static str = "markets.edit_territory";
    const PERMISSION: Permission = Permission::MarketsWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        rules::check_ring(&self.territory.ring)?;
        let before = views::territory(tx, ctx.market, self.territory.territory_id).await?;
        if before.version != self.territory.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        store::update_territory(tx, ctx, &self.territory).await?;
        tx.changed(self.territory.territory_id, Some(&before), Some(&self.territory));
        tx.announce(ctx, &MarketChanged { market: ctx.market, part: "territory".to_owned() });
        Ok(())
    }

    fn subject(&self) -> String {
        self.territory.territory_id.to_string()
    }
}

/// Writes the numbers of one policy. The asking edge checks that the document reads as the policy's type ([`SetPolicy::of`]).
#[derive(Debug)]
pub struct SetPolicy {
    name: String,
    document: String,
    version: i64,
}

impl SetPolicy {
    /// The action for a typed policy; `version` is the one that was read (0 when it was never written).
    #[must_use]
    pub fn of<P: views::Policy>(policy: &P, version: i64) -> Self {
        let document = serde_json::to_string(policy).expect("policies are plain numbers and codes");
        Self { name: P::NAME.to_owned(), document, version }
    }

    /// The action for a document from outside; `bad_policy` when it does not read as `P`.
    pub fn parse<P: views::Policy>(document: &str, version: i64) -> Result<Self> {
        let policy: P = serde_json::from_str(document)
            .map_err(|error| refusals::BAD_POLICY.field("document").param("reason", error))?;
        Ok(Self::of(&policy, version))
    }
}

impl Action for SetPolicy {
    const NAME: &'static str = "markets.set_policy";
    const PERMISSION: Permission = Permission::MarketsWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::policy_document(tx, ctx.market, &self.name).await?;
        let known = before.as_ref().map_or(0, |(_, version)| *version);
        if known != self.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        store::upsert_policy(tx, ctx, &self.name, &self.document, self.version).await?;
        tx.changed(&self.name, before.map(|(document, _)| document).as_ref(), Some(&self.document));
        tx.announce(ctx, &MarketChanged { market: ctx.market, part: self.name.clone() });
        Ok(())
    }

    fn subject(&self) -> String {
        self.name.clone()
    }
}
