//! The native format and its schema say the same; bad files name their line; damaged files never crash a reader.

use super::make;
use crate::formats::{self, Format, Goal};
use crate::{Budget, Plan, Problem, solve};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The schema words that the native schema uses, nothing else.
fn conforms(schema: &Value, root: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        return conforms(&root["$defs"][name.trim_start_matches("#/$defs/")], root, value, at);
    }
    for (word, rule) in schema.as_object().ok_or(format!("{at}: no schema"))? {
        let holds = match word.as_str() {
            "type" => match rule.as_str() {
                Some("object") => value.is_object(),
                Some("array") => value.is_array(),
                Some("string") => value.is_string(),
                Some("boolean") => value.is_boolean(),
                Some("integer") => value.is_i64() || value.is_u64(),
                Some("number") => value.is_number(),
                other => return Err(format!("{at}: type {other:?}")),
            },
            "const" => value == rule,
            "minimum" => value.as_i64() >= rule.as_i64(),
            "maximum" => value.as_i64() <= rule.as_i64(),
            "required" => rule.as_array().into_iter().flatten().all(|n| value.get(n.as_str().unwrap()).is_some()),
            "properties" => {
                for (name, own) in rule.as_object().unwrap() {
                    if let Some(inner) = value.get(name) {
                        conforms(own, root, inner, &format!("{at}.{name}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object();
                for (name, inner) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|k| k.contains_key(name)) {
                        continue;
                    }
                    match rule {
                        Value::Bool(false) => return Err(format!("{at}.{name} is not in the schema")),
                        rule => conforms(rule, root, inner, &format!("{at}.{name}"))?,
                    }
                }
                true
            }
            "items" => {
                let all = value.as_array().into_iter().flatten().enumerate();
                all.map(|(i, v)| conforms(rule, root, v, &format!("{at}[{i}]"))).collect::<Result<Vec<_>, _>>().is_ok()
            }
            "prefixItems" => {
                let pairs = rule.as_array().unwrap().iter().zip(value.as_array().into_iter().flatten());
                pairs.map(|(r, v)| conforms(r, root, v, at)).all(|r| r.is_ok())
            }
            "oneOf" => rule.as_array().unwrap().iter().filter(|r| conforms(r, root, value, at).is_ok()).count() == 1,
            "$schema" | "title" | "description" | "default" | "$defs" | "uniqueItems" => true,
            other => return Err(format!("{at}: the schema says {other}")),
        };
        if !holds {
            return Err(format!("{at}: {word} {rule} does not hold for {value}"));
        }
    }
    Ok(())
}

fn schema() -> Value {
    serde_json::from_str(formats::SCHEMA).unwrap()
}

/// Problems with every field in use.
fn problems() -> Vec<Problem> {
    let mut all: Vec<Problem> = (0..12)
        .map(|seed| {
            let mut problem = make::problem(seed, 20, seed % 2 == 0);
            make::tie_up(&mut problem, seed);
            if seed % 3 == 0 {
                make::rush_hours(&mut problem);
            }
            problem.supply_place = (seed % 4 == 0).then_some(0);
            problem.policy.unserved_points_per_weight = (seed % 4 == 1).then_some(5);
            problem.visits[3].release_seconds = Some(30_000);
            problem.visits[4].delivers = Some("V2".into());
            problem.visits[5].pin = crate::Pin::Start { technician: "T0".into(), start_seconds: 40_000 };
            problem.visits[6].tools.insert("ladder".into());
            problem.visits[7].parts.insert("valve".into(), 2);
            problem.visits[8].standing = Some(crate::Standing { technician: "T1".into(), start_seconds: 1 });
            problem.technicians[0].shifts[0].work_seconds_max = Some(20_000);
            problem.technicians[0].tools.insert("ladder".into());
            problem
        })
        .collect();
    all[1].travel = crate::Travel::Roads { seconds: vec![1; 4], metres: vec![2; 4], size: 2 };
    all[2].travel = crate::Travel::Matrix { seconds: vec![1; 4], size: 2 };
    all[4].travel = crate::Travel::Globe {
        places: vec![[31.0, 121.5]],
        detour_per_mille: 1300,
        speed_metres_per_hour: 25_000,
        step_seconds: 60,
    };
    all
}

#[test]
fn what_the_engine_writes_conforms_to_the_schema_and_every_field_is_in_it() {
    let root = schema();
    for problem in problems() {
        conforms(&root, &root, &serde_json::to_value(&problem).unwrap(), "problem").unwrap();
    }
    let mut strange = serde_json::to_value(&problems()[0]).unwrap();
    strange["visits"][0]["colour"] = json!("red");
    assert!(conforms(&root, &root, &strange, "problem").is_err());
}

/// Every field that the schema names is read by the engine, with the least value the schema allows.
#[test]
fn what_the_schema_names_the_engine_reads() {
    let root = schema();
    let smallest = |name: &str| -> Value {
        let own = &root["$defs"][name];
        let mut object = Map::new();
        for (field, rule) in own["properties"].as_object().unwrap() {
            object.insert(field.clone(), example(rule, &root));
        }
        Value::Object(object)
    };
    let mut technician = smallest("technician");
    technician["shifts"] = json!([smallest("shift")]);
    let mut visit = smallest("visit");
    visit["windows"] = json!([{"start_seconds": 0, "end_seconds": 5}]);
    let problem = json!({
        "technicians": [technician], "visits": [visit], "policy": smallest("policy"),
        "travel": {"by": "matrix", "seconds": [0], "size": 1}, "supply_place": 0,
    });
    serde_json::from_value::<Problem>(problem).unwrap();
}

/// A value that the rule allows.
fn example(rule: &Value, root: &Value) -> Value {
    if let Some(name) = rule["$ref"].as_str() {
        return example(&root["$defs"][name.trim_start_matches("#/$defs/")], root);
    }
    if let Some(first) = rule["oneOf"].as_array() {
        return example(&first[0], root);
    }
    if !rule["const"].is_null() {
        return rule["const"].clone();
    }
    match rule["type"].as_str() {
        Some("integer" | "number") => rule["minimum"].as_i64().unwrap_or(1).into(),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("object") => {
            let fields = rule["properties"].as_object().into_iter().flatten();
            Value::Object(fields.map(|(name, r)| (name.clone(), example(r, root))).collect())
        }
        _ => json!("x"),
    }
}

/// Numbers carry their unit in the name, unless they are counts, indices or levels.
#[test]
fn every_number_of_the_native_format_names_its_unit() {
    const UNITS: [&str; 7] = ["seconds", "points", "per_mille", "metres", "place", "places", "_max"];
    const COUNTS: [&str; 7] = ["weight", "size", "shift", "promised_weight", "seconds", "metres", "capacity"];
    fn numbers(rule: &Value, name: &str, out: &mut Vec<String>) {
        if rule["type"] == "integer" {
            out.push(name.to_string());
        }
        for (field, inner) in rule["properties"].as_object().into_iter().flatten() {
            numbers(inner, field, out);
        }
        for inner in rule["oneOf"].as_array().into_iter().flatten() {
            numbers(inner, name, out);
        }
    }
    let root = schema();
    let mut all = Vec::new();
    for (_, rule) in root["$defs"].as_object().unwrap() {
        for (field, inner) in rule["properties"].as_object().into_iter().flatten() {
            numbers(inner, field, &mut all);
        }
        numbers(rule, "", &mut all);
    }
    assert!(all.len() > 40, "{}", all.len());
    for name in all {
        assert!(UNITS.iter().any(|u| name.contains(u)) || COUNTS.contains(&name.as_str()), "{name} names no unit");
    }
}

#[test]
fn a_contradiction_in_a_json_file_names_its_line() {
    let problem = make::problem(1, 6, false);
    let text = serde_json::to_string_pretty(&problem).unwrap();
    let line = |text: &str, what: &str| 1 + text.lines().position(|l| l.contains(what)).unwrap();
    let broken = text.replacen("\"id\": \"V3\"", "\"id\": \"V2\"", 1);
    let error = formats::read(&broken, Format::Doorstep, Goal::Distance).unwrap_err();
    assert_eq!(error.line, 1 + broken.lines().enumerate().filter(|l| l.1.contains("\"id\": \"V2\"")).nth(1).unwrap().0);
    assert!(error.expected.contains("used twice"), "{error}");
    for amount in ["parts", "demand", "weight"] {
        let mut greedy = problem.clone();
        match amount {
            "parts" => drop(greedy.visits[3].parts.insert("hose".to_owned(), 4_000_000_000)),
            "demand" => greedy.visits[3].demand = vec![i64::MIN],
            _ => greedy.visits.iter_mut().for_each(|visit| visit.weight = u32::MAX),
        }
        let text = serde_json::to_string_pretty(&greedy).unwrap();
        let error = formats::read(&text, Format::Doorstep, Goal::Distance).unwrap_err();
        assert!(error.expected.contains("up to") || error.expected.contains("0 to"), "{amount}: {error:?}");
    }
    let mut absurd = problem.clone();
    absurd.visits[4].place = 999;
    let text = serde_json::to_string_pretty(&absurd).unwrap();
    let error = formats::read(&text, Format::Doorstep, Goal::Distance).unwrap_err();
    assert_eq!(error.line, line(&text, "\"place\": 999"));
    let error = formats::read(&text.replace("\"weight\"", "\"wait\""), Format::Doorstep, Goal::Distance).unwrap_err();
    assert_eq!(error.line, line(&text, "\"weight\""));
    assert!(error.expected.contains("wait"), "{error}");
}

/// Every task of a Kovacs file is served by a team that has enough people at every level, counted on the file itself.
#[test]
fn teams_have_the_people_that_tasks_need() {
    let mut random = crate::random::Random::new(9);
    let (domains, levels) = (3, 3);
    let mut text = String::from("1 40 50 0 0 1000 0 0 0 0 0 0 0 0 0 0 0\n");
    let mut needs = vec![vec![0; domains * levels]];
    for i in 2..32 {
        let mut need = vec![0; domains * levels];
        for k in 0..domains {
            let (deep, people) = (random.below(levels + 1), 1 + random.below(3));
            (0..deep).for_each(|l| need[k * levels + l] = people);
        }
        let ready = random.below(600);
        let columns: Vec<String> = need.iter().map(usize::to_string).collect();
        text += &format!(
            "{i} {} {} 1 {ready} {} 20 100 {}\n",
            random.below(90),
            random.below(90),
            ready + 200,
            columns.join(" ")
        );
        needs.push(need);
    }
    text += "Technicians\nNumber of Technicians: 24\ndomains: 3\nproficiency level: 3\n";
    let people: Vec<Vec<usize>> = (0..24).map(|_| (0..domains).map(|_| random.below(levels + 1)).collect()).collect();
    for (p, own) in people.iter().enumerate() {
        text += &format!("{} {} {} {}\n", p + 1, own[0], own[1], own[2]);
    }
    let case = formats::read(&text, formats::detect(&format!("Customer: 31\n{text}")), Goal::Distance).unwrap();
    let budget = Budget { iterations: 1000, seed: 1 };
    let plan = solve(&case.problem, &Plan::default(), &budget, &mut |p| p.spent_ppm).unwrap().plan;
    let written = formats::write(&case, &plan);
    let (mut seen, mut served) = (std::collections::BTreeSet::new(), 0);
    for route in written["routes"].as_array().unwrap() {
        let single = vec![route["technician"].clone()];
        let team: Vec<usize> =
            route["team"].as_array().unwrap_or(&single).iter().map(|p| p.as_u64().unwrap() as usize - 1).collect();
        assert!(team.iter().all(|p| seen.insert(*p)), "nobody is in two teams");
        for job in route["jobs"].as_array().unwrap() {
            served += 1;
            for (need, &count) in needs[job.as_u64().unwrap() as usize].iter().enumerate() {
                let have = team.iter().filter(|&&p| people[p][need / levels] > need % levels).count();
                assert!(have >= count, "task {job}: {have} of {count}");
            }
        }
    }
    assert!(served > 20, "{served}");
}

/// Samples of every format: small ones, and generated ones of real shape.
fn samples() -> Vec<(Format, String)> {
    let mut all: Vec<(Format, String)> = super::search::TEXTS.iter().map(|(f, t)| (*f, (*t).to_string())).collect();
    let rows = |n: usize| {
        (0..n).map(|i| format!("{i} {} {} {} 0 1000 10\n", i * 37 % 90, i * 53 % 80, i % 20)).collect::<String>()
    };
    all.push((Format::Solomon, format!("R\n\nVEHICLE\nNUMBER CAPACITY\n 9 200\n\nCUSTOMER\n{}", rows(30))));
    all.extend(problems().iter().take(5).map(|p| (Format::Doorstep, serde_json::to_string_pretty(p).unwrap())));
    if let Some(files) = std::env::var_os("DISPATCH_ENGINE_FILES") {
        for file in std::fs::read_dir(files).into_iter().flatten().flatten() {
            let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
            all.push((formats::detect(&text), text));
        }
    }
    all
}

#[derive(Debug, Clone)]
enum Damage {
    Delete(usize, usize),
    Repeat(usize, usize),
    Write(usize, Vec<u8>),
    Number(usize, i64),
    Swap(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || any::<prop::sample::Index>().prop_map(|i| i.index(1 << 20));
    let word = prop_oneof![
        Just(b"-1".to_vec()),
        Just(b"1e300".to_vec()),
        Just(b"null".to_vec()),
        Just(b"[]".to_vec()),
        Just(b"99999999999999999999".to_vec()),
        Just("师傅".as_bytes().to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\n".to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop_oneof![
        (at(), 1..40usize).prop_map(|(a, n)| Damage::Delete(a, n)),
        (at(), 1..200usize).prop_map(|(a, n)| Damage::Repeat(a, n)),
        (at(), word).prop_map(|(a, w)| Damage::Write(a, w)),
        (at(), prop_oneof![any::<i64>(), -10..10i64, Just(i64::from(i32::MAX)), Just(4_000_000_000)])
            .prop_map(|(a, n)| Damage::Number(a, n)),
        (at(), at()).prop_map(|(a, b)| Damage::Swap(a, b)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    let n = bytes.len();
    match damage {
        Damage::Delete(a, k) => drop(bytes.drain(a % n..(a % n + k).min(n))),
        Damage::Repeat(a, k) => {
            let part = bytes[a % n..(a % n + k).min(n)].to_vec();
            bytes.splice(a % n..a % n, part);
        }
        Damage::Write(a, word) => drop(bytes.splice(a % n..(a % n + 1), word.iter().copied())),
        Damage::Number(a, number) => {
            // The next number in the text becomes another one.
            let Some(from) = (a % n..n).find(|&i| bytes[i].is_ascii_digit()) else { return };
            let to = (from..n).find(|&i| !bytes[i].is_ascii_digit()).unwrap_or(n);
            bytes.splice(from..to, number.to_string().into_bytes());
        }
        Damage::Swap(a, b) => {
            let lines: Vec<Vec<u8>> = bytes.split(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
            let mut lines = lines;
            let k = lines.len();
            lines.swap(a % k, b % k);
            *bytes = lines.join(&b'\n');
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a file, reading it ends with a problem or with an error that can be shown; what reads can be planned.
    #[test]
    fn damaged_files_never_crash(which in any::<prop::sample::Index>(), how in prop::collection::vec(damage(), 1..5)) {
        let all = samples();
        let (format, text) = which.get(&all);
        let mut bytes = text.clone().into_bytes();
        how.iter().for_each(|d| apply(&mut bytes, d));
        let text = String::from_utf8_lossy(&bytes);
        let detected = formats::detect(&text);
        for format in [*format, detected] {
            match formats::read(&text, format, Goal::Vehicles) {
                Ok(case) if case.problem.visits.len() < 60 && case.problem.technicians.len() < 60 => {
                    let budget = Budget { iterations: 3, seed: 1 };
                    let plan = solve(&case.problem, &Plan::default(), &budget, &mut |p| p.spent_ppm).unwrap().plan;
                    let report = crate::validate(&case.problem, &plan);
                    prop_assert_eq!(report.violations, vec![]);
                }
                Ok(_) => {}
                Err(error) => prop_assert!(error.line <= text.lines().count() + 1 && !error.expected.is_empty()),
            }
        }
    }
}
