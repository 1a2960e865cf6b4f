//! Money: every fact of billing is written into the books in its own transaction; gateways are asked by errands.

mod compensation;
mod gateway;
mod outcomes;
mod returns;

pub use compensation::Compensate;
pub use gateway::{PROVIDER, hear_callback, register};
pub(crate) use outcomes::{
    add_change_order, call_off, end_dispute, finish, hold_disputed, nobody_there, settle_when_paid, void_unpaid,
};

pub(crate) use returns::{tell_compensated, tell_refunded, tell_returned, tell_taken_back};

use crate::books;
use billing::model::Booked;
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result};
use serde::{Serialize, de::DeserializeOwned};

/// An action of billing together with its entries in the books. Edges perform every action whose outcome is `Booked` through this.
#[derive(Clone, Debug)]
pub struct Kept<A>(pub A);

impl<A, T> Action for Kept<A>
where
    A: Action<Outcome = Booked<T>>,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    const NAME: &'static str = A::NAME;
    const PERMISSION: Permission = A::PERMISSION;
    type Outcome = T;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<T> {
        let booked = self.0.perform(tx, ctx).await?;
        books::keep(tx, ctx, booked).await
    }

    fn subject(&self) -> String {
        self.0.subject()
    }
}
