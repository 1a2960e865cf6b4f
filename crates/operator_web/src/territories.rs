//! `/console/territories`: the areas of the city on a map; names, border and whether they are served.

use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{Permission, Problem, Result, TerritoryId};
use markets::{
    Names, Territory,
    actions::{AddTerritory, EditTerritory},
    refusals::BAD_RING,
    views,
};
use serde_json::Value;
use ui::{Form, MapData, Shell};

const PAGE: &str = "/console/territories";

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route(PAGE, get(list).post(add))
        .route("/console/territories/new", get(new))
        .route("/console/territories/{id}", get(show).post(edit))
}

#[derive(Template)]
#[template(path = "territories/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Territory>,
    map: MapData,
    may_write: bool,
}

async fn list(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::DispatchRead).or_fail(&visitor)?;
    let rows = all(&visitor).await.or_fail(&visitor)?;
    let shell = frame::shell(&visitor, "console-territories");
    let map = map(&shell, rows.iter());
    let list = List { rows, map, may_write: frame::may(&visitor, Permission::MarketsWrite), shell };
    Ok(frame::respond(&visitor, &list, None))
}

async fn all(visitor: &Visitor) -> Result<Vec<Territory>> {
    let mut read = visitor.edge.app.db.read().await?;
    views::territories(&mut read, visitor.ctx.market).await
}

fn map<'a>(shell: &Shell, territories: impl Iterator<Item = &'a Territory>) -> MapData {
    territories.fold(MapData::new(), |map, one| map.territory(one.names.get(shell.locale), &one.ring))
}

#[derive(Template)]
#[template(path = "territories/show.html")]
struct Show {
    shell: Shell,
    sheet: Sheet,
    territory: Option<Territory>,
    map: MapData,
    action: String,
    may_write: bool,
}

async fn new(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::MarketsWrite).or_fail(&visitor)?;
    dress(&visitor, None, None).await
}

async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::DispatchRead).or_fail(&visitor)?;
    let territory = id.parse().or_fail(&visitor)?;
    dress(&visitor, Some(territory), None).await
}

async fn dress(visitor: &Visitor, id: Option<TerritoryId>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::DispatchRead).or_fail(visitor)?;
    let rows = all(visitor).await.or_fail(visitor)?;
    let stored = match id {
        Some(id) => {
            let found = rows.iter().find(|one| one.territory_id == id).cloned();
            Some(found.ok_or_else(|| kernel::problem::MISSING.problem()).or_fail(visitor)?)
        }
        None => None,
    };
    let page = format!("{PAGE}/{}", id.map_or_else(|| "new".to_owned(), |id| id.to_string()));
    let shell = frame::shell_at(visitor, "console-territory-new", &page, refused.as_ref());
    let back = shell.t("console-territories");
    let shell = shell.back(PAGE, back);
    let shell = match &stored {
        Some(one) => shell.titled(one.names.get(visitor.ctx.locale)).lead(&one.code),
        None => shell,
    };
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "territory", |form| match &stored {
            Some(one) => filled(form, one),
            None => form,
        }),
        // A new border is drawn beside the others; a stored one is looked at alone.
        map: match &stored {
            Some(one) => map(&shell, std::iter::once(one)),
            None => map(&shell, rows.iter()),
        },
        action: if id.is_some() { page } else { PAGE.to_owned() },
        may_write: frame::may(visitor, Permission::MarketsWrite),
        territory: stored,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(form: Form, territory: &Territory) -> Form {
    form.with("code", &territory.code)
        .with("names.zh", &territory.names.zh)
        .with("names.en", &territory.names.en)
        .with("active", if territory.active { "yes" } else { "" })
        .with("ring", written(&territory.ring))
        .with("version", territory.version)
}

/// A border as GeoJSON, one corner a line.
fn written(ring: &[(f64, f64)]) -> String {
    let corners: Vec<String> = ring.iter().chain(ring.first()).map(|(x, y)| format!("    [{x}, {y}]")).collect();
    format!("{{\n  \"type\": \"Polygon\",\n  \"coordinates\": [[\n{}\n  ]]\n}}", corners.join(",\n"))
}

/// The border of a GeoJSON polygon, of a feature with one, of a collection with one such feature, or of bare coordinates. Its last corner
/// may repeat the first.
fn read_ring(text: &str) -> Result<Vec<(f64, f64)>> {
    let bad = || BAD_RING.field("ring");
    let document: Value = serde_json::from_str(text).map_err(|error| bad().caused_by(error))?;
    let corners = outline(&document).and_then(Value::as_array).ok_or_else(bad)?;
    let mut ring = corners.iter().map(corner).collect::<Option<Vec<_>>>().ok_or_else(bad)?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    markets::rules::check_ring(&ring).map(|()| ring)
}

fn outline(document: &Value) -> Option<&Value> {
    match document {
        // Bare coordinates: a list of corners, or of rings.
        Value::Array(items) => match items.first()?.get(0)? {
            Value::Array(_) => items.first(),
            Value::Number(_) => Some(document),
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Object(_) => None,
        },
        Value::Object(fields) => match fields.get("type")?.as_str()? {
            // Holes mean nothing to us, so a polygon is its outer ring.
            "Polygon" => fields.get("coordinates")?.get(0),
            "Feature" => outline(fields.get("geometry")?),
            "FeatureCollection" => match fields.get("features")?.as_array()?.as_slice() {
                [one] => outline(one),
                _ => None,
            },
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn corner(value: &Value) -> Option<(f64, f64)> {
    match value.as_array()?.as_slice() {
        [longitude, latitude, ..] => Some((longitude.as_f64()?, latitude.as_f64()?)),
        _ => None,
    }
}

fn names(form: &Submitted) -> Result<Names> {
    Ok(Names::new(form.required("names.zh")?, form.required("names.en")?))
}

async fn add(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MarketsWrite).or_fail(visitor)?;
    match try_add(&form).await {
        Ok(()) => Ok(frame::done(visitor, PAGE, "console-added")),
        Err(problem) => dress(visitor, None, Some(Refused::of("territory", &form, problem)?)).await,
    }
}

async fn try_add(form: &Submitted) -> Result<()> {
    let ring = read_ring(form.required("ring")?)?;
    let add = AddTerritory { code: form.required("code")?.to_owned(), names: names(form)?, ring };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, add).await.map(drop)
}

async fn edit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MarketsWrite).or_fail(visitor)?;
    let territory = id.parse().or_fail(visitor)?;
    match try_edit(&form, territory).await {
        Ok(()) => Ok(frame::done(visitor, &format!("{PAGE}/{territory}"), "console-saved")),
        Err(problem) => dress(visitor, Some(territory), Some(Refused::of("territory", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, territory: TerritoryId) -> Result<(), Problem> {
    let visitor = &form.visitor;
    let stored = {
        let mut read = visitor.edge.app.db.read().await?;
        views::territory(&mut read, visitor.ctx.market, territory).await?
    };
    let territory = Territory {
        names: names(form)?,
        ring: read_ring(form.required("ring")?)?,
        active: form.ticked("active"),
        version: form.version()?,
        ..stored
    };
    visitor.edge.app.db.perform(&visitor.ctx, EditTerritory { territory }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn borders_are_read_in_the_forms_that_map_tools_write() {
        let corners = vec![(121.0, 31.0), (122.0, 31.0), (122.0, 32.0)];
        let closed = json!([[121, 31], [122, 31], [122, 32], [121, 31]]);
        let polygon = json!({"type": "Polygon", "coordinates": [closed]});
        let feature = json!({"type": "Feature", "properties": {}, "geometry": polygon});
        let collection = json!({"type": "FeatureCollection", "features": [feature]});
        for document in [closed.clone(), json!([closed]), polygon, feature, collection] {
            assert_eq!(read_ring(&document.to_string()).unwrap(), corners, "{document}");
        }
        assert_eq!(read_ring(&written(&corners)).unwrap(), corners);
    }

    #[test]
    fn what_is_no_border_is_refused_at_its_field() {
        let two = json!([[121, 31], [122, 31]]).to_string();
        let off = json!([[121, 31], [122, 31], [122, 95]]).to_string();
        let point = json!({"type": "Point", "coordinates": [1, 2]}).to_string();
        for text in ["", "[", "{}", "[]", "[[1]]", "[\"a\"]", "7", &two, &off, &point] {
            let problem = read_ring(text).unwrap_err();
            assert!(problem.is(BAD_RING) && problem.field_name() == Some("ring"), "{text}");
        }
    }
}
