//! `/console/policies`: the market's numbers, one form for each policy; every field shows what the trade's default is.

use crate::{
    forms::{Refused, Sheet, Typed, minute_text, percent_text},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use db::Read;
use edge::{Answer, Edge, OrFail, Submitted, Visitor, see_other};
use flows::policies::{CancellationPolicy, DayPolicy, DispatchPolicy, MoneyPolicy, ReschedulePolicy};
use kernel::{Currency, MarketId, Money, Permission, Problem, Rate, Result, problem};
use markets::{
    actions::SetPolicy,
    views::{self, Policy},
};
use serde_json::{Map, Value};
use ui::{Choice, Field, Shell};

const PAGE: &str = "/console/policies";

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route(PAGE, get(first)).route("/console/policies/{name}", get(show).post(save))
}

/// A policy as JSON: what is stored, the defaults, the row's version.
struct Stored {
    current: Value,
    default: Value,
    version: i64,
}

macro_rules! known {
    ($($policy:ty),* $(,)?) => {
        /// The policies that can be edited here, in order.
        const NAMES: &[&str] = &[$(<$policy>::NAME),*];

        async fn stored(read: &mut Read, market: MarketId, name: &str) -> Result<Stored> {
            $(if name == <$policy>::NAME {
                let (policy, version) = views::policy::<$policy>(read, market).await?;
                let json = |policy: &$policy| serde_json::to_value(policy).map_err(Problem::broken);
                return Ok(Stored { current: json(&policy)?, default: json(&<$policy>::default())?, version });
            })*
            Err(problem::MISSING.problem())
        }

        fn action(name: &str, document: &str, version: i64) -> Result<SetPolicy> {
            $(if name == <$policy>::NAME {
                return SetPolicy::parse::<$policy>(document, version);
            })*
            Err(problem::MISSING.problem())
        }
    };
}

known!(DayPolicy, DispatchPolicy, CancellationPolicy, ReschedulePolicy, MoneyPolicy);

/// How a number is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// As it is, from the smallest to the largest that makes sense.
    Number(i64, i64),
    /// Minor units of money.
    Amount,
    /// A share of millionths.
    Percent,
    /// Minutes from midnight.
    TimeOfDay,
    /// Several numbers.
    List,
    /// One of some codes.
    Code(&'static [&'static str]),
}

/// One number of a policy.
#[derive(Debug)]
struct Leaf {
    /// Its name; parts of a part are separated by a dot.
    path: String,
    kind: Kind,
}

/// Numbers that must not be zero, because work is divided by them or waits for them.
const POSITIVE: &[&str] = &[
    "window_minutes",
    "grid_minutes",
    "horizon_days",
    "hold_minutes",
    "holds_max",
    "detour_per_mille",
    "scooter_kmh",
    "car_kmh",
    "public_transport_kmh",
    "offer_seconds",
    "emergency_offer_seconds",
    "named_seconds",
    "grab_round_seconds",
    "geofence_metres",
    "payment_minutes",
    "answer_hours",
];
/// Shares that do not say so in their names.
const SHARES: &[&str] = &["tax", "retention"];
const NUMBER_MAX: i64 = 100_000;

fn kind_of(path: &str, default: &Value) -> Kind {
    let least = i64::from(POSITIVE.contains(&path));
    let ends = |end: &str| path.ends_with(end);
    match default {
        Value::Array(_) => Kind::List,
        Value::String(_) if path == "first_mode" => Kind::Code(&["direct", "grab"]),
        Value::String(_) => Kind::Code(&["agent", "principal"]),
        _ if ends("_minor") => Kind::Amount,
        _ if ends("_rate") || SHARES.contains(&path) => Kind::Percent,
        _ if ends("_minute") => Kind::TimeOfDay,
        _ if ends("_percent") || path.starts_with("weights.") => Kind::Number(least, 100),
        _ if ends("window_minutes") || ends("grid_minutes") => Kind::Number(least, 24 * 60),
        _ if ends("horizon_days") => Kind::Number(least, 60),
        _ => Kind::Number(least, NUMBER_MAX),
    }
}

/// Every number of a document, parts in order.
fn leaves(default: &Value) -> Vec<Leaf> {
    let mut found = Vec::new();
    let Value::Object(fields) = default else { return found };
    for (name, value) in fields {
        match value {
            Value::Object(_) => {
                let below = leaves(value).into_iter().map(|leaf| format!("{name}.{}", leaf.path));
                found.extend(below.map(|path| Leaf { kind: kind_of(&path, &Value::Null), path }));
            }
            _ => found.push(Leaf { kind: kind_of(name, value), path: name.clone() }),
        }
    }
    found
}

fn part<'a>(document: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(document, |value, name| value.get(name).unwrap_or(&Value::Null))
}

impl Leaf {
    /// A value as it is typed.
    fn written(&self, value: &Value, currency: Currency) -> String {
        let number = value.as_i64().unwrap_or(0);
        match self.kind {
            Kind::Number(..) => number.to_string(),
            Kind::Amount => Money::new(number, currency).decimal(),
            Kind::Percent => percent_text(Rate::from_ppm(number)),
            Kind::TimeOfDay => minute_text(u16::try_from(number).unwrap_or(0)),
            Kind::List => {
                let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
                items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
            Kind::Code(_) => value.as_str().unwrap_or_default().to_owned(),
        }
    }

    /// What was typed, as a value.
    fn read(&self, form: &Submitted) -> Result<Value> {
        let name = self.path.as_str();
        let range = |given: i64, least: i64, most: i64| {
            let out = problem::OUT_OF_RANGE.field(name).param("given", given).param("low", least);
            if (least..=most).contains(&given) { Ok(Value::from(given)) } else { Err(out.param("high", most)) }
        };
        match self.kind {
            Kind::Number(least, most) => range(form.number(name)?, least, most),
            Kind::Amount => {
                let amount = form.amount(name, form.visitor.market.currency)?;
                range(amount.minor, 0, kernel::money::MINOR_MAX)
            }
            Kind::Percent => range(form.percent(name)?.ppm, 0, Rate::ONE.ppm),
            Kind::TimeOfDay => {
                let time = form.time(name)?;
                let minute = i64::from(time.hour()) * 60 + i64::from(time.minute());
                // Midnight as an end is the end of the day.
                Ok(Value::from(if minute == 0 && name.contains("ends") { 24 * 60 } else { minute }))
            }
            Kind::List => {
                let bad = |text: &str| problem::OUT_OF_RANGE.field(name).param("given", text);
                let one = |text: &str| {
                    let number: i64 = text.trim().parse().map_err(|_| bad(text))?;
                    range(number, 0, NUMBER_MAX)
                };
                form.required(name)?.split([',', '，']).map(one).collect::<Result<Vec<_>>>().map(Value::from)
            }
            Kind::Code(codes) => {
                let given = form.required(name)?;
                if codes.contains(&given) {
                    return Ok(Value::from(given));
                }
                let unknown = problem::UNKNOWN_CODE.field(name).param("given", given);
                Err(unknown.param("allowed", codes.join(", ")))
            }
        }
    }
}

/// The word for what a number counts, by the end of its name.
fn unit_key(path: &str) -> Option<&'static str> {
    let units = [
        ("_minutes", "console-minutes"),
        ("_hours", "console-hours"),
        ("_days", "console-days"),
        ("_days_max", "console-days"),
        ("_seconds", "console-seconds"),
        ("_metres", "console-metres"),
        ("_kmh", "console-kmh"),
        ("_percent", "console-percent"),
        ("_per_mille", "console-per-mille"),
    ];
    units.iter().find(|(end, _)| path.ends_with(end)).map(|(_, key)| *key)
}

#[derive(Template)]
#[template(path = "policies/show.html")]
struct Show {
    shell: Shell,
    name: String,
    names: Vec<(&'static str, String)>,
    sheet: Sheet,
    fields: Vec<Field>,
    is_default: bool,
}

async fn first(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::MarketsWrite).or_fail(&visitor)?;
    Ok(see_other(&visitor, &format!("{PAGE}/{}", NAMES[0]), &[]))
}

async fn show(visitor: Visitor, Path(name): Path<String>) -> Answer {
    dress(&visitor, name, None).await
}

async fn dress(visitor: &Visitor, name: String, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::MarketsWrite).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let Stored { current, default, version } = stored(&mut read, visitor.ctx.market, &name).await.or_fail(visitor)?;
    drop(read);
    let shell = frame::shell_at(visitor, "console-policies", &format!("{PAGE}/{name}"), refused.as_ref());
    let leaves = leaves(&default);
    let currency = visitor.market.currency;
    let sheet = Sheet::new(&shell, refused.as_ref(), "policy", |form| {
        let form = form.with("version", version);
        leaves.iter().fold(form, |form, leaf| form.with(&leaf.path, leaf.written(part(&current, &leaf.path), currency)))
    });
    let show = Show {
        fields: leaves.iter().map(|leaf| field(&shell, &sheet, &name, leaf, &default, currency)).collect(),
        is_default: current == default,
        sheet,
        names: NAMES.iter().map(|name| (*name, shell.word("console-policy", *name))).collect(),
        name,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn field(shell: &Shell, sheet: &Sheet, policy: &str, leaf: &Leaf, default: &Value, currency: Currency) -> Field {
    let group = format!("console-policy-{policy}");
    let usual = leaf.written(part(default, &leaf.path), currency);
    let usual = match leaf.kind {
        Kind::Code(_) => words::word(shell.locale, &format!("{group}-{}", leaf.path.replace('_', "-")), &usual),
        Kind::Percent => format!("{usual}%"),
        Kind::Amount => format!("{}{usual}", currency.symbol()),
        Kind::Number(..) | Kind::TimeOfDay | Kind::List => usual,
    };
    let field = sheet.field(&leaf.path, shell.word(&group, &leaf.path)).required();
    let field = field.hint(shell.tw("console-policy-default", &[("value", usual.into())]));
    match leaf.kind {
        Kind::Number(least, most) => {
            let field = field.number().attribute("min", least).attribute("max", most);
            unit_key(&leaf.path).map_or(field.clone(), |key| field.after(shell.t(key)))
        }
        Kind::Amount => field.amount(currency.symbol()),
        Kind::Percent => field.attribute("inputmode", "decimal").after("%"),
        Kind::TimeOfDay => field.time(),
        Kind::List => unit_key(&leaf.path).map_or(field.clone(), |key| field.after(shell.t(key))),
        Kind::Code(codes) => {
            let group = format!("{group}-{}", leaf.path.replace('_', "-"));
            field.select(codes.iter().map(|code| Choice::new(code, words::word(shell.locale, &group, code))))
        }
    }
}

async fn save(Path(name): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MarketsWrite).or_fail(visitor)?;
    match try_save(&form, &name).await {
        Ok(()) => Ok(frame::done(visitor, &format!("{PAGE}/{name}"), "console-saved")),
        Err(problem) => dress(visitor, name, Some(Refused::of("policy", &form, problem)?)).await,
    }
}

async fn try_save(form: &Submitted, name: &str) -> Result<()> {
    let visitor = &form.visitor;
    let default = {
        let mut read = visitor.edge.app.db.read().await?;
        stored(&mut read, visitor.ctx.market, name).await?.default
    };
    let mut document = Map::new();
    for leaf in leaves(&default) {
        let value = leaf.read(form)?;
        match leaf.path.split_once('.') {
            Some((outer, inner)) => {
                let below = document.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                below[inner] = value;
            }
            None => {
                document.insert(leaf.path, value);
            }
        }
    }
    let set = action(name, &Value::Object(document).to_string(), form.version()?)?;
    visitor.edge.app.db.perform(&visitor.ctx, set).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Locale;

    fn default_of<P: Policy>() -> (&'static str, Value) {
        (P::NAME, serde_json::to_value(P::default()).unwrap())
    }

    #[test]
    fn every_number_of_every_policy_has_its_words() {
        let defaults = [
            default_of::<DayPolicy>(),
            default_of::<DispatchPolicy>(),
            default_of::<CancellationPolicy>(),
            default_of::<ReschedulePolicy>(),
            default_of::<MoneyPolicy>(),
        ];
        let mut missing = Vec::new();
        for (name, default) in &defaults {
            for leaf in leaves(default) {
                let key = format!("console-policy-{name}-{}", leaf.path.replace(['_', '.'], "-"));
                let codes: &[&str] = if let Kind::Code(codes) = leaf.kind { codes } else { &[] };
                let of_codes = codes.iter().map(|code| format!("{key}-{code}"));
                missing.extend(of_codes.chain([key.clone()]).filter(|key| !i18n::has(Locale::En, key)));
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn kinds_follow_from_names() {
        let (_, default) = default_of::<CancellationPolicy>();
        let kind = |path: &str| leaves(&default).into_iter().find(|leaf| leaf.path == path).unwrap().kind;
        assert_eq!(kind("same_day_min_minor"), Kind::Amount);
        assert_eq!(kind("late_rate"), Kind::Percent);
        assert_eq!(kind("grace_minutes"), Kind::Number(0, NUMBER_MAX));
        let (_, default) = default_of::<DispatchPolicy>();
        let all = leaves(&default);
        let find = |path: &str| all.iter().find(|leaf| leaf.path == path).unwrap();
        assert_eq!(find("weights.travel").kind, Kind::Number(0, 100));
        assert_eq!(find("day_starts_minute").written(part(&default, "day_starts_minute"), Currency::Cny), "08:00");
        let grab = find("grab_radius_metres");
        assert_eq!(grab.written(part(&default, "grab_radius_metres"), Currency::Cny), "3000, 5000, 10000");
    }
}
