//! What a file holds: contacts, addresses, ties to technicians.

use super::people::own;
use crate::{
    Contact, ContactDraft, Property, PropertyDraft, Tie,
    events::CustomerChanged,
    rules,
    store::{customers, file},
    views,
};
use db::{Action, Tx};
use kernel::{ContactId, Ctx, CustomerId, Permission, PropertyId, Result, TechnicianId, problem};
use serde_json::json;

/// Declares two actions with the same fields and function: the customer's on their own file, the operator's on a customer's.
macro_rules! twins {
    ($($(#[$doc:meta])* $own:ident $own_name:literal, $any:ident $any_name:literal
        { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? } -> $outcome:ty = $inner:ident;)*) => {$(
        $(#[$doc])*
        /// The customer's own.
        pub struct $own { $($(#[$field_doc])* pub $field: $kind),* }

        impl Action for $own {
            const NAME: &'static str = $own_name;
            const PERMISSION: Permission = Permission::CustomerSelf;
            type Outcome = $outcome;
            async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<$outcome> {
                $inner(tx, ctx, own(ctx)?, $(&self.$field),*).await
            }
        }

        $(#[$doc])*
        /// By an operator.
        pub struct $any {
            /// Whose file.
            pub customer: CustomerId,
            $($(#[$field_doc])* pub $field: $kind),*
        }

        impl Action for $any {
            const NAME: &'static str = $any_name;
            const PERMISSION: Permission = Permission::CustomersWrite;
            type Outcome = $outcome;
            async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<$outcome> {
                $inner(tx, ctx, self.customer, $(&self.$field),*).await
            }
            fn subject(&self) -> String {
                self.customer.to_string()
            }
        }
    )*};
}

twins! {
    /// Adds somebody to call.
    AddOwnContact "customers.add_own_contact", AddContact "customers.add_contact" {
        /// Who.
        draft: ContactDraft,
    } -> ContactId = add_contact;
    /// Changes somebody to call.
    EditOwnContact "customers.edit_own_contact", EditContact "customers.edit_contact" {
        /// Which.
        contact: ContactId,
        /// What they are now.
        draft: ContactDraft,
        /// The version that was read.
        version: i64,
    } -> () = edit_contact;
    /// Removes somebody to call.
    RemoveOwnContact "customers.remove_own_contact", RemoveContact "customers.remove_contact" {
        /// Which.
        contact: ContactId,
    } -> () = remove_contact;
    /// Adds an address; the first one becomes the default.
    AddOwnProperty "customers.add_own_property", AddProperty "customers.add_property" {
        /// What it is.
        draft: PropertyDraft,
    } -> PropertyId = add_property;
    /// Changes an address. Jobs keep the facts they were booked with.
    EditOwnProperty "customers.edit_own_property", EditProperty "customers.edit_property" {
        /// Which.
        property: PropertyId,
        /// What it is now.
        draft: PropertyDraft,
        /// The version that was read.
        version: i64,
    } -> () = edit_property;
    /// Removes an address from the file; jobs done there keep their facts.
    RemoveOwnProperty "customers.remove_own_property", RemoveProperty "customers.remove_property" {
        /// Which.
        property: PropertyId,
    } -> () = remove_property;
    /// Makes an address the one that is offered first.
    MakeOwnDefaultProperty "customers.make_own_default_property", MakeDefaultProperty "customers.make_default_property" {
        /// Which.
        property: PropertyId,
    } -> () = make_default;
    /// Marks a technician as favourite or excluded, or neither.
    SetOwnTie "customers.set_own_tie", SetTie "customers.set_tie" {
        /// Whom.
        technician: TechnicianId,
        /// As what; none: neither.
        tie: Option<Tie>,
    } -> () = set_tie;
}

/// Fails with `missing` for a file that is not there any more.
async fn present(tx: &mut Tx, ctx: &Ctx, customer: CustomerId) -> Result<crate::Customer> {
    let found = views::customer(tx, ctx.market, customer).await?;
    if found.merged_into.is_some() { Err(problem::MISSING.problem()) } else { Ok(found) }
}

fn announce(tx: &mut Tx, ctx: &Ctx, customer: CustomerId) {
    tx.announce(ctx, &CustomerChanged { customer });
}

/// A contact as the audit log keeps it, phone masked.
fn noted(contact: &Contact) -> serde_json::Value {
    let mut noted = json!(contact);
    noted["phone"] = contact.phone.masked().into();
    noted
}

async fn add_contact(tx: &mut Tx, ctx: &Ctx, customer_id: CustomerId, draft: &ContactDraft) -> Result<ContactId> {
    rules::check_contact(draft)?;
    present(tx, ctx, customer_id).await?;
    let count = views::contacts_of(tx, ctx.market, customer_id).await?.len();
    rules::check_room(count as i64, rules::CONTACTS_MAX, "contacts")?;
    let ContactDraft { name, phone, relation } = draft.clone();
    let contact = Contact { contact_id: ctx.new_id(), customer_id, name, phone, relation, version: 1 };
    file::insert_contact(tx, ctx, &contact).await?;
    tx.changed(contact.contact_id, None::<&()>, Some(&noted(&contact)));
    announce(tx, ctx, customer_id);
    Ok(contact.contact_id)
}

async fn contact_of(tx: &mut Tx, ctx: &Ctx, customer: CustomerId, contact: ContactId) -> Result<Contact> {
    let contacts = views::contacts_of(tx, ctx.market, customer).await?;
    contacts.into_iter().find(|known| known.contact_id == contact).ok_or_else(|| problem::MISSING.problem())
}

async fn edit_contact(
    tx: &mut Tx,
    ctx: &Ctx,
    customer: CustomerId,
    contact: &ContactId,
    draft: &ContactDraft,
    version: &i64,
) -> Result<()> {
    rules::check_contact(draft)?;
    let before = contact_of(tx, ctx, customer, *contact).await?;
    if before.version != *version {
        return Err(problem::CHANGED_MEANWHILE.problem());
    }
    let ContactDraft { name, phone, relation } = draft.clone();
    let after = Contact { name, phone, relation, ..before.clone() };
    file::update_contact(tx, ctx, &after).await?;
    tx.changed(*contact, Some(&noted(&before)), Some(&noted(&after)));
    announce(tx, ctx, customer);
    Ok(())
}

async fn remove_contact(tx: &mut Tx, ctx: &Ctx, customer: CustomerId, contact: &ContactId) -> Result<()> {
    let before = contact_of(tx, ctx, customer, *contact).await?;
    file::delete_contact(tx, ctx, customer, *contact).await?;
    tx.changed(*contact, Some(&noted(&before)), None::<&()>);
    announce(tx, ctx, customer);
    Ok(())
}

async fn add_property(tx: &mut Tx, ctx: &Ctx, customer_id: CustomerId, draft: &PropertyDraft) -> Result<PropertyId> {
    rules::check_property(draft)?;
    let customer = present(tx, ctx, customer_id).await?;
    let known = views::properties_of(tx, ctx.market, &customer).await?;
    rules::check_room(known.len() as i64, rules::PROPERTIES_MAX, "properties")?;
    let property = Property { property_id: ctx.new_id(), customer_id, facts: draft.clone(), version: 1 };
    file::insert_property(tx, ctx, &property).await?;
    if customer.default_property.is_none() {
        customers::set_default(tx, ctx, customer_id, Some(property.property_id)).await?;
    }
    tx.changed(property.property_id, None::<&Property>, Some(&property));
    announce(tx, ctx, customer_id);
    Ok(property.property_id)
}

async fn edit_property(
    tx: &mut Tx,
    ctx: &Ctx,
    customer: CustomerId,
    property: &PropertyId,
    draft: &PropertyDraft,
    version: &i64,
) -> Result<()> {
    rules::check_property(draft)?;
    let before = views::property(tx, ctx.market, customer, *property).await?;
    if before.version != *version {
        return Err(problem::CHANGED_MEANWHILE.problem());
    }
    let after = Property { facts: draft.clone(), ..before.clone() };
    file::update_property(tx, ctx, &after).await?;
    tx.changed(*property, Some(&before), Some(&after));
    announce(tx, ctx, customer);
    Ok(())
}

async fn remove_property(tx: &mut Tx, ctx: &Ctx, customer_id: CustomerId, property: &PropertyId) -> Result<()> {
    let before = views::property(tx, ctx.market, customer_id, *property).await?;
    file::remove_property(tx, ctx, customer_id, *property).await?;
    let customer = views::customer(tx, ctx.market, customer_id).await?;
    if customer.default_property == Some(*property) {
        let rest = views::properties_of(tx, ctx.market, &customer).await?;
        customers::set_default(tx, ctx, customer_id, rest.last().map(|property| property.property_id)).await?;
    }
    tx.changed(*property, Some(&before), None::<&Property>);
    announce(tx, ctx, customer_id);
    Ok(())
}

async fn make_default(tx: &mut Tx, ctx: &Ctx, customer: CustomerId, property: &PropertyId) -> Result<()> {
    views::property(tx, ctx.market, customer, *property).await?;
    customers::set_default(tx, ctx, customer, Some(*property)).await?;
    announce(tx, ctx, customer);
    Ok(())
}

async fn set_tie(
    tx: &mut Tx,
    ctx: &Ctx,
    customer: CustomerId,
    technician: &TechnicianId,
    tie: &Option<Tie>,
) -> Result<()> {
    present(tx, ctx, customer).await?;
    let ties = views::ties_of(tx, ctx.market, customer).await?;
    let before = ties.iter().find(|known| known.technician_id == *technician).map(|known| known.tie);
    if before == *tie {
        return Ok(());
    }
    if before.is_none() {
        rules::check_room(ties.len() as i64, rules::TIES_MAX, "technicians")?;
    }
    file::set_tie(tx, ctx, customer, *technician, *tie).await?;
    tx.changed(
        customer,
        before.map(|tie| json!({ "technician": technician, "tie": tie })).as_ref(),
        tie.map(|tie| json!({ "technician": technician, "tie": tie })).as_ref(),
    );
    announce(tx, ctx, customer);
    Ok(())
}
