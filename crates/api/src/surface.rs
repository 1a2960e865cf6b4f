//! Every route, declared once: method, address, what it is, who may, and the handler, from whose types the document is made.

use crate::{
    answers::Said,
    arguments::Argument,
    caller::{Allowed, Caller},
    frame,
    shape::Book,
};
use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, on},
};
use edge::Edge;
use kernel::Permission;
use serde_json::{Map, Value, json};

/// The prefix of every address.
pub const ROOT: &str = "/api/v1";

/// One operation, as the document shows it.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) group: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) allowed: &'static [Permission],
    pub(crate) parameters: Vec<Value>,
    pub(crate) body: Option<(&'static str, Value)>,
    pub(crate) answers: Map<String, Value>,
}

impl Operation {
    /// Adds a parameter.
    pub(crate) fn parameter(&mut self, name: &str, place: &str, is_required: bool, schema: Value) {
        self.parameters.push(json!({ "name": name, "in": place, "required": is_required, "schema": schema }));
    }

    /// Adds a part of the path; its name is in the template.
    pub(crate) fn path_part(&mut self, index: usize, schema: Value) {
        let path = self.path;
        let mut names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let name = names.nth(index).unwrap_or_default();
        self.parameter(name, "path", true, schema);
    }

    /// Sets the body.
    pub(crate) fn body(&mut self, kind: &'static str, schema: Value) {
        self.body = Some((kind, schema));
    }

    /// Adds the answer when all is well.
    pub(crate) fn answer(&mut self, status: u16, doc: &str, schema: Value, headers: &[&str]) {
        let mut answer = json!({ "description": doc });
        if !schema.is_null() {
            answer["content"] = json!({ "application/json": { "schema": schema } });
        }
        for header in headers {
            answer["headers"][*header] = json!({ "schema": { "type": "string" } });
        }
        self.answers.insert(status.to_string(), answer);
    }
}

/// A handler whose arguments and answer describe themselves. The first argument is always who calls.
pub(crate) trait Described<D> {
    /// Adds arguments and answer to the operation.
    fn describe(operation: &mut Operation, book: &mut Book);
}

macro_rules! described {
    ($($argument:ident)*) => {
        impl<F, Fut, R: Said, $($argument: Argument),*> Described<(R, $($argument,)*)> for F
        where
            F: Fn(Caller, $($argument),*) -> Fut,
            Fut: Future<Output = R>,
        {
            fn describe(operation: &mut Operation, book: &mut Book) {
                $($argument::describe(operation, book);)*
                R::describe(operation, book);
            }
        }
    };
}
described!();
described!(A);
described!(A B);
described!(A B C);

/// The routes, and what the document says of them.
pub(crate) struct Surface {
    router: Router<Edge>,
    group: &'static str,
    pub(crate) operations: Vec<Operation>,
    pub(crate) book: Book,
}

impl Surface {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), group: "", operations: Vec::new(), book: Book::default() }
    }

    /// The heading under which the following routes stand.
    pub(crate) fn group(&mut self, name: &'static str) -> &mut Self {
        self.group = name;
        self
    }

    fn add<H, T, D>(
        &mut self,
        (method, filter): (Method, MethodFilter),
        (path, summary): (&'static str, &'static str),
        allowed: &'static [Permission],
        handler: H,
    ) -> &mut Self
    where
        H: Handler<T, Edge> + Described<D>,
        T: 'static,
    {
        let mut operation = Operation {
            method,
            path,
            group: self.group,
            summary,
            allowed,
            parameters: Vec::new(),
            body: None,
            answers: Map::new(),
        };
        H::describe(&mut operation, &mut self.book);
        self.operations.push(operation);
        let route = on(filter, handler).layer(Extension(Allowed(allowed)));
        self.router = std::mem::take(&mut self.router).route(path, route);
        self
    }

    /// Everything under [`ROOT`], in its frame.
    pub(crate) fn into_router(self, edge: &Edge) -> Router<Edge> {
        let api = self
            .router
            .fallback(frame::nowhere)
            .method_not_allowed_fallback(frame::no_such_method)
            .layer(DefaultBodyLimit::max(crate::arguments::UPLOAD_BYTES_MAX))
            .layer(middleware::from_fn_with_state(edge.clone(), frame::frame));
        Router::new().nest(ROOT, api)
    }
}

macro_rules! methods {
    ($($name:ident $method:ident;)*) => {
        impl Surface {$(
            pub(crate) fn $name<H, T, D>(
                &mut self,
                path: &'static str,
                summary: &'static str,
                allowed: &'static [Permission],
                handler: H,
            ) -> &mut Self
            where
                H: Handler<T, Edge> + Described<D>,
                T: 'static,
            {
                self.add((Method::$method, MethodFilter::$method), (path, summary), allowed, handler)
            }
        )*}
    };
}
methods! {
    get GET;
    post POST;
    put PUT;
    delete DELETE;
}
