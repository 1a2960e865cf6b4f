//! What every face does the same way: who asks, from which market, in which language; forms against forgery; problems dressed; live
//! updates; photos in and out; limits.
//!
//! A handler takes a [`Visitor`], reads its input by [`Submitted`] or [`Uploaded`], performs an action or a view with `visitor.ctx`, and
//! returns a page or a [`Failure`]. It decides nothing about business.

mod answer;
mod common;
mod cookie;
mod directory;
mod form;
mod limits;
mod live;
mod photos;
mod telephone;
mod visitor;

pub use answer::{Answer, Failure, OrFail, next_page, page, see_other};
pub use common::routes;
pub use cookie::{Cookies, SetCookie};
pub use directory::Directory;
pub use form::{Submitted, Uploaded};
pub use limits::{BURST, Limits};
pub use live::live_stream;
pub use photos::ProofMark;
pub use visitor::{Area, Visitor, client_of};

use flows::App;
use kernel::Result;
use std::sync::Arc;

/// What every handler has in hand: the program's [`App`], the markets it serves, and the limits on who asks too often.
#[derive(Clone)]
pub struct Edge {
    /// Database, clock, gateways, keys.
    pub app: App,
    /// The markets, kept in memory.
    pub directory: Arc<Directory>,
    /// Who asks too often.
    pub limits: Arc<Limits>,
    /// Whether this is the demonstration city, where simulated telephones can be read.
    pub demo: Demo,
}

/// Whether simulated telephones and logins are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// A real operation.
    No,
    /// The demonstration city.
    Yes,
}

impl Edge {
    /// Reads the markets and is ready to answer.
    pub async fn new(app: App, demo: Demo) -> Result<Self> {
        let directory = Arc::new(Directory::load(&app.db).await?);
        Ok(Self { app, directory, limits: Arc::default(), demo })
    }
}

kernel::refusals! {
    /// The form's token does not belong to this browser; reload the page.
    FORGED_FORM = Forbidden "forged_form";
    /// The input could not be read at all.
    MALFORMED_INPUT = Invalid "malformed_input";
    /// The input is larger than allowed.
    INPUT_TOO_LARGE = Invalid "input_too_large";
    /// Too many requests from one address.
    TOO_MANY_REQUESTS = TooMany "too_many_requests";
    /// There is no page here.
    NO_SUCH_PAGE = Missing "no_such_page";
    /// The installation has no market yet.
    NO_MARKET = Missing "no_market";
}
