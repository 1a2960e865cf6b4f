//! What a handler gives back: a page, a redirect, or a failure dressed for whoever asked.

use crate::{SetCookie, Visitor};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Kind, Locale, Problem};
use ui::Html;

/// What a page handler returns.
pub type Answer = Result<Response, Failure>;

/// A problem on its way to a person, with what is needed to dress it.
pub struct Failure {
    problem: Problem,
    visitor: Option<Box<Visitor>>,
    locale: Locale,
}

impl Failure {
    /// A problem of a visitor.
    #[must_use]
    pub fn of(visitor: &Visitor, problem: Problem) -> Self {
        Self { problem, locale: visitor.ctx.locale, visitor: Some(Box::new(visitor.clone())) }
    }

    pub(crate) fn bare(problem: Problem, locale: Locale) -> Self {
        Self { problem, visitor: None, locale }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

/// `?` on a `kernel::Result` inside a page handler: `read(..).await.or_fail(&visitor)?`.
pub trait OrFail<T> {
    /// Turns the problem into a failure of this visitor.
    fn or_fail(self, visitor: &Visitor) -> Result<T, Failure>;
}

impl<T> OrFail<T> for kernel::Result<T> {
    fn or_fail(self, visitor: &Visitor) -> Result<T, Failure> {
        self.map_err(|problem| Failure::of(visitor, problem))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if self.problem.kind() == Kind::Broken {
            tracing::error!(problem = %self.problem, "a request failed by our fault");
        }
        let Some(visitor) = self.visitor else {
            let page = ui::problem_notice(self.locale, &self.problem);
            return page
                .map_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response(), |page| response(page, &[], ""));
        };
        if self.problem.kind() == Kind::Unauthenticated && !visitor.is_fragment {
            let back = data_encoding::HEXLOWER.encode(visitor.here.as_bytes());
            return see_other(&visitor, &format!("{}?next={back}", visitor.area.sign_in()), &[]);
        }
        let page = if visitor.is_fragment {
            ui::problem_notice(self.locale, &self.problem)
        } else {
            ui::problem_page(&visitor.shell(""), &self.problem)
        };
        match page {
            Ok(page) => response(page, visitor.cookies(), &visitor.edge.app.base_url),
            Err(problem) => {
                tracing::error!(%problem, "the page of a problem could not be made");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// A page for a visitor.
#[must_use]
pub fn page(visitor: &Visitor, html: kernel::Result<Html>) -> Response {
    match html {
        Ok(html) => response(html, visitor.cookies(), &visitor.edge.app.base_url),
        Err(problem) => Failure::of(visitor, problem).into_response(),
    }
}

/// The page to go to after signing in: what `next` (hexadecimal, as [`Failure`] writes it) names in this area, else the area's first page.
#[must_use]
pub fn next_page(visitor: &Visitor, next: &str) -> String {
    let named = data_encoding::HEXLOWER.decode(next.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let is_ours = |path: &String| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains(['\\', '\r', '\n'])
            && crate::Area::of(path.split('?').next().unwrap_or_default()) == visitor.area
            && !path.starts_with(visitor.area.sign_in())
    };
    named.filter(is_ours).unwrap_or_else(|| visitor.area.root().to_owned())
}

/// Sends the browser to another page of ours after a form was accepted, with cookies to keep.
#[must_use]
pub fn see_other(visitor: &Visitor, location: &str, cookies: &[SetCookie]) -> Response {
    let all: Vec<SetCookie> = visitor.cookies().iter().chain(cookies).cloned().collect();
    response(Html::see_other(location), &all, &visitor.edge.app.base_url)
}

fn response(html: Html, cookies: &[SetCookie], base_url: &str) -> Response {
    let mut response = html.body.into_response();
    *response.status_mut() = StatusCode::from_u16(html.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in html.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie.header(base_url));
    }
    response
}
