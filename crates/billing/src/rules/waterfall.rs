//! The waterfall: who gets which part of every line. Exact to the smallest unit; what rounding leaves is the platform's (DOMAIN 6).

use crate::{
    model::{AccountCode, Category, CrewShare, Line, LineKind, Owner, PartnerShare, Party, Seller, Share},
    refusals,
};
use kernel::{Currency, Money, Rate, Result};

/// What the split depends on.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Who sells; decides what is taxed.
    pub seller: Seller,
    /// Tax contained in prices.
    pub tax: Rate,
    /// Insurance premium of the order.
    pub insurance: Money,
    /// Commission by category, for the lead's level.
    pub rates: Vec<(Category, Rate)>,
    /// Agents and shops.
    pub partners: Vec<PartnerShare>,
    /// The technicians; empty: the platform did it alone.
    pub crew: Vec<CrewShare>,
}

/// The account of a category's commission.
#[must_use]
pub const fn revenue_code(category: Category) -> AccountCode {
    match category {
        Category::Cleaning => AccountCode::RevenueCleaning,
        Category::Repair => AccountCode::RevenueRepair,
        Category::Parts => AccountCode::PartsRevenue,
        Category::Installation => AccountCode::RevenueInstallation,
        Category::Appliance => AccountCode::RevenueAppliance,
        Category::PlumbingElectric => AccountCode::RevenuePlumbingElectric,
        Category::Fees => AccountCode::RevenueFees,
    }
}

/// Splits the lines. The shares of a line sum to its amount, so all shares sum to the invoice.
pub fn split(lines: &[Line], terms: &Terms, currency: Currency) -> Result<Vec<Share>> {
    let mut insurance = if terms.crew.is_empty() { 0 } else { terms.insurance.minor };
    let mut shares = Vec::new();
    for line in lines {
        let gross = Money::new(line.amount_minor, currency);
        let share =
            |party, code, owner, amount| Share { invoice_line_id: line.invoice_line_id, party, code, owner, amount };
        if line.kind == LineKind::Coupon {
            shares.push(share(Party::Coupon, AccountCode::CouponExpense, Owner::None, gross));
            continue;
        }
        let mut parts = parts_of(gross, line.category, terms)?;
        let premium = insurance.min(parts.technicians.minor.max(0));
        insurance -= premium;
        parts.technicians.minor -= premium;
        shares.push(share(Party::Tax, AccountCode::TaxPayable, Owner::None, parts.tax));
        shares.push(share(Party::Platform, revenue_code(line.category), Owner::None, parts.platform));
        for (party, amount) in parts.partners {
            let code = if party == Party::Agent { AccountCode::AgentPayable } else { AccountCode::ShopPayable };
            shares.push(share(party, code, Owner::None, amount));
        }
        shares.push(share(Party::Insurance, AccountCode::InsurancePremium, Owner::None, Money::new(premium, currency)));
        if !terms.crew.is_empty() {
            let weights: Vec<u64> = terms.crew.iter().map(|member| u64::from(member.weight)).collect();
            for (member, amount) in terms.crew.iter().zip(parts.technicians.allocate(&weights)?) {
                shares.push(share(
                    Party::Technician,
                    AccountCode::TechnicianFrozen,
                    Owner::Technician(member.technician),
                    amount,
                ));
            }
        }
    }
    shares.retain(|share| !share.amount.is_zero());
    Ok(shares)
}

struct Parts {
    tax: Money,
    platform: Money,
    partners: Vec<(Party, Money)>,
    technicians: Money,
}

/// Tax of a sale by the platform first, then partners and technicians rounded down, the platform what is left, less the tax of a
/// commission.
fn parts_of(gross: Money, category: Category, terms: &Terms) -> Result<Parts> {
    let found = terms.rates.iter().find(|(of, _)| *of == category).map(|(_, rate)| *rate);
    let commission = found.unwrap_or(super::commission::default_rate(category));
    let partner_ppm: i64 = terms.partners.iter().map(|partner| partner.rate.ppm).sum();
    let negative = terms.partners.iter().any(|partner| partner.rate.ppm < 0) || commission.ppm < 0 || terms.tax.ppm < 0;
    if negative || commission.ppm + partner_ppm > Rate::ONE.ppm {
        return Err(refusals::BAD_RATES.problem().param("category", category));
    }
    let sale_tax = match terms.seller {
        Seller::Principal => contained(gross, terms.tax),
        Seller::Agent => Money::zero(gross.currency),
    };
    let net = gross.minus(sale_tax)?;
    let partners: Vec<(Party, Money)> =
        terms.partners.iter().map(|partner| (partner.party, rounded_down(net, partner.rate.ppm))).collect();
    let technicians = match terms.crew.is_empty() {
        true => Money::zero(gross.currency),
        false => rounded_down(net, Rate::ONE.ppm - commission.ppm - partner_ppm),
    };
    let given = Money::sum(partners.iter().map(|(_, amount)| *amount), gross.currency)?.plus(technicians)?;
    let kept = net.minus(given)?;
    let tax = match terms.seller {
        Seller::Principal => sale_tax,
        Seller::Agent => contained(kept, terms.tax),
    };
    let platform = gross.minus(given)?.minus(tax)?;
    Ok(Parts { tax, platform, partners, technicians })
}

fn rounded_down(amount: Money, ppm: i64) -> Money {
    Money { minor: (i128::from(amount.minor) * i128::from(ppm) / 1_000_000) as i64, ..amount }
}

/// The tax inside an amount: amount x rate / (1 + rate), rounded to the nearest.
fn contained(amount: Money, rate: Rate) -> Money {
    let (product, whole) = (i128::from(amount.minor) * i128::from(rate.ppm), i128::from(Rate::ONE.ppm + rate.ppm));
    let half = if product < 0 { -whole / 2 } else { whole / 2 };
    Money { minor: ((product + half) / whole) as i64, ..amount }
}
