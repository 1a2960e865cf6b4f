# The books: refusals and the names of accounts.

problem-ledger-unbalanced = Debits and credits differ by { $difference }.
problem-ledger-empty-entry = A transfer needs at least two sides, and none of zero.
problem-ledger-wrong-owner = The account “{ $account }” cannot belong to this owner.
problem-ledger-overdrawn = There is not enough money for this: { $missing } is missing.
problem-ledger-different-fact = This fact is in the books already, with other amounts.
problem-ledger-already-resolved = This transfer has been settled already.
problem-ledger-not-reversible = This transfer cannot be reversed.

ledger-account-cash-office = Cash in the office
ledger-account-cash-held = Cash held by technicians
ledger-account-cash-bank = Bank account
ledger-account-cash-online = Online payment channel
ledger-account-customer-receivable = Customers owe us
ledger-account-merchant-receivable = Merchants owe us
ledger-account-inventory = Parts in stock
ledger-account-customer-balance = Customer balances
ledger-account-escrow = Held in escrow until acceptance
ledger-account-refund-payable = Refunds to be paid
ledger-account-deferred-revenue = Prepaid cards and packages
ledger-account-technician-available = Technicians: available
ledger-account-technician-frozen = Technicians: frozen
ledger-account-technician-retained = Technicians: warranty retention
ledger-account-shop-payable = Owed to partner shops
ledger-account-agent-payable = Owed to agents
ledger-account-deposits-held = Deposits held
ledger-account-insurance-premium = Insurance premiums collected
ledger-account-tax-payable = Tax payable
ledger-account-points-liability = Points customers may spend
ledger-account-suspense = Unmatched money
ledger-account-revenue-cleaning = Commission: cleaning
ledger-account-revenue-repair = Commission: repair
ledger-account-revenue-installation = Commission: installation
ledger-account-revenue-appliance = Commission: appliances
ledger-account-revenue-plumbing-electric = Commission: plumbing and electric
ledger-account-revenue-fees = Commission: visit and cancellation fees
ledger-account-parts-revenue = Commission: parts
ledger-account-penalties-income = Penalties
ledger-account-parts-cost = Cost of parts
ledger-account-coupon-expense = Discounts we bear
ledger-account-compensation-expense = Compensation to customers
ledger-account-insurance-claims = Insurance claims we bear
ledger-account-channel-fees = Payment channel fees
ledger-account-rounding = Rounding

ledger-class-asset = Assets
ledger-class-liability = Liabilities
ledger-class-income = Income
ledger-class-expense = Expenses

ledger-side-debit = Debit
ledger-side-credit = Credit

ledger-transfer-pending = Pending
ledger-transfer-posted = Posted
ledger-transfer-voided = Voided
