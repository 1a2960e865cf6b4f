//! Searching, tags, addresses.

use super::home;
use crate::{PropertyDraft, refusals, rules::*};
use kernel::{Code, Place, problem};

#[test]
fn typed_texts_become_ranges() {
    let phone = |from: &str, to: &str| Search::Phone(from.to_owned(), to.to_owned());
    for (typed, expected) in [
        ("", Search::All),
        (" + ", Search::All),
        ("138 00", phone("+8613800", "+8613801")),
        ("1399", phone("+861399", "+861400")),
        ("+1 415", phone("+1415", "+1416")),
        ("+99", phone("+99", "+9999999999999999")),
        ("Wang", Search::Name("77616e67".to_owned(), "77616e67g".to_owned())),
    ] {
        assert_eq!(Search::of(typed), expected, "{typed:?}");
    }
    assert!(name_key("王小明") > name_key("王") && name_key("王小明") < format!("{}g", name_key("王")));
}

#[test]
fn tags_are_few_short_and_different() {
    let tags = |list: &[&str]| list.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
    assert_eq!(normal_tags(&tags(&[" vip ", "", "vip", "长租"])).unwrap(), tags(&["vip", "长租"]));
    let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
    assert!(normal_tags(&many[..20]).is_ok());
    assert!(normal_tags(&many).unwrap_err().is(refusals::FILE_FULL));
    assert!(normal_tags(&["x".repeat(31)]).unwrap_err().is(problem::TOO_LONG));
}

#[test]
fn addresses_make_sense() {
    let nowhere = Place { latitude: 95.0, longitude: 0.0 };
    let cases: [(PropertyDraft, Option<(Code, &str)>); 6] = [
        (home(), None),
        (PropertyDraft { floor: -2, ..home() }, None),
        (PropertyDraft { floor: 0, ..home() }, Some((problem::OUT_OF_RANGE, "floor"))),
        (PropertyDraft { address: "  ".to_owned(), ..home() }, Some((problem::REQUIRED, "address"))),
        (PropertyDraft { place: nowhere, ..home() }, Some((problem::BAD_PLACE, "place"))),
        (PropertyDraft { access_note: "长".repeat(501), ..home() }, Some((problem::TOO_LONG, "access_note"))),
    ];
    for (draft, expected) in cases {
        let found = check_property(&draft).err();
        let found = found.as_ref().map(|problem| (problem.code(), problem.field_name().unwrap_or_default()));
        assert_eq!(found, expected.map(|(code, field)| (code.code, field)));
    }
}
