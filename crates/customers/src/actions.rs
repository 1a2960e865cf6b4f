//! Verbs that write. What a customer does with their own file, an operator may do too: twins that share one function.

mod file;
mod language;
mod people;

pub use file::{
    AddContact, AddOwnContact, AddOwnProperty, AddProperty, EditContact, EditOwnContact, EditOwnProperty, EditProperty,
    MakeDefaultProperty, MakeOwnDefaultProperty, RemoveContact, RemoveOwnContact, RemoveOwnProperty, RemoveProperty,
    SetOwnTie, SetTie,
};
pub use language::LearnLanguage;
pub use people::{AddCustomer, EditCustomer, EditOwnProfile, FindOrAddCustomer, Found, MergeCustomers, MovePhone};
