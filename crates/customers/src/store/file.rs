//! What a customer's file holds: contacts, properties, ties to technicians.

use crate::{Contact, Property, PropertyDraft, Tie};
use db::{Tx, params};
use kernel::{ContactId, Ctx, CustomerId, PropertyId, Result, TechnicianId};

db::statements! {
    INSERT_CONTACT = "
        insert into contacts (market_id, contact_id, customer_id, name, phone, relation, version)
        values ($1, $2, $3, $4, $5, $6, 1)";
    UPDATE_CONTACT = "
        update contacts
        set name = $1, phone = $2, relation = $3, version = version + 1
        where market_id = $4 and contact_id = $5 and version = $6";
    DELETE_CONTACT = "delete from contacts where market_id = $1 and contact_id = $2 and customer_id = $3";
    MOVE_CONTACTS = "update contacts set customer_id = $1 where market_id = $2 and customer_id = $3";
    INSERT_PROPERTY = "
        insert into properties (market_id, property_id, customer_id, label, address, detail, latitude, longitude, territory_id,
          floor, has_lift, building, access_note, is_removed, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, false, 1)";
    UPDATE_PROPERTY = "
        update properties
        set label = $1, address = $2, detail = $3, latitude = $4, longitude = $5, territory_id = $6, floor = $7, has_lift = $8,
          building = $9, access_note = $10, version = version + 1
        where market_id = $11 and property_id = $12 and version = $13 and not is_removed";
    REMOVE_PROPERTY = "
        update properties
        set is_removed = true, version = version + 1
        where market_id = $1 and property_id = $2 and customer_id = $3 and not is_removed";
    MOVE_PROPERTIES = "update properties set customer_id = $1 where market_id = $2 and customer_id = $3";
    PUT_TIE = "
        insert into technician_ties (market_id, customer_id, technician_id, tie, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (market_id, customer_id, technician_id) do update
        set tie = excluded.tie, created_at = excluded.created_at";
    DELETE_TIE = "delete from technician_ties where market_id = $1 and customer_id = $2 and technician_id = $3";
    COPY_TIES = "
        insert into technician_ties (market_id, customer_id, technician_id, tie, created_at)
        select market_id, $1, technician_id, tie, created_at
        from technician_ties
        where market_id = $2 and customer_id = $3
        on conflict do nothing";
    DELETE_TIES = "delete from technician_ties where market_id = $1 and customer_id = $2";
}

pub(crate) async fn insert_contact(tx: &mut Tx, ctx: &Ctx, contact: &Contact) -> Result<()> {
    let Contact { contact_id, customer_id, name, phone, relation, .. } = contact;
    tx.run(INSERT_CONTACT, params![ctx.market, contact_id, customer_id, name, phone, relation]).await.map(drop)
}

pub(crate) async fn update_contact(tx: &mut Tx, ctx: &Ctx, contact: &Contact) -> Result<()> {
    let Contact { contact_id, name, phone, relation, version, .. } = contact;
    tx.save(UPDATE_CONTACT, params![name, phone, relation, ctx.market, contact_id, version]).await
}

pub(crate) async fn delete_contact(tx: &mut Tx, ctx: &Ctx, customer: CustomerId, contact: ContactId) -> Result<()> {
    tx.save(DELETE_CONTACT, params![ctx.market, contact, customer]).await
}

pub(crate) async fn insert_property(tx: &mut Tx, ctx: &Ctx, property: &Property) -> Result<()> {
    let PropertyDraft { label, address, detail, place, territory_id, floor, has_lift, building, access_note } =
        &property.facts;
    let values = params![
        ctx.market,
        property.property_id,
        property.customer_id,
        label,
        address,
        detail,
        place.latitude,
        place.longitude,
        territory_id,
        floor,
        has_lift,
        building,
        access_note
    ];
    tx.run(INSERT_PROPERTY, values).await.map(drop)
}

pub(crate) async fn update_property(tx: &mut Tx, ctx: &Ctx, property: &Property) -> Result<()> {
    let PropertyDraft { label, address, detail, place, territory_id, floor, has_lift, building, access_note } =
        &property.facts;
    let values = params![
        label,
        address,
        detail,
        place.latitude,
        place.longitude,
        territory_id,
        floor,
        has_lift,
        building,
        access_note,
        ctx.market,
        property.property_id,
        property.version
    ];
    tx.save(UPDATE_PROPERTY, values).await
}

pub(crate) async fn remove_property(tx: &mut Tx, ctx: &Ctx, customer: CustomerId, property: PropertyId) -> Result<()> {
    tx.save(REMOVE_PROPERTY, params![ctx.market, property, customer]).await
}

/// Sets the tie to a technician, or removes it.
pub(crate) async fn set_tie(
    tx: &mut Tx,
    ctx: &Ctx,
    customer: CustomerId,
    technician: TechnicianId,
    tie: Option<Tie>,
) -> Result<()> {
    match tie {
        Some(tie) => tx.run(PUT_TIE, params![ctx.market, customer, technician, tie, ctx.now]).await.map(drop),
        None => tx.run(DELETE_TIE, params![ctx.market, customer, technician]).await.map(drop),
    }
}

/// Gives everything in one file to another.
pub(crate) async fn move_all(tx: &mut Tx, ctx: &Ctx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.run(MOVE_CONTACTS, params![into, ctx.market, from]).await?;
    tx.run(MOVE_PROPERTIES, params![into, ctx.market, from]).await?;
    tx.run(COPY_TIES, params![into, ctx.market, from]).await?;
    tx.run(DELETE_TIES, params![ctx.market, from]).await.map(drop)
}
