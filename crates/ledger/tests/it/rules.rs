//! What makes a transfer whole, as a table.

use super::support::{cny, customer, entry, technician};
use kernel::{Code, Currency, Money, money::MINOR_MAX, problem};
use ledger::{
    model::{AccountClass, AccountCode, EntryDraft, Floor, Owner, OwnerKind, Side},
    refusals, rules,
};

fn check(case: &str, entries: &[EntryDraft], expected: Result<(), Code>) {
    match (rules::check_entries(entries), expected) {
        (Ok(currency), Ok(())) => assert_eq!(currency, Currency::Cny, "{case}"),
        (Err(problem), Err(code)) => assert!(problem.is(code), "{case}: {problem}"),
        (found, expected) => panic!("{case}: {found:?} instead of {expected:?}"),
    }
}

#[test]
fn transfers_are_whole_or_refused() {
    use AccountCode::{CashBank, CashOffice, CustomerBalance, Escrow, Suspense, TechnicianAvailable};
    let none = Owner::None;
    let dollars = EntryDraft { code: Escrow, owner: none, amount: Money::new(-5, Currency::Usd), floor: Floor::Free };
    check("plain", &[entry(CashOffice, none, 5), entry(Escrow, none, -5)], Ok(()));
    check("three sides", &[entry(CashOffice, none, 5), entry(Escrow, none, -3), entry(Suspense, none, -2)], Ok(()));
    check("owned", &[entry(CustomerBalance, customer(1), 5), entry(TechnicianAvailable, technician(1), -5)], Ok(()));
    check("nothing", &[], Err(refusals::EMPTY_ENTRY));
    check("one side", &[entry(CashOffice, none, 5)], Err(refusals::EMPTY_ENTRY));
    check("zero", &[entry(CashOffice, none, 0), entry(Escrow, none, 0)], Err(refusals::EMPTY_ENTRY));
    check("unbalanced", &[entry(CashOffice, none, 5), entry(Escrow, none, -4)], Err(refusals::UNBALANCED));
    check("two currencies", &[entry(CashOffice, none, 5), dollars], Err(problem::CURRENCY_MISMATCH));
    check("no owner", &[entry(CustomerBalance, none, 5), entry(Escrow, none, -5)], Err(refusals::WRONG_OWNER));
    check(
        "an owner too many",
        &[entry(CashOffice, customer(1), 5), entry(Escrow, none, -5)],
        Err(refusals::WRONG_OWNER),
    );
    check(
        "wrong owner",
        &[entry(CustomerBalance, technician(1), 5), entry(Escrow, none, -5)],
        Err(refusals::WRONG_OWNER),
    );
    let too_much = MINOR_MAX + 1;
    check("too much", &[entry(CashBank, none, too_much), entry(Escrow, none, -too_much)], Err(problem::BAD_AMOUNT));
    check("overflowing", &[entry(CashBank, none, i64::MIN), entry(Escrow, none, i64::MIN)], Err(problem::BAD_AMOUNT));
}

#[test]
fn the_chart_is_coherent() {
    for code in AccountCode::ALL.iter().copied() {
        let grows_left = matches!(code.class(), AccountClass::Asset | AccountClass::Expense);
        assert_eq!(code.normal_side() == Side::Debit, grows_left, "{code}");
        assert_eq!(code.balance(cny(-7)).unwrap().minor, if grows_left { -7 } else { 7 }, "{code}");
        if code.class() == AccountClass::Income || code.class() == AccountClass::Expense {
            assert_eq!(code.owner_kind(), OwnerKind::None, "{code}");
        }
    }
    for owner in [Owner::None, customer(1), technician(2)] {
        assert_eq!(owner.to_string().parse::<Owner>().unwrap(), owner);
    }
    assert!("".parse::<Owner>().is_err() && "job_01".parse::<Owner>().is_err());
}
