//! What bodies look like: a schema for every type that goes over the wire, collected into the document's components.
//!
//! Three macros declare shapes. `mirror!` describes a type of a context as its serialization is; it names every field with its type and
//! does not compile when the context's type changes, so the contract cannot drift unseen. `shape!` declares an answer of our own, filled
//! from a model. `asked!` declares a body or query that is read field by field, so that every mistake names its field.

use kernel::{Currency, MailAddress, Money, Phone, Place, Rate, Timestamp, Window, Zone, time::Date, time::Time};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A type with a schema.
pub(crate) trait Shape {
    /// Whether it may be left out of what is sent.
    const OPTIONAL: bool = false;
    /// The schema, or a reference to it.
    fn schema(book: &mut Book) -> Value;
}

/// The named schemas met so far.
#[derive(Default)]
pub(crate) struct Book {
    schemas: BTreeMap<String, Value>,
    kinds: BTreeMap<String, &'static str>,
    /// Names that two different shapes claim.
    pub(crate) conflicts: Vec<String>,
}

impl Book {
    /// A reference to a named schema, which is built at its first use.
    pub(crate) fn named<T: ?Sized>(&mut self, name: &str, build: impl Fn(&mut Self) -> Value) -> Value {
        let kind = std::any::type_name::<T>();
        match self.kinds.get(name).copied() {
            None => {
                self.kinds.insert(name.to_owned(), kind);
                let schema = build(self);
                self.schemas.insert(name.to_owned(), schema);
            }
            Some(known) if known != kind => {
                let same = build(self) == *self.schemas.get(name).unwrap_or(&Value::Null);
                if !same {
                    self.conflicts.push(format!("{name}: {known} and {kind}"));
                }
            }
            Some(_) => {}
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// The schema behind a reference.
    pub(crate) fn resolved(&self, schema: &Value) -> Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        name.and_then(|name| self.schemas.get(name)).unwrap_or(schema).clone()
    }

    /// Every named schema.
    pub(crate) fn into_schemas(self) -> Map<String, Value> {
        self.schemas.into_iter().collect()
    }
}

/// One field of an object: name, schema, whether it may be missing, what it means.
pub(crate) type Field = (&'static str, Value, bool, &'static str);

/// The schema of an object.
pub(crate) fn object(doc: &str, fields: Vec<Field>) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| !field.2).map(|field| field.0).collect();
    let mut properties = Map::new();
    for (name, mut schema, _, doc) in fields {
        if let (Value::Object(schema), false) = (&mut schema, doc.is_empty()) {
            schema.insert("description".to_owned(), doc.into());
        }
        properties.insert(name.to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !doc.is_empty() {
        schema["description"] = doc.into();
    }
    schema
}

/// One line of documentation from the lines of a comment.
pub(crate) const fn first_line(lines: &[&'static str]) -> &'static str {
    if lines.is_empty() { "" } else { lines[0] }
}

/// Describes a type of a context as it is serialized; the list of fields must be complete.
macro_rules! mirror {
    ($(#[doc = $doc:literal])* $name:ident = $kind:path {
        $(.. $flat:ident: $flat_kind:ty,)? $($field:ident: $field_kind:ty),* $(,)?
    }) => {
        impl $crate::shape::Shape for $kind {
            fn schema(book: &mut $crate::shape::Book) -> serde_json::Value {
                // Does not compile when a field is missing here or has another type there.
                let _complete = |value: $kind| {
                    let $kind { $($flat,)? $($field),* } = value;
                    $(let _: $flat_kind = $flat;)?
                    $(let _: $field_kind = $field;)*
                };
                book.named::<$kind>(stringify!($name), |book| {
                    let own = $crate::shape::object($crate::shape::first_line(&[$($doc),*]), vec![$((
                        stringify!($field),
                        <$field_kind as $crate::shape::Shape>::schema(book),
                        <$field_kind as $crate::shape::Shape>::OPTIONAL,
                        "",
                    )),*]);
                    $(let own = serde_json::json!({ "allOf": [<$flat_kind as $crate::shape::Shape>::schema(book), own] });)?
                    own
                })
            }
        }
    };
}

/// Types of a context that are read by their own serialization.
macro_rules! readable {
    ($($kind:ty),* $(,)?) => {$(
        impl $crate::input::Input for $kind {
            fn input(value: serde_json::Value, at: &$crate::input::At) -> kernel::Result<Self> {
                at.by_serde(value)
            }
        }
    )*};
}

/// Declares an answer, filled from a model: fields are cloned from the field of the same name unless an expression is given.
macro_rules! shape {
    ($(#[doc = $doc:literal])* $name:ident of $model:path as $from:ident {
        $($(#[doc = $field_doc:literal])* $field:ident: $kind:ty $(= $value:expr)?),* $(,)?
    }) => {
        $crate::shape::shape! { $(#[doc = $doc])* $name { $($(#[doc = $field_doc])* $field: $kind),* } }
        impl From<&$model> for $name {
            fn from($from: &$model) -> Self {
                Self { $($field: $crate::shape::pick!($from $field $($value)?)),* }
            }
        }
    };
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $field_doc:literal])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(serde::Serialize)]
        pub(crate) struct $name { $($(#[doc = $field_doc])* pub(crate) $field: $kind),* }
        $crate::shape::schema_of! { $name [$($doc)*] { $([$($field_doc)*] $field: $kind),* } }
    };
}

/// Declares a body or query that is read field by field.
macro_rules! asked {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $field_doc:literal])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[doc = $doc])*
        pub(crate) struct $name { $($(#[doc = $field_doc])* pub(crate) $field: $kind),* }
        $crate::shape::schema_of! { $name [$($doc)*] { $([$($field_doc)*] $field: $kind),* } }
        impl $crate::input::Input for $name {
            fn input(value: serde_json::Value, at: &$crate::input::At) -> kernel::Result<Self> {
                let mut fields = at.object(value)?;
                let asked = Self { $($field: fields.take(stringify!($field))?),* };
                fields.end()?;
                Ok(asked)
            }
        }
    };
}

macro_rules! schema_of {
    ($name:ident [$($doc:literal)*] { $([$($field_doc:literal)*] $field:ident: $kind:ty),* }) => {
        impl $crate::shape::Shape for $name {
            fn schema(book: &mut $crate::shape::Book) -> serde_json::Value {
                book.named::<Self>(stringify!($name), |book| {
                    $crate::shape::object($crate::shape::first_line(&[$($doc),*]), vec![$((
                        stringify!($field),
                        <$kind as $crate::shape::Shape>::schema(book),
                        <$kind as $crate::shape::Shape>::OPTIONAL,
                        $crate::shape::first_line(&[$($field_doc),*]),
                    )),*])
                })
            }
        }
    };
}

macro_rules! pick {
    ($from:ident $field:ident) => {
        $from.$field.clone()
    };
    ($from:ident $field:ident $value:expr) => {
        $value
    };
}

/// Text enums: their codes are the schema.
macro_rules! coded {
    ($($kind:ty),* $(,)?) => {$(
        impl $crate::shape::Shape for $kind {
            fn schema(_: &mut $crate::shape::Book) -> serde_json::Value {
                serde_json::json!({ "type": "string", "enum": <$kind>::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>() })
            }
        }
        impl $crate::input::Input for $kind {
            fn input(value: serde_json::Value, at: &$crate::input::At) -> kernel::Result<Self> {
                at.parsed(value)
            }
        }
    )*};
}

/// Enums whose variants carry data, tagged by one field: each variant with the fields it has.
macro_rules! tagged {
    ($(#[doc = $doc:literal])* $name:ident by $tag:ident = $kind:path { $($code:ident { $($field:ident: $field_kind:ty),* $(,)? }),* $(,)? }) => {
        impl $crate::shape::Shape for $kind {
            fn schema(book: &mut $crate::shape::Book) -> serde_json::Value {
                book.named::<$kind>(stringify!($name), |book| {
                    let variants: Vec<serde_json::Value> = vec![$($crate::shape::object("", vec![
                        (stringify!($tag), serde_json::json!({ "type": "string", "const": stringify!($code) }), false, ""),
                        $((
                            stringify!($field),
                            <$field_kind as $crate::shape::Shape>::schema(book),
                            <$field_kind as $crate::shape::Shape>::OPTIONAL,
                            "",
                        )),*
                    ])),*];
                    serde_json::json!({ "description": $crate::shape::first_line(&[$($doc),*]), "oneOf": variants })
                })
            }
        }
    };
}

pub(crate) use {asked, coded, mirror, pick, readable, schema_of, shape, tagged};

/// Models turned into answers.
pub(crate) fn each<'a, M: 'a, S: From<&'a M>>(models: impl IntoIterator<Item = &'a M>) -> Vec<S> {
    models.into_iter().map(S::from).collect()
}

macro_rules! plain {
    ($($kind:ty = $schema:tt;)*) => {$(
        impl Shape for $kind {
            fn schema(_: &mut Book) -> Value {
                json!($schema)
            }
        }
    )*};
}

plain! {
    String = { "type": "string" };
    bool = { "type": "boolean" };
    i64 = { "type": "integer", "format": "int64" };
    i32 = { "type": "integer", "format": "int32" };
    u64 = { "type": "integer", "minimum": 0 };
    u32 = { "type": "integer", "minimum": 0 };
    u16 = { "type": "integer", "minimum": 0, "maximum": 65535 };
    u8 = { "type": "integer", "minimum": 0, "maximum": 255 };
    f64 = { "type": "number" };
    Value = { "type": ["object", "array", "string", "number", "boolean", "null"] };
    Rate = { "type": "integer", "description": "Parts per million; 150000 is 15 %." };
    MailAddress = { "type": "string", "format": "email", "maxLength": 254, "examples": ["someone@example.com"] };
    Phone = { "type": "string", "description": "A phone number; national numbers are read as Chinese.", "examples": ["+8613800000001"] };
    Timestamp = { "type": "string", "format": "date-time" };
    Date = { "type": "string", "format": "date" };
    Time = { "type": "string", "format": "time" };
    Zone = { "type": "string", "description": "An IANA time zone.", "examples": ["Asia/Shanghai"] };
}

impl Shape for Money {
    fn schema(book: &mut Book) -> Value {
        book.named::<Self>("Money", |book| {
            let fields = vec![
                ("minor", i64::schema(book), false, "Smallest units: fen, cent."),
                ("currency", Currency::schema(book), false, ""),
            ];
            object("An amount of money.", fields)
        })
    }
}

impl Shape for Place {
    fn schema(book: &mut Book) -> Value {
        book.named::<Self>("Place", |book| {
            let fields = vec![("latitude", f64::schema(book), false, ""), ("longitude", f64::schema(book), false, "")];
            object("A point in WGS 84 degrees.", fields)
        })
    }
}

impl Shape for Window {
    fn schema(book: &mut Book) -> Value {
        book.named::<Self>("Window", |book| {
            let fields =
                vec![("start", Timestamp::schema(book), false, ""), ("end", Timestamp::schema(book), false, "")];
            object("A stretch of time; the end does not belong to it.", fields)
        })
    }
}

impl Shape for () {
    fn schema(_: &mut Book) -> Value {
        json!({ "type": "object", "properties": {} })
    }
}

impl<T: Shape> Shape for Option<T> {
    const OPTIONAL: bool = true;
    fn schema(book: &mut Book) -> Value {
        let mut inner = T::schema(book);
        if let Some(kind) = inner.get("type").and_then(Value::as_str).map(str::to_owned) {
            inner["type"] = json!([kind, "null"]);
            if let Some(Value::Array(codes)) = inner.get_mut("enum") {
                codes.push(Value::Null);
            }
            return inner;
        }
        json!({ "oneOf": [inner, { "type": "null" }] })
    }
}

impl<T: Shape> Shape for Vec<T> {
    const OPTIONAL: bool = true;
    fn schema(book: &mut Book) -> Value {
        json!({ "type": "array", "items": T::schema(book) })
    }
}

impl<T: Shape> Shape for kernel::scalar::Json<T> {
    fn schema(book: &mut Book) -> Value {
        T::schema(book)
    }
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    const OPTIONAL: bool = true;
    fn schema(book: &mut Book) -> Value {
        json!({ "type": "object", "additionalProperties": T::schema(book) })
    }
}

impl<T: Shape, const N: usize> Shape for [T; N] {
    fn schema(book: &mut Book) -> Value {
        json!({ "type": "array", "items": T::schema(book), "minItems": N, "maxItems": N })
    }
}

impl<A: Shape, B: Shape> Shape for (A, B) {
    fn schema(book: &mut Book) -> Value {
        json!({ "type": "array", "prefixItems": [A::schema(book), B::schema(book)], "items": false, "minItems": 2, "maxItems": 2 })
    }
}

macro_rules! ids {
    ($($kind:ident)*) => {$(
        impl Shape for kernel::$kind {
            fn schema(_: &mut Book) -> Value {
                let prefix = <kernel::$kind as kernel::Id>::PREFIX;
                json!({ "type": "string", "pattern": format!("^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$") })
            }
        }
        impl crate::input::Input for kernel::$kind {
            fn input(value: Value, at: &crate::input::At) -> kernel::Result<Self> {
                at.parsed(value)
            }
        }
    )*};
}

ids! {
    BrandId MarketId TerritoryId UserId SessionId TokenId CustomerId ContactId PropertyId CategoryId ServiceId PriceBookId QuoteId
    TechnicianId TimeOffId CertificateId JobId VisitId ChecklistStepId ProofId ChangeOrderId MoveId FileId HoldId ReservationId OfferId
    DecisionId InvoiceId InvoiceLineId PaymentId RefundId ReceiptId CommissionRuleId SettlementId PayoutId LedgerAccountId TransferId
    ThreadId MessageId NoticeId DeliveryId ReviewId AuditLineId RequestId ErrandId
}
coded!(Currency, kernel::Locale, kernel::Permission, kernel::Role);
