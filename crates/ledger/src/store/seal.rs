//! The statements of sealing: the chain's head, the links, the sums that make balances cheap.

db::statements! {
    OPEN_CHAIN = "
        insert into ledger_chains (market_id, head_sequence, head_hash, version)
        values ($1, 0, $2, 0)
        on conflict do nothing";
    CHAIN_HEAD = "
        select head_sequence, head_hash, version
        from ledger_chains
        where market_id = $1";
    MOVE_CHAIN_HEAD = "
        update ledger_chains
        set head_sequence = $1, head_hash = $2, version = version + 1
        where market_id = $3 and version = $4";
    SETTLED_AND_UNSEALED = "
        select transfer_id, kind, state, dedupe_key, memo_key, job_id, invoice_id, payment_id, refund_id, settlement_id, payout_id,
          reverses_id, made_by, made_at, resolved_at, sequence, previous_hash, hash
        from ledger_transfers
        where market_id = $1 and sequence is null and state <> 'pending'
        order by transfer_id
        limit $2";
    SEAL_TRANSFER = "
        update ledger_transfers
        set sequence = $1, previous_hash = $2, hash = $3
        where market_id = $4 and transfer_id = $5 and sequence is null";
    ADD_TO_ACCOUNT = "
        insert into ledger_account_sums (market_id, account_id, kind, amount_minor, currency)
        values ($1, $2, $3, $4, $5)
        on conflict (market_id, account_id, kind)
        do update set amount_minor = ledger_account_sums.amount_minor + excluded.amount_minor";
    ADD_TO_JOB = "
        insert into ledger_job_sums (market_id, account_id, job_id, amount_minor, currency)
        values ($1, $2, $3, $4, $5)
        on conflict (market_id, account_id, job_id)
        do update set amount_minor = ledger_job_sums.amount_minor + excluded.amount_minor";
    ADD_TO_CODE = "
        insert into ledger_code_sums (market_id, code, currency, debit_minor, credit_minor)
        values ($1, $2, $3, $4, $5)
        on conflict (market_id, code, currency)
        do update set debit_minor = ledger_code_sums.debit_minor + excluded.debit_minor,
          credit_minor = ledger_code_sums.credit_minor + excluded.credit_minor";
}
