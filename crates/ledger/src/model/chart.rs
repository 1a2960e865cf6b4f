//! The chart of accounts: codes, classes, sides, and whose accounts they are.

use kernel::{Money, Result};

kernel::text_enum! {
    /// The chart of accounts (DOMAIN 6, minimum list, and what the trade needs beside it). The name for people is text
    /// `ledger-account-<code>`.
    pub enum AccountCode {
        /// Cash in the office.
        CashOffice = "cash_office",
        /// Cash that a technician collected and has not handed over.
        CashHeld = "cash_held",
        /// The bank account: transfers in, payouts out.
        CashBank = "cash_bank",
        /// What the online payment channel holds for us.
        CashOnline = "cash_online",
        /// What customers owe for accepted work.
        CustomerReceivable = "customer_receivable",
        /// What merchants owe by their monthly statement.
        MerchantReceivable = "merchant_receivable",
        /// Parts in stock.
        Inventory = "inventory",
        /// Customers' money kept with us, free to be spent.
        CustomerBalance = "customer_balance",
        /// Customers' money for work not accepted yet.
        Escrow = "escrow",
        /// Refunds granted and not paid out yet.
        RefundPayable = "refund_payable",
        /// Cards and packages sold and not used yet.
        DeferredRevenue = "deferred_revenue",
        /// Technicians' money that the next settlement pays out.
        TechnicianAvailable = "technician_available",
        /// Technicians' money before its release date, or disputed.
        TechnicianFrozen = "technician_frozen",
        /// Technicians' money kept back until the warranty ends.
        TechnicianRetained = "technician_retained",
        /// What partner shops get.
        ShopPayable = "shop_payable",
        /// What agents get.
        AgentPayable = "agent_payable",
        /// Deposits of technicians and shops.
        DepositsHeld = "deposits_held",
        /// Insurance premiums collected for the insurer.
        InsurancePremium = "insurance_premium",
        /// Tax to be paid.
        TaxPayable = "tax_payable",
        /// Points that customers may spend.
        PointsLiability = "points_liability",
        /// Money that came and cannot be matched yet.
        Suspense = "suspense",
        /// Commission on cleaning.
        RevenueCleaning = "revenue_cleaning",
        /// Commission on repair labour.
        RevenueRepair = "revenue_repair",
        /// Commission on installation.
        RevenueInstallation = "revenue_installation",
        /// Commission on appliance work.
        RevenueAppliance = "revenue_appliance",
        /// Commission on plumbing and electric work.
        RevenuePlumbingElectric = "revenue_plumbing_electric",
        /// Commission on visit and cancellation fees.
        RevenueFees = "revenue_fees",
        /// Commission on parts.
        PartsRevenue = "parts_revenue",
        /// Penalties charged to technicians.
        PenaltiesIncome = "penalties_income",
        /// What parts cost us.
        PartsCost = "parts_cost",
        /// Discounts that the platform bears.
        CouponExpense = "coupon_expense",
        /// What customers got for our failures.
        CompensationExpense = "compensation_expense",
        /// Insurance claims that we bear.
        InsuranceClaims = "insurance_claims",
        /// What payment channels charge.
        ChannelFees = "channel_fees",
        /// Small change waived or left over.
        Rounding = "rounding",
    }
}

kernel::text_enum! {
    /// What an account means in the statements.
    pub enum AccountClass {
        /// What we have.
        Asset = "asset",
        /// What we owe.
        Liability = "liability",
        /// What we earned.
        Income = "income",
        /// What it cost.
        Expense = "expense",
    }
}

kernel::text_enum! {
    /// The side on which an account grows.
    pub enum Side {
        /// Left.
        Debit = "debit",
        /// Right.
        Credit = "credit",
    }
}

kernel::text_enum! {
    /// What kind of owner accounts of a code have.
    pub enum OwnerKind {
        /// The market itself.
        None = "none",
        /// A customer each.
        Customer = "customer",
        /// A technician each.
        Technician = "technician",
    }
}

impl AccountCode {
    /// Where it stands in the statements.
    #[must_use]
    pub const fn class(self) -> AccountClass {
        match self {
            Self::CashOffice
            | Self::CashHeld
            | Self::CashBank
            | Self::CashOnline
            | Self::CustomerReceivable
            | Self::MerchantReceivable
            | Self::Inventory => AccountClass::Asset,
            Self::CustomerBalance
            | Self::Escrow
            | Self::RefundPayable
            | Self::DeferredRevenue
            | Self::TechnicianAvailable
            | Self::TechnicianFrozen
            | Self::TechnicianRetained
            | Self::ShopPayable
            | Self::AgentPayable
            | Self::DepositsHeld
            | Self::InsurancePremium
            | Self::TaxPayable
            | Self::PointsLiability
            | Self::Suspense => AccountClass::Liability,
            Self::RevenueCleaning
            | Self::RevenueRepair
            | Self::RevenueInstallation
            | Self::RevenueAppliance
            | Self::RevenuePlumbingElectric
            | Self::RevenueFees
            | Self::PartsRevenue
            | Self::PenaltiesIncome => AccountClass::Income,
            Self::PartsCost
            | Self::CouponExpense
            | Self::CompensationExpense
            | Self::InsuranceClaims
            | Self::ChannelFees
            | Self::Rounding => AccountClass::Expense,
        }
    }

    /// The side on which it grows.
    #[must_use]
    pub const fn normal_side(self) -> Side {
        match self.class() {
            AccountClass::Asset | AccountClass::Expense => Side::Debit,
            AccountClass::Liability | AccountClass::Income => Side::Credit,
        }
    }

    /// Whose accounts these are.
    #[must_use]
    pub const fn owner_kind(self) -> OwnerKind {
        match self {
            Self::CustomerReceivable | Self::CustomerBalance | Self::RefundPayable => OwnerKind::Customer,
            Self::CashHeld | Self::TechnicianAvailable | Self::TechnicianFrozen | Self::TechnicianRetained => {
                OwnerKind::Technician
            }
            Self::CashOffice
            | Self::CashBank
            | Self::CashOnline
            | Self::MerchantReceivable
            | Self::Inventory
            | Self::Escrow
            | Self::DeferredRevenue
            | Self::ShopPayable
            | Self::AgentPayable
            | Self::DepositsHeld
            | Self::InsurancePremium
            | Self::TaxPayable
            | Self::PointsLiability
            | Self::Suspense
            | Self::RevenueCleaning
            | Self::RevenueRepair
            | Self::RevenueInstallation
            | Self::RevenueAppliance
            | Self::RevenuePlumbingElectric
            | Self::RevenueFees
            | Self::PartsRevenue
            | Self::PenaltiesIncome
            | Self::PartsCost
            | Self::CouponExpense
            | Self::CompensationExpense
            | Self::InsuranceClaims
            | Self::ChannelFees
            | Self::Rounding => OwnerKind::None,
        }
    }

    /// The key of its name in the texts.
    #[must_use]
    pub fn name_key(self) -> String {
        format!("ledger-account-{}", self.as_str().replace('_', "-"))
    }

    /// A sum of signed entries (debits positive) as people read it: positive on the account's own side.
    pub fn balance(self, signed: Money) -> Result<Money> {
        match self.normal_side() {
            Side::Debit => Ok(signed),
            Side::Credit => signed.negated(),
        }
    }
}
