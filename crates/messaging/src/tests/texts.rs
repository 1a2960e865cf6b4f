//! Every text we ship can be rendered; edited ones are checked, used and versioned.

use crate::{
    Channel, MIGRATIONS, NoticeKey,
    actions::EditTemplate,
    refusals,
    templates::{self, Text},
    views::texts,
};
use db::Handlers;
use kernel::{Actor, Code, Locale, MarketScope, Role, problem};
use test_kit::on_both_engines;

#[test]
fn every_shipped_text_renders_in_every_language() {
    for key in NoticeKey::ALL {
        for channel in texts::channels_of(*key) {
            for locale in Locale::ALL {
                let mut text = templates::default_text(*key, *channel, *locale);
                if *channel == Channel::Sms {
                    text.subject.clear();
                }
                let found = templates::check(*key, *channel, *locale, &text);
                assert!(found.is_ok(), "{key} {channel} {locale}: {found:?}");
                let filled = templates::fill(&text, &templates::sample(*key, *locale)).unwrap();
                assert!(!filled.body.contains("{{") && !filled.body.is_empty(), "{key} {channel} {locale}");
            }
        }
    }
}

#[test]
fn every_param_has_a_sample_and_is_used() {
    for key in NoticeKey::ALL {
        for locale in Locale::ALL {
            let sample = templates::sample(*key, *locale);
            let words: String = Channel::ALL
                .iter()
                .map(|channel| templates::default_text(*key, *channel, *locale))
                .flat_map(|text| [text.subject, text.body])
                .collect();
            for name in key.params() {
                assert!(!sample[*name].is_empty(), "{locale}: no sample for {name}");
                assert!(words.contains(&format!("{{{{ {name} }}}}")), "{key} {locale} never says {name}");
            }
        }
    }
}

fn text(subject: &str, body: &str) -> Text {
    Text { subject: subject.to_owned(), body: body.to_owned() }
}

type Refused = Option<(Code, &'static str)>;

#[test]
fn bad_texts_are_refused() {
    let long = "x".repeat(400);
    let cases: [(Channel, Text, Refused); 10] = [
        (Channel::InApp, text("{{ job }}", "{% if fee %}{{ fee|upper }}{% else %}-{% endif %}"), None),
        (Channel::Sms, text("", "{{ job }}"), None),
        (Channel::Sms, text("x", "{{ job }}"), Some((problem::TOO_LONG, "subject"))),
        (Channel::Sms, text("", &long), Some((problem::TOO_LONG, "body"))),
        (Channel::InApp, text("", "{{ job }}"), Some((problem::REQUIRED, "subject"))),
        (Channel::InApp, text("a", " "), Some((problem::REQUIRED, "body"))),
        (Channel::InApp, text("{{ jbo }}", "b"), Some((refusals::BAD_TEMPLATE, "subject"))),
        (Channel::InApp, text("a", "{{ job "), Some((refusals::BAD_TEMPLATE, "body"))),
        (Channel::InApp, text("a", "{%- for x in job %}{{ x }}{% endfor %}"), Some((refusals::BAD_TEMPLATE, "body"))),
        (Channel::InApp, text("a", "{{ range(9) }}"), Some((refusals::BAD_TEMPLATE, "body"))),
    ];
    for (channel, text, expected) in cases {
        let found = templates::check(NoticeKey::Cancelled, channel, Locale::En, &text).err();
        let found = found.as_ref().map(|problem| (problem.code(), problem.field_name().unwrap_or_default()));
        assert_eq!(found, expected.map(|(code, field)| (code.code, field)), "{text:?}");
    }
}

#[test]
fn operators_edit_texts() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let desk = |role| Actor::Staff { user: bench.system.new_id(), roles: vec![role], markets: MarketScope::All };
        let ctx = bench.ctx(desk(Role::ServiceDesk));
        let edit = |body: &str, version| EditTemplate {
            key: NoticeKey::Arrived,
            channel: Channel::InApp,
            locale: Locale::En,
            text: text("Ding dong", body),
            version,
        };
        let forbidden =
            bench.db.perform(&bench.ctx(desk(Role::Auditor)), edit("{{ technician }}", 0)).await.unwrap_err();
        assert!(forbidden.is(problem::FORBIDDEN));
        assert!(bench.db.perform(&ctx, edit("{{ nobody }}", 0)).await.unwrap_err().is(refusals::BAD_TEMPLATE));
        bench.db.perform(&ctx, edit("It is {{ technician }}.", 0)).await.unwrap();
        assert!(bench.db.perform(&ctx, edit("late", 0)).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        bench.db.perform(&ctx, edit("Hello, {{ technician }} here.", 1)).await.unwrap();

        let mut read = bench.db.read().await.unwrap();
        let (key, channel, locale) = (NoticeKey::Arrived, Channel::InApp, Locale::En);
        let found = texts::text(&mut read, ctx.market, key, channel, locale).await.unwrap();
        assert_eq!((found.version, found.shipped != found.text), (2, true));
        let params = templates::sample(key, locale);
        let filled = texts::render(&mut read, ctx.market, key, channel, locale, &params).await.unwrap();
        assert_eq!(filled, text("Ding dong", "Hello, Chen here."));
        let chinese = texts::text(&mut read, ctx.market, key, channel, Locale::ZhCn).await.unwrap();
        assert_eq!(chinese.version, 0);
        let all = texts::all_texts(&mut read, ctx.market).await.unwrap();
        assert_eq!(all.len(), (NoticeKey::ALL.len() * 3 - 2) * 2);
        assert_eq!(all.iter().filter(|text| text.version > 0).count(), 1);
        drop(read);
        bench
    });
}
