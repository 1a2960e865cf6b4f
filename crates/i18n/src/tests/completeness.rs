//! Every file parses, every key stands once, in both locales, with the same arguments.

use crate::bundles::{FILES, key_of_line};
use kernel::Locale;
use std::collections::{BTreeMap, BTreeSet};

/// The arguments that each message of a locale uses.
fn arguments(locale: Locale) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, file, text) in FILES.iter().filter(|(code, _, _)| *code == locale.as_str()) {
        let mut current = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(key) = key_of_line(line) {
                assert!(!found.contains_key(key), "{locale}/{file}: {key} is defined twice");
                found.insert(key, BTreeSet::new());
                current = Some(key);
            }
            let Some(key) = current else { continue };
            let names = line
                .split('$')
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-'));
            found.get_mut(key).expect("inserted above").extend(names.filter_map(|mut pieces| pieces.next()));
        }
    }
    found
}

#[test]
fn every_file_parses() {
    for (locale, file, text) in FILES {
        let result = fluent_bundle::FluentResource::try_new((*text).to_owned());
        let errors = result.err().map(|(_, errors)| errors);
        assert_eq!(errors, None, "{locale}/{file}");
    }
}

#[test]
fn both_locales_have_the_same_files() {
    let files = |locale: Locale| -> BTreeSet<&str> {
        FILES.iter().filter(|(code, _, _)| *code == locale.as_str()).map(|(_, file, _)| *file).collect()
    };
    assert_eq!(files(Locale::ZhCn), files(Locale::En));
    assert!(FILES.iter().all(|(code, _, _)| code.parse::<Locale>().is_ok()), "a folder is no locale of ours");
}

#[test]
fn both_locales_have_the_same_keys_with_the_same_arguments() {
    let (chinese, english) = (arguments(Locale::ZhCn), arguments(Locale::En));
    let differing: Vec<String> = chinese
        .keys()
        .chain(english.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|key| chinese.get(*key) != english.get(*key))
        .map(|key| format!("{key}: zh-CN {:?}, en {:?}", chinese.get(key), english.get(key)))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn every_code_of_the_kernel_has_its_sentence() {
    for code in kernel::problem::ALL {
        let key = format!("problem-{}", code.code.replace('_', "-"));
        for locale in Locale::ALL {
            assert!(crate::has(*locale, &key), "{locale}: {key}");
        }
    }
}
