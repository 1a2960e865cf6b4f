//! `/console/catalog`: what is sold and how the work goes; the words of the furniture form.

mod category;
mod checklist;
mod fault;
mod furniture;
mod service;
mod service_form;
mod tree;

use crate::forms::Typed;
use axum::{
    Router,
    routing::{get, post},
};
use catalog::model::Names;
use edge::{Edge, Submitted};
use kernel::Result;
use ui::Form;

const PAGE: &str = "/console/catalog";

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route(PAGE, get(tree::show))
        .route("/console/catalog/categories", post(category::add))
        .route("/console/catalog/categories/new", get(category::new))
        .route("/console/catalog/categories/{id}", get(category::show).post(category::edit))
        .route("/console/catalog/services", post(service::add))
        .route("/console/catalog/services/new", get(service::new))
        .route("/console/catalog/services/{id}", get(service::show).post(service::edit))
        .route("/console/catalog/services/{id}/active", post(service::set_active))
        .route("/console/catalog/checklists", get(checklist::list).post(checklist::save))
        .route("/console/catalog/checklists/new", get(checklist::new))
        .route("/console/catalog/checklists/{code}", get(checklist::show))
        .route("/console/catalog/furniture", get(furniture::list).post(furniture::save))
        .route("/console/catalog/furniture/{kind}/{code}", get(furniture::show))
        .route("/console/catalog/faults", get(fault::list).post(fault::save))
        .route("/console/catalog/faults/{code}", get(fault::show))
}

/// A name in both languages, from the fields `<name>.zh` and `<name>.en`.
fn names(form: &Submitted, name: &str) -> Result<Names> {
    Ok(Names::new(form.required(&format!("{name}.zh"))?, form.required(&format!("{name}.en"))?))
}

/// The fields of [`names`] filled in.
fn with_names(form: Form, name: &str, names: &Names) -> Form {
    form.with(format!("{name}.zh"), &names.zh).with(format!("{name}.en"), &names.en)
}

/// The comma-separated codes of a field.
fn codes(form: &Submitted, name: &str) -> Vec<String> {
    let parts = form.text(name).split([',', '，', '、', ' ']).map(str::trim);
    parts.filter(|code| !code.is_empty()).map(str::to_owned).collect()
}
