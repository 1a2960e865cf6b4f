//! Routes that every installation has: assets, photos, preferences, health, and the page for addresses that lead nowhere.

use crate::{
    Answer, Edge, Failure, NO_SUCH_PAGE, SetCookie, Submitted, Visitor, photos, see_other, telephone,
    visitor::{LOCALE_COOKIE, MARKET_COOKIE, THEME_COOKIE},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use kernel::Locale;
use ui::Theme;

const YEAR: i64 = 31_536_000;
/// Largest request body: a form with several photos.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The common routes, around the faces' own.
pub fn routes(faces: Router<Edge>) -> Router<Edge> {
    faces
        .route("/assets/{name}", get(asset))
        .route("/photos/{size}/{file}", get(photos::show))
        .route("/preferences", post(preferences))
        .route("/field/preferences", post(preferences))
        .route("/console/preferences", post(preferences))
        .route("/healthz", get(health))
        .route("/demo/telephone", get(telephone::show))
        .fallback(nowhere)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

async fn asset(Path(name): Path<String>) -> Response {
    match ui::serve_asset(&name) {
        Some((mime, bytes, _)) => {
            let headers = [
                (header::CONTENT_TYPE, mime),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Alive: the database answers.
async fn health(State(edge): State<Edge>) -> Response {
    let answer = async {
        let mut read = edge.app.db.read().await?;
        markets::views::all_markets(&mut read).await
    };
    match answer.await {
        Ok(_) => "ok\n".into_response(),
        Err(problem) => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", problem.code())).into_response(),
    }
}

/// Language, colours and city, kept in the browser.
async fn preferences(form: Submitted) -> Answer {
    let keep = |name, value: &str| SetCookie { name, value: value.to_owned(), path: "/", seconds: YEAR };
    let mut cookies = Vec::new();
    if let Ok(locale) = form.text("locale").parse::<Locale>() {
        cookies.push(keep(LOCALE_COOKIE, locale.as_str()));
    }
    if let Ok(theme) = form.text("theme").parse::<Theme>() {
        cookies.push(keep(THEME_COOKIE, theme.as_str()));
    }
    if let Some(market) = form.visitor.edge.directory.market_by_code(form.text("market")) {
        cookies.push(keep(MARKET_COOKIE, &market.code));
    }
    let back = form.text("back");
    let safe = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    Ok(see_other(&form.visitor, if safe { back } else { form.visitor.area.root() }, &cookies))
}

async fn nowhere(visitor: Visitor) -> Failure {
    Failure::of(&visitor, NO_SUCH_PAGE.problem())
}
