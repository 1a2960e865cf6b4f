//! Who there is: found by phone, edited, merged.

use crate::{
    Customer, Standing,
    events::{CustomerAdded, CustomerChanged, CustomersMerged},
    refusals, rules,
    store::{customers, file},
    views,
};
use db::{Action, Tx};
use kernel::{Actor, Ctx, CustomerId, Locale, MailAddress, Permission, Phone, Result, problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The customer a phone leads to; made when there is none. For flows that have just checked the phone by a one-time code.
pub struct FindOrAddCustomer {
    /// The phone.
    pub phone: Phone,
    /// How they came.
    pub standing: Standing,
    /// What they call themselves, if they said; never overwrites a known name.
    pub name: String,
}

/// Who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Who.
    pub customer: CustomerId,
    /// Whether we did not know them before.
    pub is_new: bool,
}

impl Action for FindOrAddCustomer {
    const NAME: &'static str = "customers.find_or_add_customer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Found;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Found> {
        find_or_add(tx, ctx, &self.phone, self.standing, &self.name).await
    }
}

/// An operator takes somebody into the files by phone, or finds that they are there.
pub struct AddCustomer {
    /// The phone.
    pub phone: Phone,
    /// What they are called.
    pub name: String,
}

impl Action for AddCustomer {
    const NAME: &'static str = "customers.add_customer";
    const PERMISSION: Permission = Permission::CustomersWrite;
    type Outcome = Found;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Found> {
        find_or_add(tx, ctx, &self.phone, Standing::Guest, &self.name).await
    }
}

async fn find_or_add(tx: &mut Tx, ctx: &Ctx, phone: &Phone, standing: Standing, name: &str) -> Result<Found> {
    let name = name.trim();
    if !name.is_empty() {
        rules::check_name(name)?;
    }
    if let Some(known) = views::customer_by_phone(tx, ctx.market, phone).await? {
        let is_guest = known.is_guest && standing == Standing::Guest;
        let kept = if known.name.is_empty() { name.to_owned() } else { known.name.clone() };
        if is_guest != known.is_guest || kept != known.name {
            save(tx, ctx, &known, &Customer { is_guest, name: kept, ..known.clone() }).await?;
        }
        return Ok(Found { customer: known.customer_id, is_new: false });
    }
    let customer = Customer {
        customer_id: ctx.new_id(),
        phone: phone.clone(),
        mail: None,
        name: name.to_owned(),
        locale: None,
        note: String::new(),
        tags: Vec::new(),
        is_guest: standing == Standing::Guest,
        default_property: None,
        merged_into: None,
        created_at: ctx.now,
        version: 1,
    };
    if !customers::claim_phone(tx, ctx, phone, customer.customer_id).await? {
        // Another request for the same phone was faster; the next try finds what it made.
        return Err(db::RETRY.problem());
    }
    customers::insert(tx, ctx, &customer).await?;
    tx.changed(customer.customer_id, None::<&Value>, Some(&noted(&customer)));
    tx.announce(ctx, &CustomerAdded { customer: customer.customer_id });
    Ok(Found { customer: customer.customer_id, is_new: true })
}

/// A customer as the audit log keeps it, phone and mail masked.
fn noted(customer: &Customer) -> Value {
    let mut noted = json!(customer);
    noted["phone"] = customer.phone.masked().into();
    noted["mail"] = customer.mail.as_ref().map(MailAddress::masked).into();
    noted
}

pub(super) async fn save(tx: &mut Tx, ctx: &Ctx, before: &Customer, after: &Customer) -> Result<()> {
    customers::update(tx, ctx, after).await?;
    tx.changed(before.customer_id, Some(&noted(before)), Some(&noted(after)));
    tx.announce(ctx, &CustomerChanged { customer: before.customer_id });
    Ok(())
}

/// The file as it is, when it still has the version that was read and was not merged away.
async fn current(tx: &mut Tx, ctx: &Ctx, customer: CustomerId, version: i64) -> Result<Customer> {
    let before = views::customer(tx, ctx.market, customer).await?;
    if before.merged_into.is_some() {
        return Err(problem::MISSING.problem());
    }
    if before.version == version { Ok(before) } else { Err(problem::CHANGED_MEANWHILE.problem()) }
}

/// A customer changes their name, mail address and language.
pub struct EditOwnProfile {
    /// What they are called.
    pub name: String,
    /// Where they want mail; none: nowhere.
    pub mail: Option<MailAddress>,
    /// Their language; none: as the browser says.
    pub locale: Option<Locale>,
    /// The version that was read.
    pub version: i64,
}

impl Action for EditOwnProfile {
    const NAME: &'static str = "customers.edit_own_profile";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        rules::check_name(&self.name)?;
        let before = current(tx, ctx, own(ctx)?, self.version).await?;
        let (name, mail) = (self.name.trim().to_owned(), self.mail.clone());
        let after = Customer { name, mail, locale: self.locale, ..before.clone() };
        save(tx, ctx, &before, &after).await
    }
}

/// The acting customer.
pub(super) fn own(ctx: &Ctx) -> Result<CustomerId> {
    match &ctx.actor {
        Actor::Customer { customer } => Ok(*customer),
        Actor::Anonymous => Err(problem::NOT_SIGNED_IN.problem()),
        Actor::Technician { .. } | Actor::Staff { .. } | Actor::Token { .. } | Actor::System => {
            Err(problem::FORBIDDEN.problem())
        }
    }
}

/// An operator changes a customer's name, mail address, language, note and tags.
pub struct EditCustomer {
    /// Who.
    pub customer: CustomerId,
    /// What they are called.
    pub name: String,
    /// Where they want mail; none: nowhere.
    pub mail: Option<MailAddress>,
    /// Their language.
    pub locale: Option<Locale>,
    /// What colleagues should know.
    pub note: String,
    /// Words to sort by.
    pub tags: Vec<String>,
    /// The version that was read.
    pub version: i64,
}

impl Action for EditCustomer {
    const NAME: &'static str = "customers.edit_customer";
    const PERMISSION: Permission = Permission::CustomersWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        rules::check_name(&self.name)?;
        rules::check_note(&self.note)?;
        let tags = rules::normal_tags(&self.tags)?;
        let before = current(tx, ctx, self.customer, self.version).await?;
        let (name, note) = (self.name.trim().to_owned(), self.note.trim().to_owned());
        let (mail, locale) = (self.mail.clone(), self.locale);
        save(tx, ctx, &before, &Customer { name, mail, locale, note, tags, ..before.clone() }).await
    }

    fn subject(&self) -> String {
        self.customer.to_string()
    }
}

/// Gives a customer a new phone that they proved to hold. A guest's file under that phone joins theirs; the old phone leads nowhere,
/// because numbers are handed on to other people.
pub struct MovePhone {
    /// Who.
    pub customer: CustomerId,
    /// The new phone, checked by a one-time code.
    pub phone: Phone,
}

impl Action for MovePhone {
    const NAME: &'static str = "customers.move_phone";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::customer(tx, ctx.market, self.customer).await?;
        if before.phone == self.phone {
            return Ok(());
        }
        match views::customer_by_phone(tx, ctx.market, &self.phone).await? {
            Some(holder) if holder.customer_id == self.customer => {}
            Some(holder) if holder.is_guest => merge(tx, ctx, &holder, &before).await?,
            Some(_) => return Err(refusals::PHONE_TAKEN.field("phone")),
            None => {
                if !customers::claim_phone(tx, ctx, &self.phone, self.customer).await? {
                    return Err(db::RETRY.problem());
                }
            }
        }
        let before = views::customer(tx, ctx.market, self.customer).await?;
        customers::release_phone(tx, ctx, &before.phone, self.customer).await?;
        save(tx, ctx, &before, &Customer { phone: self.phone.clone(), ..before.clone() }).await
    }

    fn subject(&self) -> String {
        self.customer.to_string()
    }
}

/// An operator finds that two files are one person's. The phones of both lead to the one that stays.
pub struct MergeCustomers {
    /// The file that goes.
    pub from: CustomerId,
    /// The file that stays.
    pub into: CustomerId,
}

impl Action for MergeCustomers {
    const NAME: &'static str = "customers.merge_customers";
    const PERMISSION: Permission = Permission::CustomersWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let from = views::customer(tx, ctx.market, self.from).await?;
        let into = views::customer(tx, ctx.market, self.into).await?;
        merge(tx, ctx, &from, &into).await
    }

    fn subject(&self) -> String {
        self.into.to_string()
    }
}

async fn merge(tx: &mut Tx, ctx: &Ctx, from: &Customer, into: &Customer) -> Result<()> {
    if from.customer_id == into.customer_id || from.merged_into.is_some() || into.merged_into.is_some() {
        return Err(refusals::BAD_MERGE.problem());
    }
    customers::move_phones(tx, ctx, from.customer_id, into.customer_id).await?;
    file::move_all(tx, ctx, from.customer_id, into.customer_id).await?;
    let gone = Customer { merged_into: Some(into.customer_id), default_property: None, ..from.clone() };
    save(tx, ctx, from, &gone).await?;
    save(tx, ctx, into, &rules::merged(into, from)).await?;
    tx.announce(ctx, &CustomersMerged { from: from.customer_id, into: into.customer_id });
    Ok(())
}
