//! Facts announced by this context.

use kernel::CustomerId;
use serde::{Deserialize, Serialize};

/// Somebody we did not know became a customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomerAdded {
    /// Who.
    pub customer: CustomerId,
}

impl db::Event for CustomerAdded {
    const NAME: &'static str = "customers.customer_added";
    fn subject(&self) -> String {
        self.customer.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec!["customers".to_owned()]
    }
}

/// A customer's file changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomerChanged {
    /// Who.
    pub customer: CustomerId,
}

impl db::Event for CustomerChanged {
    const NAME: &'static str = "customers.customer_changed";
    fn subject(&self) -> String {
        self.customer.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec![format!("customer:{}", self.customer)]
    }
}

/// Two files turned out to be one person's. What other contexts keep under `from` belongs to `into` now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomersMerged {
    /// The file that is no more.
    pub from: CustomerId,
    /// The file that stays.
    pub into: CustomerId,
}

impl db::Event for CustomersMerged {
    const NAME: &'static str = "customers.customers_merged";
    fn subject(&self) -> String {
        self.into.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec![format!("customer:{}", self.from), "customers".to_owned()]
    }
}
