//! The table of postings: every kind of fact, with what it debits and credits.

use super::support::{cny, customer, technician};
use billing::{
    model::{AccountCode, Bearer, FactKind, Owner, Party, References, Share},
    rules::{
        invoice::{Application, TechnicianPart},
        postings::{Clawback, Fact, Purse, posting},
    },
};
use kernel::{Id, InvoiceLineId};

fn share(party: Party, code: AccountCode, owner: Owner, minor: i64) -> Share {
    Share {
        invoice_line_id: InvoiceLineId::from_uuid(uuid::Uuid::from_u128(1)),
        party,
        code,
        owner,
        amount: cny(minor),
    }
}

#[test]
fn every_fact_has_its_entries() {
    let (who, by) = (customer(1), technician(1));
    let amount = cny(1_000);
    let mine = Owner::Technician(by);
    let shares = [
        share(Party::Platform, AccountCode::RevenueCleaning, Owner::None, 180),
        share(Party::Coupon, AccountCode::CouponExpense, Owner::None, -100),
        share(Party::Technician, AccountCode::TechnicianFrozen, mine, 820),
    ];
    let used = Application { to_escrow: cny(700), to_receivable: cny(200), to_balance: cny(60), to_return: cny(40) };
    let paid = Application { to_balance: cny(0), to_return: cny(0), ..used };
    let technicians = [TechnicianPart { technician: by, frozen: cny(800), retained: cny(20) }];
    let clawbacks = [Clawback { technician: by, frozen: cny(500), retained: cny(20), available: cny(300) }];
    let credit = |bearer, reversed, clawbacks| Fact::CreditGranted {
        customer: who,
        bearer,
        against_due: cny(200),
        back: cny(700),
        reversed,
        clawbacks,
    };
    let table = [
        (
            Fact::PaymentReceived { purse: Purse::Online, customer: who, fee: cny(6), used },
            "cash_online 994, channel_fees 6, escrow -700, customer_receivable -200, customer_balance -60, \
             refund_payable -40",
        ),
        (
            Fact::PaymentReceived { purse: Purse::HeldBy(by), customer: who, fee: cny(0), used: paid },
            "cash_held 900, escrow -700, customer_receivable -200",
        ),
        (
            Fact::BalancePaid { customer: who, used: paid },
            "customer_balance 900, escrow -700, customer_receivable -200",
        ),
        (
            Fact::InvoiceRecognised {
                customer: who,
                escrow: cny(700),
                receivable: cny(200),
                shares: &shares,
                technicians: &technicians,
            },
            "escrow 700, customer_receivable 200, revenue_cleaning -180, coupon_expense 100, technician_frozen -800, technician_retained -20",
        ),
        (
            credit(Bearer::Shared, &shares, &clawbacks),
            "revenue_cleaning 180, coupon_expense -100, technician_frozen 500, technician_retained 20, technician_available 300, customer_receivable -200, refund_payable -700",
        ),
        (credit(Bearer::Platform, &[], &[]), "compensation_expense 900, customer_receivable -200, refund_payable -700"),
        (Fact::RoundingWaived { customer: who, amount }, "rounding 1000, customer_receivable -1000"),
        (Fact::EscrowRefunded { customer: who, amount }, "escrow 1000, refund_payable -1000"),
        (Fact::RefundPaid { customer: who, purse: Purse::Bank, amount }, "refund_payable 1000, cash_bank -1000"),
        (Fact::RefundToBalance { customer: who, amount }, "refund_payable 1000, customer_balance -1000"),
        (Fact::EarningReleased { technician: by, amount }, "technician_frozen 1000, technician_available -1000"),
        (Fact::EarningFrozen { technician: by, amount }, "technician_available 1000, technician_frozen -1000"),
        (Fact::RetentionReleased { technician: by, amount }, "technician_retained 1000, technician_available -1000"),
        (Fact::CompensationGranted { customer: who, amount }, "compensation_expense 1000, customer_balance -1000"),
        (Fact::PenaltyCharged { technician: by, amount }, "technician_available 1000, penalties_income -1000"),
        (Fact::CashNetted { technician: by, amount }, "technician_available 1000, cash_held -1000"),
        (Fact::CashHandedOver { technician: by, amount }, "cash_office 1000, cash_held -1000"),
        (Fact::PayoutSent { technician: by, amount }, "technician_available 1000, cash_bank -1000"),
        (Fact::SuspenseReceived { amount }, "cash_online 1000, suspense -1000"),
        (Fact::SuspensePaid { amount }, "suspense 1000, cash_online -1000"),
        (Fact::SuspenseApplied { customer: who, amount }, "suspense 1000, customer_balance -1000"),
        (Fact::SuspenseReturned { amount }, "suspense 1000, cash_online -1000"),
        (Fact::SuspenseRecovered { customer: who, amount }, "customer_balance 1000, suspense -1000"),
        (Fact::SuspenseRepaid { amount }, "cash_bank 1000, suspense -1000"),
        (Fact::SuspenseBorne { amount }, "compensation_expense 1000, suspense -1000"),
        (Fact::BalanceReturned { customer: who, amount }, "customer_balance 1000, cash_bank -1000"),
    ];
    let mut kinds = std::collections::BTreeSet::new();
    for (fact, expected) in table {
        let posting = posting(&fact, References::default(), "key".to_owned()).unwrap();
        let text: Vec<String> =
            posting.entries.iter().map(|entry| format!("{} {}", entry.code, entry.amount.minor)).collect();
        assert_eq!(text.join(", "), expected, "{fact:?}");
        assert_eq!(posting.entries.iter().map(|entry| entry.amount.minor).sum::<i64>(), 0, "{fact:?}");
        kinds.insert(posting.kind);
    }
    assert_eq!(kinds.len(), FactKind::ALL.len(), "every kind is in the table");
}
