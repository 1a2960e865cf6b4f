//! `/account/properties`: the customer's addresses.

use super::framed;
use crate::{
    draft::territory_of,
    frame::{customer, id, own_id, read},
    spot,
    typed::Typed,
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use customers::{
    Building, Property, PropertyDraft,
    actions::{AddOwnProperty, EditOwnProperty, MakeOwnDefaultProperty, RemoveOwnProperty},
};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use kernel::{Kind, Problem, PropertyId, Result, problem};
use ui::{Choice, Form, Html, MapData, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/account/properties", get(list))
        .route("/account/properties/{property}", get(show).post(save))
        .route("/account/properties/{property}/default", post(make_default))
        .route("/account/properties/{property}/removal", post(remove))
}

const NEW: &str = "new";

#[derive(Template)]
#[template(path = "account/properties.html")]
struct List {
    shell: Shell,
    properties: Vec<Property>,
    default: Option<PropertyId>,
}

impl List {
    fn is_default(&self, property: &Property) -> bool {
        self.default == Some(property.property_id)
    }
}

async fn list(visitor: Visitor) -> Answer {
    let found: Result<List> = async {
        let shell = framed(&visitor, "customer-properties").await?;
        let mut db = read(&visitor).await?;
        let customer = customers::views::customer(&mut db, visitor.ctx.market, customer(&visitor)?).await?;
        let properties = customers::views::properties_of(&mut db, visitor.ctx.market, &customer).await?;
        Ok(List { shell, default: customer.default_property, properties })
    }
    .await;
    Ok(page(&visitor, Html::page(&found.or_fail(&visitor)?)))
}

#[derive(Template)]
#[template(path = "account/property.html")]
struct Show {
    shell: Shell,
    id: String,
    is_new: bool,
    form: Form,
    buildings: Vec<Choice>,
    map: MapData,
}

async fn show(visitor: Visitor, Path(property): Path<String>) -> Answer {
    render(&visitor, property, None).await
}

async fn render(visitor: &Visitor, property: String, refused: Option<(&Submitted, Problem)>) -> Answer {
    let status = refused.as_ref().map_or(200, |(_, problem)| problem.kind().status());
    let found: Result<Show> = async {
        let title = if property == NEW { "customer-property-new" } else { "customer-property" };
        let shell = framed(visitor, title).await?;
        let label = shell.t("customer-properties");
        let shell = shell.back("/account/properties", label);
        let form = Form::new(shell.locale);
        let form = match (&refused, property.as_str()) {
            (Some((sent, problem)), _) => form.filled(sent.pairs.clone()).failed(problem.clone()),
            (None, NEW) => form.with("floor", 1).with("building", Building::Apartment).with("has_lift", "yes"),
            (None, named) => {
                let (owner, named) = (customer(visitor)?, id(named)?);
                let mut db = read(visitor).await?;
                stored(form, &customers::views::property(&mut db, visitor.ctx.market, owner, named).await?)
            }
        };
        let buildings = Building::ALL.iter();
        let buildings = buildings.map(|kind| Choice::new(kind, shell.word("customer-building", kind))).collect();
        let is_new = property == NEW;
        Ok(Show { map: spot::territories(visitor), id: property.clone(), is_new, form, buildings, shell })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

fn stored(form: Form, property: &Property) -> Form {
    let facts = &property.facts;
    form.with("label", &facts.label)
        .with("address", &facts.address)
        .with("detail", &facts.detail)
        .with("latitude", facts.place.latitude)
        .with("longitude", facts.place.longitude)
        .with("floor", facts.floor)
        .with("has_lift", if facts.has_lift { "yes" } else { "" })
        .with("building", facts.building)
        .with("access_note", &facts.access_note)
        .with("version", property.version)
}

fn draft(visitor: &Visitor, form: &Submitted) -> Result<PropertyDraft> {
    let address = form.required("address")?.to_owned();
    let place = spot::pin(form)?.ok_or_else(|| problem::REQUIRED.field("latitude"))?;
    Ok(PropertyDraft {
        label: form.text("label").to_owned(),
        address,
        detail: form.text("detail").to_owned(),
        place,
        territory_id: Some(territory_of(visitor, place)?),
        floor: form.number("floor")?,
        has_lift: form.ticked("has_lift"),
        building: form.read_as("building")?,
        access_note: form.text("access_note").to_owned(),
    })
}

async fn save(Path(property): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let saved: Result<()> = async {
        let draft = draft(visitor, &form)?;
        if property == NEW {
            return visitor.edge.app.db.perform(&visitor.ctx, AddOwnProperty { draft }).await.map(drop);
        }
        let edit = EditOwnProperty { property: id(&property)?, draft, version: form.number("version")? };
        visitor.edge.app.db.perform(&visitor.ctx, edit).await
    }
    .await;
    match saved {
        Ok(()) => Ok(see_other(visitor, "/account/properties", &[visitor.flash_cookie("customer-saved")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => render(visitor, property, Some((&form, problem))).await,
    }
}

async fn make_default(Path(property): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let property = own_id(visitor, &property).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, MakeOwnDefaultProperty { property }).await.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/properties", &[visitor.flash_cookie("customer-saved")]))
}

async fn remove(Path(property): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let property = own_id(visitor, &property).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RemoveOwnProperty { property }).await.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/properties", &[visitor.flash_cookie("customer-removed")]))
}
