//! The document as a page: every operation, its parameters, shapes and problem codes; readable without script.

use super::{DOCUMENT, INTRODUCTION, codes};
use crate::answers::{status_of, title};
use askama::Template;
use edge::{Answer, Visitor};
use serde_json::Value;
use ui::{Html, Shell, Width};

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    shell: Shell,
    introduction: &'static str,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
    problems: Vec<Reason>,
}

struct Group {
    name: String,
    anchor: String,
    operations: Vec<Shown>,
}

struct Shown {
    id: String,
    method: String,
    path: String,
    summary: String,
    permissions: Vec<String>,
    parameters: Vec<Field>,
    body: Option<Field>,
    answers: Vec<Field>,
}

struct Field {
    name: String,
    place: String,
    required: bool,
    kind: Vec<Piece>,
    note: String,
}

/// A piece of a type's name; some lead to a shape.
struct Piece {
    text: String,
    link: bool,
}

struct Schema {
    name: String,
    note: String,
    fields: Vec<Field>,
}

struct Reason {
    anchor: String,
    code: &'static str,
    status: u16,
    kind: &'static str,
    sentence: String,
}

/// `GET /api/v1/docs`
pub(super) async fn show(visitor: Visitor) -> Answer {
    let locale = visitor.ctx.locale;
    let mut shell = visitor.shell(i18n::text(locale, "api-docs-title"));
    shell.width = Width::Wide;
    let problems = codes().into_iter().map(|code| {
        let problem = code.problem();
        Reason {
            anchor: format!("problem-{}", code.code.replace('_', "-")),
            code: code.code,
            status: status_of(&problem, false),
            kind: title(code.kind),
            sentence: i18n::problem(locale, &problem),
        }
    });
    let docs =
        Docs { shell, introduction: INTRODUCTION, groups: groups(), schemas: schemas(), problems: problems.collect() };
    Ok(edge::page(&visitor, Html::page(&docs)))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let name = text(&operation["tags"][0]);
            let shown = shown(path, method, operation);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(shown),
                None => {
                    let anchor = name.to_lowercase().replace(' ', "-");
                    groups.push(Group { name, anchor, operations: vec![shown] });
                }
            }
        }
    }
    groups
}

fn shown(path: &str, method: &str, operation: &Value) -> Shown {
    let permissions = operation["x-permissions"].as_array().into_iter().flatten().map(text).collect();
    let parameters = operation["parameters"].as_array().into_iter().flatten().map(|one| Field {
        name: text(&one["name"]),
        place: text(&one["in"]),
        required: one["required"] == true,
        kind: kind(&one["schema"]),
        note: format!("{}{}", text(&one["description"]), text(&one["schema"]["description"])),
    });
    let body = operation["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
    let answers = operation["responses"].as_object().into_iter().flatten().map(|(status, answer)| {
        let content = answer["content"].as_object().and_then(|content| content.iter().next());
        let kind = content.map(|(_, one)| kind(&one["schema"])).unwrap_or_default();
        Field { name: status.clone(), place: String::new(), required: false, kind, note: text(&answer["description"]) }
    });
    Shown {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        permissions,
        parameters: parameters.collect(),
        body: body.map(|(media, one)| Field {
            name: String::new(),
            place: media.clone(),
            required: true,
            kind: kind(&one["schema"]),
            note: String::new(),
        }),
        answers: answers.collect(),
    }
}

fn schemas() -> Vec<Schema> {
    let all = DOCUMENT["components"]["schemas"].as_object().into_iter().flatten();
    all.map(|(name, schema)| Schema { name: name.clone(), note: text(&schema["description"]), fields: fields(schema) })
        .collect()
}

/// The fields of an object; of a choice, the choices.
fn fields(schema: &Value) -> Vec<Field> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, field)| Field {
        name: name.clone(),
        place: String::new(),
        required: required.contains(&name.as_str()),
        kind: kind(field),
        note: text(&field["description"]),
    });
    let parts = ["allOf", "oneOf"].into_iter().flat_map(|key| schema[key].as_array().into_iter().flatten());
    let parts = parts.flat_map(|part| match part["$ref"].as_str() {
        Some(_) => {
            vec![Field {
                name: "…".to_owned(),
                place: String::new(),
                required: false,
                kind: kind(part),
                note: String::new(),
            }]
        }
        None => fields(part),
    });
    own.chain(parts).collect()
}

fn plain(text: impl Into<String>) -> Piece {
    Piece { text: text.into(), link: false }
}

/// What a schema is called, with links to shapes.
fn kind(schema: &Value) -> Vec<Piece> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return vec![Piece { text: name.to_owned(), link: true }];
    }
    if let Some(constant) = schema.get("const") {
        return vec![plain(constant.to_string())];
    }
    for (key, joint) in [("oneOf", " | "), ("allOf", " & "), ("prefixItems", ", ")] {
        if let Some(parts) = schema[key].as_array() {
            let mut pieces = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    pieces.push(plain(joint));
                }
                pieces.extend(kind(part));
            }
            return pieces;
        }
    }
    if let Some(codes) = schema["enum"].as_array() {
        return vec![plain(codes.iter().map(Value::to_string).collect::<Vec<_>>().join(" | "))];
    }
    if schema["type"] == "array" {
        let mut pieces = vec![plain("[")];
        pieces.extend(kind(&schema["items"]));
        pieces.push(plain("]"));
        return pieces;
    }
    let name = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        _ => "any".to_owned(),
    };
    match schema["format"].as_str() {
        Some(format) => vec![plain(format!("{name} ({format})"))],
        None => vec![plain(name)],
    }
}
