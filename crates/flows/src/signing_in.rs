//! Customers and technicians sign in with a one-time code to their phone; who is new becomes a customer by doing so.

use access::{
    Client, Purpose, Secret, Subject,
    actions::{CodeDelivery, CodeRequested, OpenSession, RedeemOneTimeCode, Redeemed, RequestOneTimeCode},
};
use customers::{
    Standing,
    actions::{FindOrAddCustomer, LearnLanguage},
};
use db::{Action, Database, Tx};
use kernel::{Ctx, Permission, Phone, Result, TechnicianId};
use serde::{Deserialize, Serialize};
use workforce::TechnicianStatus;

/// Sends a one-time code. Whether a phone belongs to a technician is not told: nothing is sent, and the answer is the same.
pub struct AskForCode {
    /// To which phone.
    pub phone: Phone,
    /// For what.
    pub purpose: Purpose,
    /// From where.
    pub ip: String,
}

impl Action for AskForCode {
    const NAME: &'static str = "flows.ask_for_code";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = CodeRequested;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CodeRequested> {
        let delivery = match self.purpose {
            Purpose::Customer | Purpose::Guest => CodeDelivery::Send,
            Purpose::Technician => match technician_of(tx, ctx, &self.phone).await? {
                Some(_) => CodeDelivery::Send,
                None => CodeDelivery::Withhold,
            },
        };
        let (phone, purpose, ip) = (self.phone.clone(), self.purpose, self.ip.clone());
        RequestOneTimeCode { phone, purpose, ip, delivery }.perform(tx, ctx).await
    }
}

async fn technician_of(read: &mut db::Read, ctx: &Ctx, phone: &Phone) -> Result<Option<TechnicianId>> {
    let found = workforce::views::technician_by_phone(read, ctx.market, phone).await?;
    Ok(found
        .filter(|technician| technician.status != TechnicianStatus::Left)
        .map(|technician| technician.technician_id))
}

/// What came of giving a code back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Entered {
    In { subject: Subject },
    Refused { redeemed: Redeemed },
}

struct Enter {
    phone: Phone,
    purpose: Purpose,
    code: String,
    name: String,
    client: Client,
    token_hash: String,
}

impl Action for Enter {
    const NAME: &'static str = "flows.sign_in_by_code";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Entered;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Entered> {
        let redeem = RedeemOneTimeCode { phone: self.phone.clone(), purpose: self.purpose, code: self.code.clone() };
        let redeemed = redeem.perform(tx, ctx).await?;
        if redeemed != Redeemed::Accepted {
            // Not an error: the counted try must be kept.
            return Ok(Entered::Refused { redeemed });
        }
        let subject = match self.purpose {
            Purpose::Customer => Subject::Customer(self.customer(tx, ctx, Standing::Account).await?),
            Purpose::Guest => Subject::Customer(self.customer(tx, ctx, Standing::Guest).await?),
            Purpose::Technician => match technician_of(tx, ctx, &self.phone).await? {
                Some(technician) => Subject::Technician(technician),
                None => return Ok(Entered::Refused { redeemed: Redeemed::Expired }),
            },
        };
        let (client, token_hash) = (self.client.clone(), self.token_hash.clone());
        OpenSession { subject, market: Some(ctx.market), token_hash, client }.perform(tx, ctx).await?;
        Ok(Entered::In { subject })
    }
}

impl Enter {
    async fn customer(&self, tx: &mut Tx, ctx: &Ctx, standing: Standing) -> Result<kernel::CustomerId> {
        let find = FindOrAddCustomer { phone: self.phone.clone(), standing, name: self.name.clone() };
        let customer = find.perform(tx, ctx).await?.customer;
        LearnLanguage { customer, locale: ctx.locale }.perform(tx, ctx).await?;
        Ok(customer)
    }
}

/// Somebody who just came in.
pub struct SignedIn {
    /// Who.
    pub subject: Subject,
    /// For the cookie; readable this once.
    pub secret: Secret,
}

/// Gives a one-time code back and opens a session. `name` is kept for customers who are new.
pub async fn sign_in_by_code(
    db: &Database,
    ctx: &Ctx,
    credentials: CodeCredentials,
    client: Client,
) -> Result<SignedIn> {
    let secret = Secret::for_session(ctx);
    let CodeCredentials { phone, purpose, code, name } = credentials;
    let once = Ctx { idempotency: None, ..ctx.clone() };
    let enter = Enter { phone, purpose, code, name, client, token_hash: secret.hash() };
    match db.perform(&once, enter).await? {
        Entered::In { subject } => Ok(SignedIn { subject, secret }),
        Entered::Refused { redeemed } => {
            redeemed.into_result()?;
            Err(access::refusals::CODE_EXPIRED.field("code"))
        }
    }
}

/// What somebody shows to come in.
pub struct CodeCredentials {
    /// Their phone.
    pub phone: Phone,
    /// As what.
    pub purpose: Purpose,
    /// The code that was sent.
    pub code: String,
    /// What to call them when they are new; may be empty.
    pub name: String,
}
