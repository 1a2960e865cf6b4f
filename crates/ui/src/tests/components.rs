//! Pages, forms, navigation and assets.

use crate::*;
use kernel::{Locale, Timestamp, problem};

fn shell(layout: Layout) -> Shell {
    Shell::new(layout, Locale::En, "Asia/Shanghai".parse().unwrap(), Timestamp::UNIX_EPOCH, "Jobs")
}

#[test]
fn the_gallery_renders_everywhere_with_every_text() {
    for layout in Layout::ALL {
        for locale in Locale::ALL {
            let page = gallery(*layout, *locale, Theme::Auto).unwrap();
            assert!(!page.body.contains('⟦'), "{layout} {locale}: a text is missing");
            assert!(!page.body.contains(" style="), "{layout}: the policy forbids inline style");
            assert!(
                page.headers
                    .iter()
                    .any(|(name, value)| *name == "content-security-policy" && !value.contains("unsafe"))
            );
        }
    }
}

#[test]
fn what_people_typed_is_escaped() {
    let evil = r#"<img src=x onerror="alert(1)">"#;
    let all = [
        badge(Tone::Good, evil).to_string(),
        avatar(evil).to_string(),
        notice(Tone::Bad, evil).title(evil).to_string(),
        field("name", evil).value(evil).hint(evil).error(Some(evil.into())).to_string(),
        field("name", evil).lines().value(evil).to_string(),
        field("name", evil).select([Choice::new(evil, evil)]).to_string(),
        Bubble::theirs(evil, evil, "10:00").photo(evil).to_string(),
        bill(Locale::En).line(evil, evil, kernel::Money::zero(kernel::Currency::Cny)).foot(evil).to_string(),
        blank("alert", evil, evil).link(evil, evil).to_string(),
        format!(
            "<route-map data=\"{}\">",
            askama::filters::escape(MapData::new().territory(evil, &[]), askama::filters::Html).unwrap()
        ),
    ];
    for html in all {
        assert!(!html.contains("<img src=x") && !html.contains("onerror=\""), "{html}");
    }
}

#[test]
fn a_refused_form_shows_what_was_typed_and_where_it_is_wrong() {
    let form = Form::new(Locale::En).with("phone", "12").failed(problem::BAD_PHONE.field("phone"));
    let html = form.field("phone", "Phone").phone().required().to_string();
    for part in [
        "value=\"12\"",
        "aria-invalid=\"true\"",
        "aria-describedby=\"field-phone-error\"",
        " required",
        "This is not a valid phone number.",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!form.field("name", "Name").to_string().contains("aria-invalid"));
    assert!(form.notice().to_string().contains("role=\"alert\""));
    assert_eq!(Form::new(Locale::En).notice().to_string(), "");
}

#[test]
fn the_longest_matching_entry_is_current() {
    let mut shell = shell(Layout::Console);
    shell.nav = vec![
        NavItem::new("/", "Start", "home"),
        NavItem::new("/jobs", "Jobs", "list"),
        NavItem::new("/jobs/board", "Board", "board").covers(&["/jobs/map"]),
    ];
    for (here, current) in [
        ("/", "Start"),
        ("/jobs?page=2", "Jobs"),
        ("/jobs/job_1", "Jobs"),
        ("/jobs/board/x", "Board"),
        ("/jobs/map", "Board"),
        ("/jobsearch", ""),
    ] {
        shell.here = here.into();
        let found = shell.nav.iter().find(|item| shell.is_current(item)).map_or("", |item| item.label.as_str());
        assert_eq!(found, current, "{here}");
    }
}

#[test]
fn problems_have_their_status_and_sentence() {
    let page = problem_page(&shell(Layout::Public), &problem::MISSING.problem()).unwrap();
    assert_eq!(page.status, 404);
    assert!(page.body.contains("We could not find that, or you may not see it."));
    let notice = problem_notice(Locale::ZhCn, &problem::FORBIDDEN.problem()).unwrap();
    assert_eq!(notice.status, 403);
    assert!(notice.body.starts_with("<div class=\"notice tone-bad\""));
}

#[test]
fn assets_are_served_by_their_hashed_name_only() {
    let url = asset("app.css");
    let (mime, bytes, is_immutable) = serve_asset(&url).unwrap();
    assert!(mime.starts_with("text/css") && is_immutable && bytes.len() > 10_000);
    for wrong in ["/assets/app.css", "/assets/../Cargo.toml", "/assets/", "app.css"] {
        assert!(serve_asset(wrong).is_none(), "{wrong}");
    }
    assert_eq!(asset_if_built("nothing.js"), None);
}

#[test]
fn stars_and_initials() {
    assert!(stars(467_u32).to_string().contains("<b>4.7</b>"));
    assert!(avatar("ann baker").to_string().contains(">AB<"));
    assert!(avatar("王小明").to_string().contains(">王<"));
    assert!(avatar("").to_string().contains("avatar"));
}
