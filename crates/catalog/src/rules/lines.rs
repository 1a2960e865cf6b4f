//! The sheet on which a quote is written line by line; its lines sum to its total by construction.

use crate::{
    model::{
        AddOnKind, Climb, CommissionCategory, Factor, LineCode, Names, Plan, PriceBook, QuoteLine, ServicePrice,
        ServiceSpec, Urgency, VisitFacts,
    },
    refusals,
    rules::{Offered, duration::floors_climbed, times::time_surcharges},
};
use kernel::{Money, Rate, Result};
use std::collections::BTreeMap;

/// The lines of one option while they are being written.
pub(super) struct Sheet<'a> {
    book: &'a PriceBook,
    item: u16,
    lines: Vec<QuoteLine>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(book: &'a PriceBook) -> Self {
        Self { book, item: 0, lines: Vec::new() }
    }

    /// The lines that follow are for another of the quote's items.
    pub(super) fn for_item(&mut self, item: u16) {
        self.item = item;
    }

    pub(super) fn total(&self) -> Result<Money> {
        Money::sum(self.lines.iter().map(|line| line.amount), self.book.currency)
    }

    pub(super) fn into_lines(self) -> Vec<QuoteLine> {
        self.lines
    }

    /// Base price, plan, brand, material, difficulty, held between floor and cap; the labour that surcharges are a share of.
    pub(super) fn labour(&mut self, offered: &Offered<'_>, plan: Plan) -> Result<Money> {
        let (spec, price, choice) = (&offered.service.spec, offered.price, offered.choice);
        let quantity = i64::from(choice.quantity);
        let mut labour = price.unit_price.times(quantity)?;
        let params = [
            ("quantity", quantity.to_string()),
            ("unit", spec.unit.to_string()),
            ("unit_price", price.unit_price.decimal()),
        ];
        self.write(spec, LineCode::Base, Some(spec.names.clone()), params, labour);
        if let Some(offer) = spec.plans.iter().find(|offer| offer.plan == plan) {
            let rate = plan_rate(spec, price, plan)?;
            labour = self.factor(spec, labour, LineCode::Plan, Some(offer.names.clone()), rate)?;
        }
        let piece = &choice.piece;
        let policy = &self.book.policy;
        if let Some(tier) = piece.brand_tier.as_ref().filter(|_| spec.brand_matters) {
            let Factor { names, rate, .. } = find(&policy.brand_tiers, tier)?;
            labour = self.factor(spec, labour, LineCode::BrandTier, Some(names.clone()), *rate)?;
        }
        if let Some(material) = piece.material.as_ref().filter(|_| !spec.materials.is_empty()) {
            let Factor { names, rate, .. } = find(&policy.materials, material)?;
            labour = self.factor(spec, labour, LineCode::Material, Some(names.clone()), *rate)?;
        }
        if let (Some(usual), Some(given)) = (spec.difficulty, piece.difficulty) {
            let rate = ratio(policy.difficulty[usize::from(given) - 1], policy.difficulty[usize::from(usual) - 1]);
            labour = self.factor(spec, labour, LineCode::Difficulty, None, rate)?;
        }
        self.bounds(spec, price, labour, quantity)
    }

    fn factor(
        &mut self,
        spec: &ServiceSpec,
        labour: Money,
        code: LineCode,
        names: Option<Names>,
        rate: Rate,
    ) -> Result<Money> {
        let change = Rate::from_ppm(rate.ppm - Rate::ONE.ppm);
        let amount = labour.share(change)?;
        self.write(spec, code, names, [("rate", signed(change))], amount);
        labour.plus(amount)
    }

    fn bounds(&mut self, spec: &ServiceSpec, price: &ServicePrice, labour: Money, quantity: i64) -> Result<Money> {
        let mut held = labour;
        if let Some(floor) = price.floor {
            held = self.hold(spec, LineCode::PriceFloor, floor, held, held.max(floor.times(quantity)?)?)?;
        }
        if let Some(cap) = price.cap {
            held = self.hold(spec, LineCode::PriceCap, cap, held, held.min(cap.times(quantity)?)?)?;
        }
        Ok(held)
    }

    /// Raises the labour to the least for the whole work.
    pub(super) fn minimum(&mut self, offered: &Offered<'_>, labour: Money) -> Result<Money> {
        match offered.price.minimum {
            Some(minimum) => self.hold(&offered.service.spec, LineCode::Minimum, minimum, labour, labour.max(minimum)?),
            None => Ok(labour),
        }
    }

    fn hold(&mut self, spec: &ServiceSpec, code: LineCode, bound: Money, from: Money, to: Money) -> Result<Money> {
        self.write(spec, code, None, [("bound", bound.decimal())], to.minus(from)?);
        Ok(to)
    }

    /// What was added, at the book's prices; a part above the mark-up cap is lowered to it.
    pub(super) fn add_ons(&mut self, offered: &Offered<'_>) -> Result<()> {
        let spec = &offered.service.spec;
        for wanted in &offered.choice.add_ons {
            let unknown = || refusals::UNKNOWN_ADD_ON.field("add_ons").param("given", &wanted.code);
            let add_on = spec.add_ons.iter().find(|add_on| add_on.code == wanted.code).ok_or_else(unknown)?;
            let priced = offered.price.add_ons.iter().find(|price| price.code == wanted.code);
            let priced = priced.ok_or_else(|| not_priced(spec, &wanted.code))?;
            let (code, unit_price) = match (add_on.kind, priced.cost) {
                (AddOnKind::Work, _) => (LineCode::AddOn, priced.price),
                (AddOnKind::Part, None) => return Err(not_priced(spec, &wanted.code)),
                (AddOnKind::Part, Some(cost)) => {
                    let most = cost.plus(cost.share(self.book.policy.parts_markup_max)?)?;
                    (LineCode::Part, priced.price.min(most)?)
                }
            };
            let params = [("count", wanted.count.to_string()), ("unit_price", unit_price.decimal())];
            let amount = unit_price.times(i64::from(wanted.count))?;
            let category = if code == LineCode::Part { CommissionCategory::Parts } else { spec.terms.commission };
            self.write_as(category, code, Some(add_on.names.clone()), params, amount);
        }
        Ok(())
    }

    /// Stairs, territory, way and urgency: what the trip costs more.
    pub(super) fn trip(&mut self, offered: &Offered<'_>, visit: &VisitFacts, labour: Money) -> Result<()> {
        let (spec, policy) = (&offered.service.spec, &self.book.policy);
        let floors = i64::from(floors_climbed(visit));
        let stairs = match offered.price.climb {
            Climb::Free => Money::zero(self.book.currency),
            Climb::Share => labour.share(Rate::from_ppm(policy.floor.ppm * floors))?,
            Climb::Each { fee } => fee.times(floors)?.times(i64::from(offered.choice.quantity))?,
        };
        self.write(spec, LineCode::Floor, None, [("floors", floors.to_string())], stairs);
        if let Some(price) = policy.territories.iter().find(|price| Some(price.territory) == visit.territory) {
            let (names, rate) = (Some(price.names.clone()), signed(price.rate));
            self.write(spec, LineCode::Territory, names.clone(), [("rate", rate)], labour.share(price.rate)?);
            self.write(spec, LineCode::Travel, names, [], price.travel_fee);
        }
        match visit.urgency {
            Urgency::Normal => {}
            Urgency::Emergency => {
                let params = [("rate", signed(policy.emergency))];
                self.write(spec, LineCode::Emergency, None, params, labour.share(policy.emergency)?);
            }
        }
        Ok(())
    }

    /// Night, and weekend, holiday or season.
    pub(super) fn time(&mut self, offered: &Offered<'_>, visit: &VisitFacts, labour: Money) -> Result<()> {
        let Some(start) = visit.start else { return Ok(()) };
        for surcharge in time_surcharges(self.book, start) {
            let amount = labour.share(surcharge.rate)?;
            let params = [("rate", signed(surcharge.rate))];
            self.write(&offered.service.spec, surcharge.code, surcharge.names, params, amount);
        }
        Ok(())
    }

    /// Takes a visit fee paid before off, as far as there is something to take it from.
    pub(super) fn credit(&mut self, fee: Money, most: Money) -> Result<()> {
        let amount = fee.min(most)?.negated()?;
        self.write_as(CommissionCategory::Inspection, LineCode::VisitFeeCredit, None, [("fee", fee.decimal())], amount);
        Ok(())
    }

    fn write<const N: usize>(
        &mut self,
        spec: &ServiceSpec,
        code: LineCode,
        names: Option<Names>,
        params: [(&str, String); N],
        amount: Money,
    ) {
        self.write_as(spec.terms.commission, code, names, params, amount);
    }

    fn write_as<const N: usize>(
        &mut self,
        category: CommissionCategory,
        code: LineCode,
        names: Option<Names>,
        params: [(&str, String); N],
        amount: Money,
    ) {
        // A line that changes nothing tells nothing; the base line always stands.
        if amount.is_zero() && code != LineCode::Base {
            return;
        }
        let params: BTreeMap<String, String> = params.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        self.lines.push(QuoteLine { item: self.item, code, names, params, amount, category });
    }
}

fn find<'f>(factors: &'f [Factor], code: &str) -> Result<&'f Factor> {
    let unknown = || refusals::NOT_PRICED.field("piece").param("what", code);
    factors.iter().find(|factor| factor.code == code).ok_or_else(unknown)
}

fn plan_rate(spec: &ServiceSpec, price: &ServicePrice, plan: Plan) -> Result<Rate> {
    let found = price.plans.iter().find(|price| price.plan == plan);
    found.map(|price| price.rate).ok_or_else(|| not_priced(spec, plan.as_str()))
}

fn not_priced(spec: &ServiceSpec, what: &str) -> kernel::Problem {
    refusals::NOT_PRICED.field("service").param("what", format!("{} {what}", spec.code))
}

/// One factor in proportion to another, to a millionth.
fn ratio(one: Rate, other: Rate) -> Rate {
    Rate::from_ppm((one.ppm * Rate::ONE.ppm + other.ppm / 2) / other.ppm.max(1))
}

fn signed(rate: Rate) -> String {
    if rate.ppm >= 0 { format!("+{rate}") } else { rate.to_string() }
}
