//! `/console/customers`: who pays, where they live, whom to call, which technicians they want, what they ordered.

mod file;
mod list;
mod places;
mod ties;

use axum::{
    Router,
    routing::{get, post},
};
use edge::Edge;
use jobs::model::Stage;
use kernel::CustomerId;
use ui::Tone;

const PAGE: &str = "/console/customers";

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route(PAGE, get(list::show).post(list::add))
        .route("/console/customers/{id}", get(file::show).post(file::edit))
        .route("/console/customers/{id}/merge", post(file::merge))
        .route("/console/customers/{id}/contacts", post(ties::add_contact))
        .route("/console/customers/{id}/contacts/{contact}", post(ties::edit_contact))
        .route("/console/customers/{id}/contacts/{contact}/remove", post(ties::remove_contact))
        .route("/console/customers/{id}/ties", post(ties::set_tie))
        .route("/console/customers/{id}/properties", post(places::add))
        .route("/console/customers/{id}/properties/new", get(places::new))
        .route("/console/customers/{id}/properties/{property}", get(places::show).post(places::edit))
        .route("/console/customers/{id}/properties/{property}/remove", post(places::remove))
        .route("/console/customers/{id}/properties/{property}/default", post(places::make_default))
}

fn page_of(customer: CustomerId) -> String {
    format!("{PAGE}/{customer}")
}

/// The colour of a job's stage.
pub(crate) fn stage_tone(stage: Stage) -> Tone {
    match stage {
        Stage::Unpaid | Stage::ToDispatch | Stage::ToAccept => Tone::Warn,
        Stage::Scheduled => Tone::Info,
        Stage::UnderWay => Tone::Accent,
        Stage::Completed | Stage::Settled => Tone::Good,
        Stage::Trouble => Tone::Bad,
        Stage::Cancelled => Tone::Neutral,
    }
}
