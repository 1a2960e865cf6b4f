//! Customers and the phones that lead to them.

use crate::{Customer, rules};
use db::{Tx, params};
use kernel::{Ctx, CustomerId, Phone, PropertyId, Result, scalar::Json};

db::statements! {
    CLAIM_PHONE = "
        insert into customer_phones (market_id, phone, customer_id)
        values ($1, $2, $3)
        on conflict do nothing";
    RELEASE_PHONE = "delete from customer_phones where market_id = $1 and phone = $2 and customer_id = $3";
    MOVE_PHONES = "update customer_phones set customer_id = $1 where market_id = $2 and customer_id = $3";
    INSERT_CUSTOMER = "
        insert into customers (market_id, customer_id, phone, name, name_key, locale, note, tags, is_guest,
          default_property_id, merged_into, created_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null, $10, 1)";
    UPDATE_CUSTOMER = "
        update customers
        set phone = $1, name = $2, name_key = $3, locale = $4, note = $5, tags = $6, is_guest = $7,
          default_property_id = $8, merged_into = $9, mail = $10, version = version + 1
        where market_id = $11 and customer_id = $12 and version = $13";
    SET_DEFAULT_PROPERTY = "
        update customers
        set default_property_id = $1
        where market_id = $2 and customer_id = $3";
}

/// Whether the phone was free.
pub(crate) async fn claim_phone(tx: &mut Tx, ctx: &Ctx, phone: &Phone, customer: CustomerId) -> Result<bool> {
    Ok(tx.run(CLAIM_PHONE, params![ctx.market, *phone, customer]).await? == 1)
}

pub(crate) async fn release_phone(tx: &mut Tx, ctx: &Ctx, phone: &Phone, customer: CustomerId) -> Result<()> {
    tx.run(RELEASE_PHONE, params![ctx.market, *phone, customer]).await.map(drop)
}

pub(crate) async fn move_phones(tx: &mut Tx, ctx: &Ctx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.run(MOVE_PHONES, params![into, ctx.market, from]).await.map(drop)
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, customer: &Customer) -> Result<()> {
    let values = params![
        ctx.market,
        customer.customer_id,
        customer.phone,
        customer.name,
        rules::name_key(&customer.name),
        customer.locale,
        customer.note,
        Json(customer.tags.clone()),
        customer.is_guest,
        customer.created_at
    ];
    tx.run(INSERT_CUSTOMER, values).await.map(drop)
}

pub(crate) async fn update(tx: &mut Tx, ctx: &Ctx, customer: &Customer) -> Result<()> {
    let values = params![
        customer.phone,
        customer.name,
        rules::name_key(&customer.name),
        customer.locale,
        customer.note,
        Json(customer.tags.clone()),
        customer.is_guest,
        customer.default_property,
        customer.merged_into,
        customer.mail,
        ctx.market,
        customer.customer_id,
        customer.version
    ];
    tx.save(UPDATE_CUSTOMER, values).await
}

pub(crate) async fn set_default(
    tx: &mut Tx,
    ctx: &Ctx,
    customer: CustomerId,
    property: Option<PropertyId>,
) -> Result<()> {
    tx.save(SET_DEFAULT_PROPERTY, params![property, ctx.market, customer]).await
}
