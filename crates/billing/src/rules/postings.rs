//! The one table of money facts: what each debits and credits. Nothing else in the system writes entries.

use crate::{
    model::{AccountCode as Code, Bearer, Channel, Entry, FactKind, Floor, Owner, Posting, References, Share},
    rules::invoice::{Application, TechnicianPart},
};
use kernel::{CustomerId, Money, Result, TechnicianId};

/// Where money physically is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
    /// With a technician who collected it.
    HeldBy(TechnicianId),
    /// In the office.
    Office,
    /// At the bank.
    Bank,
    /// At the online channel.
    Online,
}

impl Purse {
    /// The purse of a channel. Balance payments have none: no money moves.
    #[must_use]
    pub const fn of(channel: Channel, collected_by: Option<TechnicianId>) -> Option<Self> {
        match (channel, collected_by) {
            (Channel::Cash, Some(technician)) => Some(Self::HeldBy(technician)),
            (Channel::Cash, None) => Some(Self::Office),
            (Channel::Transfer, _) => Some(Self::Bank),
            (Channel::Online, _) => Some(Self::Online),
            (Channel::Balance, _) => None,
        }
    }

    const fn account(self) -> (Code, Owner) {
        match self {
            Self::HeldBy(technician) => (Code::CashHeld, Owner::Technician(technician)),
            Self::Office => (Code::CashOffice, Owner::None),
            Self::Bank => (Code::CashBank, Owner::None),
            Self::Online => (Code::CashOnline, Owner::None),
        }
    }
}

/// What a refund after acceptance takes from a technician, and from which of their accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Clawback {
    /// Who.
    pub technician: TechnicianId,
    /// From the frozen share.
    pub frozen: Money,
    /// From the retention.
    pub retained: Money,
    /// From the available money, below zero if need be.
    pub available: Money,
}

/// A fact of money; every variant's line says what it debits (Dr) and credits (Cr).
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields are the amounts and owners that the variant's line names")]
pub enum Fact<'a> {
    /// Dr purse, Dr channel fees | Cr escrow, Cr receivable, Cr customer balance, Cr refund payable.
    PaymentReceived { purse: Purse, customer: CustomerId, fee: Money, used: Application },
    /// Dr customer balance | Cr escrow, Cr receivable.
    BalancePaid { customer: CustomerId, used: Application },
    /// Dr escrow, Dr receivable, Dr coupon expense | Cr tax, commission, partners, insurance, technicians frozen and retained.
    InvoiceRecognised {
        customer: CustomerId,
        escrow: Money,
        receivable: Money,
        shares: &'a [Share],
        technicians: &'a [TechnicianPart],
    },
    /// Dr rounding | Cr receivable.
    RoundingWaived { customer: CustomerId, amount: Money },
    /// Dr escrow | Cr refund payable.
    EscrowRefunded { customer: CustomerId, amount: Money },
    /// Dr shares taken back (or compensation expense), Dr technicians | Cr receivable, Cr refund payable.
    CreditGranted {
        customer: CustomerId,
        bearer: Bearer,
        against_due: Money,
        back: Money,
        reversed: &'a [Share],
        clawbacks: &'a [Clawback],
    },
    /// Dr refund payable | Cr purse.
    RefundPaid { customer: CustomerId, purse: Purse, amount: Money },
    /// Dr refund payable | Cr customer balance.
    RefundToBalance { customer: CustomerId, amount: Money },
    /// Dr technician frozen | Cr technician available.
    EarningReleased { technician: TechnicianId, amount: Money },
    /// Dr technician available | Cr technician frozen.
    EarningFrozen { technician: TechnicianId, amount: Money },
    /// Dr technician retained | Cr technician available.
    RetentionReleased { technician: TechnicianId, amount: Money },
    /// Dr compensation expense | Cr customer balance.
    CompensationGranted { customer: CustomerId, amount: Money },
    /// Dr technician available | Cr penalties.
    PenaltyCharged { technician: TechnicianId, amount: Money },
    /// Dr technician available | Cr cash held.
    CashNetted { technician: TechnicianId, amount: Money },
    /// Dr cash in the office | Cr cash held.
    CashHandedOver { technician: TechnicianId, amount: Money },
    /// Dr technician available | Cr bank.
    PayoutSent { technician: TechnicianId, amount: Money },
    /// Dr online channel | Cr suspense.
    SuspenseReceived { amount: Money },
    /// Dr suspense | Cr online channel.
    SuspensePaid { amount: Money },
    /// Dr suspense | Cr customer balance.
    SuspenseApplied { customer: CustomerId, amount: Money },
    /// Dr suspense | Cr online channel.
    SuspenseReturned { amount: Money },
    /// Dr customer balance | Cr suspense.
    SuspenseRecovered { customer: CustomerId, amount: Money },
    /// Dr bank | Cr suspense.
    SuspenseRepaid { amount: Money },
    /// Dr compensation expense | Cr suspense.
    SuspenseBorne { amount: Money },
    /// Dr customer balance | Cr bank.
    BalanceReturned { customer: CustomerId, amount: Money },
}

/// The posting of a fact; its entries sum to zero for every fact that the rules can make.
pub fn posting(fact: &Fact<'_>, refs: References, dedupe_key: String) -> Result<Posting> {
    let mut sides = Sides::default();
    sides.write(fact)?;
    Ok(Posting { kind: kind_of(fact), entries: sides.0, refs, dedupe_key })
}

const fn kind_of(fact: &Fact<'_>) -> FactKind {
    match fact {
        Fact::PaymentReceived { .. } => FactKind::PaymentReceived,
        Fact::BalancePaid { .. } => FactKind::BalancePaid,
        Fact::InvoiceRecognised { .. } => FactKind::InvoiceRecognised,
        Fact::RoundingWaived { .. } => FactKind::RoundingWaived,
        Fact::EscrowRefunded { .. } => FactKind::EscrowRefunded,
        Fact::CreditGranted { .. } => FactKind::CreditGranted,
        Fact::RefundPaid { .. } => FactKind::RefundPaid,
        Fact::RefundToBalance { .. } => FactKind::RefundToBalance,
        Fact::EarningReleased { .. } => FactKind::EarningReleased,
        Fact::EarningFrozen { .. } => FactKind::EarningFrozen,
        Fact::RetentionReleased { .. } => FactKind::RetentionReleased,
        Fact::CompensationGranted { .. } => FactKind::CompensationGranted,
        Fact::PenaltyCharged { .. } => FactKind::PenaltyCharged,
        Fact::CashNetted { .. } => FactKind::CashNetted,
        Fact::CashHandedOver { .. } => FactKind::CashHandedOver,
        Fact::PayoutSent { .. } => FactKind::PayoutSent,
        Fact::SuspenseReceived { .. } => FactKind::SuspenseReceived,
        Fact::SuspensePaid { .. } => FactKind::SuspensePaid,
        Fact::SuspenseApplied { .. } => FactKind::SuspenseApplied,
        Fact::SuspenseReturned { .. } => FactKind::SuspenseReturned,
        Fact::SuspenseRecovered { .. } => FactKind::SuspenseRecovered,
        Fact::SuspenseRepaid { .. } => FactKind::SuspenseRepaid,
        Fact::SuspenseBorne { .. } => FactKind::SuspenseBorne,
        Fact::BalanceReturned { .. } => FactKind::BalanceReturned,
    }
}

#[derive(Default)]
struct Sides(Vec<Entry>);

impl Sides {
    fn debit(&mut self, code: Code, owner: Owner, amount: Money) {
        if !amount.is_zero() {
            self.0.push(Entry { code, owner, amount, floor: Floor::Free });
        }
    }
    fn credit(&mut self, code: Code, owner: Owner, amount: Money) -> Result<()> {
        self.debit(code, owner, amount.negated()?);
        Ok(())
    }
    /// A debit that may not overdraw the account.
    fn take(&mut self, code: Code, owner: Owner, amount: Money) {
        self.0.push(Entry { code, owner, amount, floor: Floor::NotBelowZero });
    }
    fn move_plain(&mut self, from: (Code, Owner), to: (Code, Owner), amount: Money) -> Result<()> {
        self.debit(from.0, from.1, amount);
        self.credit(to.0, to.1, amount)
    }

    #[expect(clippy::too_many_lines, reason = "the one table of debits and credits is read as a whole")]
    fn write(&mut self, fact: &Fact<'_>) -> Result<()> {
        let of = |customer: &CustomerId| Owner::Customer(*customer);
        let by = |technician: &TechnicianId| Owner::Technician(*technician);
        match fact {
            Fact::PaymentReceived { purse, customer, fee, used } => {
                let (code, owner) = purse.account();
                let whole = used.applied()?.plus(used.to_balance)?.plus(used.to_return)?;
                self.debit(code, owner, whole.minus(*fee)?);
                self.debit(Code::ChannelFees, Owner::None, *fee);
                self.credit_application(*customer, used)?;
                self.credit(Code::CustomerBalance, of(customer), used.to_balance)?;
                self.credit(Code::RefundPayable, of(customer), used.to_return)
            }
            Fact::BalancePaid { customer, used } => {
                self.take(Code::CustomerBalance, of(customer), used.applied()?);
                self.credit_application(*customer, used)
            }
            Fact::InvoiceRecognised { customer, escrow, receivable, shares, technicians } => {
                self.debit(Code::Escrow, Owner::None, *escrow);
                self.debit(Code::CustomerReceivable, of(customer), *receivable);
                self.credit_shares(shares)?;
                for part in *technicians {
                    self.credit(Code::TechnicianFrozen, by(&part.technician), part.frozen)?;
                    self.credit(Code::TechnicianRetained, by(&part.technician), part.retained)?;
                }
                Ok(())
            }
            Fact::CreditGranted { customer, bearer, against_due, back, reversed, clawbacks } => {
                let whole = against_due.plus(*back)?;
                match bearer {
                    Bearer::Platform => self.debit(Code::CompensationExpense, Owner::None, whole),
                    Bearer::Shared | Bearer::Technician => {}
                }
                for share in combined(reversed)? {
                    self.debit(share.code, share.owner, share.amount);
                }
                for clawback in *clawbacks {
                    let owner = by(&clawback.technician);
                    self.debit(Code::TechnicianFrozen, owner, clawback.frozen);
                    self.debit(Code::TechnicianRetained, owner, clawback.retained);
                    self.debit(Code::TechnicianAvailable, owner, clawback.available);
                }
                self.credit(Code::CustomerReceivable, of(customer), *against_due)?;
                self.credit(Code::RefundPayable, of(customer), *back)
            }
            Fact::RoundingWaived { customer, amount } => {
                self.move_plain((Code::Rounding, Owner::None), (Code::CustomerReceivable, of(customer)), *amount)
            }
            Fact::EscrowRefunded { customer, amount } => {
                self.move_plain((Code::Escrow, Owner::None), (Code::RefundPayable, of(customer)), *amount)
            }
            Fact::RefundPaid { customer, purse, amount } => {
                self.move_plain((Code::RefundPayable, of(customer)), purse.account(), *amount)
            }
            Fact::RefundToBalance { customer, amount } => {
                self.move_plain((Code::RefundPayable, of(customer)), (Code::CustomerBalance, of(customer)), *amount)
            }
            Fact::EarningReleased { technician, amount } => self.move_plain(
                (Code::TechnicianFrozen, by(technician)),
                (Code::TechnicianAvailable, by(technician)),
                *amount,
            ),
            Fact::EarningFrozen { technician, amount } => {
                self.take(Code::TechnicianAvailable, by(technician), *amount);
                self.credit(Code::TechnicianFrozen, by(technician), *amount)
            }
            Fact::RetentionReleased { technician, amount } => self.move_plain(
                (Code::TechnicianRetained, by(technician)),
                (Code::TechnicianAvailable, by(technician)),
                *amount,
            ),
            Fact::CompensationGranted { customer, amount } => self.move_plain(
                (Code::CompensationExpense, Owner::None),
                (Code::CustomerBalance, of(customer)),
                *amount,
            ),
            Fact::PenaltyCharged { technician, amount } => self.move_plain(
                (Code::TechnicianAvailable, by(technician)),
                (Code::PenaltiesIncome, Owner::None),
                *amount,
            ),
            Fact::CashNetted { technician, amount } => {
                self.take(Code::TechnicianAvailable, by(technician), *amount);
                self.credit(Code::CashHeld, by(technician), *amount)
            }
            Fact::CashHandedOver { technician, amount } => {
                self.move_plain((Code::CashOffice, Owner::None), (Code::CashHeld, by(technician)), *amount)
            }
            Fact::PayoutSent { technician, amount } => {
                self.take(Code::TechnicianAvailable, by(technician), *amount);
                self.credit(Code::CashBank, Owner::None, *amount)
            }
            Fact::SuspenseReceived { amount } => {
                self.move_plain((Code::CashOnline, Owner::None), (Code::Suspense, Owner::None), *amount)
            }
            Fact::SuspensePaid { amount } | Fact::SuspenseReturned { amount } => {
                self.move_plain((Code::Suspense, Owner::None), (Code::CashOnline, Owner::None), *amount)
            }
            Fact::SuspenseApplied { customer, amount } => {
                self.move_plain((Code::Suspense, Owner::None), (Code::CustomerBalance, of(customer)), *amount)
            }
            Fact::SuspenseRecovered { customer, amount } => {
                self.take(Code::CustomerBalance, of(customer), *amount);
                self.credit(Code::Suspense, Owner::None, *amount)
            }
            Fact::SuspenseRepaid { amount } => {
                self.move_plain((Code::CashBank, Owner::None), (Code::Suspense, Owner::None), *amount)
            }
            Fact::SuspenseBorne { amount } => {
                self.move_plain((Code::CompensationExpense, Owner::None), (Code::Suspense, Owner::None), *amount)
            }
            Fact::BalanceReturned { customer, amount } => {
                self.take(Code::CustomerBalance, of(customer), *amount);
                self.credit(Code::CashBank, Owner::None, *amount)
            }
        }
    }

    fn credit_application(&mut self, customer: CustomerId, used: &Application) -> Result<()> {
        self.credit(Code::Escrow, Owner::None, used.to_escrow)?;
        self.credit(Code::CustomerReceivable, Owner::Customer(customer), used.to_receivable)
    }

    /// Everybody's share but the technicians', whose part is divided into frozen and retained.
    fn credit_shares(&mut self, shares: &[Share]) -> Result<()> {
        for share in combined(shares)? {
            self.credit(share.code, share.owner, share.amount)?;
        }
        Ok(())
    }
}

/// One share per account, technicians left away.
fn combined(shares: &[Share]) -> Result<Vec<Share>> {
    let mut sums: Vec<Share> = Vec::new();
    for share in shares.iter().filter(|share| share.owner == Owner::None) {
        match sums.iter_mut().find(|sum| sum.code == share.code) {
            Some(sum) => sum.amount = sum.amount.plus(share.amount)?,
            None => sums.push(share.clone()),
        }
    }
    Ok(sums)
}
