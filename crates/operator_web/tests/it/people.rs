//! Technicians and customers.

use crate::site::Site;
use access::actions::FirstPassword;
use kernel::Role;

#[test]
fn technicians_are_filtered_edited_and_guarded_by_their_version() {
    test_kit::run(async {
        let site = Site::open().await;
        let (_, manager) = site.staff("manager@example.org", &[Role::Manager], FirstPassword::MayStay).await;
        let list = site.get(&manager, "/console/technicians").await;
        let mut names = list.all("td.is-title a");
        names.sort();
        assert_eq!(names, ["Li Xiuying", "Wang Jianguo"]);
        assert!(list.text.contains("138****8001") && !list.text.contains("13800138001"), "phones in lists are masked");
        assert_eq!(site.get(&manager, "/console/technicians?q=xiuying").await.all("td.is-title a"), ["Li Xiuying"]);
        assert_eq!(site.get(&manager, "/console/technicians?kind=cleaner").await.one(".blank h3"), "Nothing fits");
        assert_eq!(site.get(&manager, "/console/technicians?kind=pilot").await.status, 422);

        let page = format!("/console/technicians/{}", site.technician);
        let bad = site.resend(&manager, &page, &page, &[("phone", "12345")]).await;
        assert_eq!(bad.status, 422);
        assert_eq!(bad.one("#field-phone-error"), "This is not a valid phone number.");
        assert_eq!(bad.attribute("#field-phone", "value"), "12345");
        assert_eq!(site.resend(&manager, &page, &page, &[("level", "4")]).await.status, 303);
        let stale = site.resend(&manager, &page, &page, &[("version", "1")]).await;
        assert_eq!((stale.status, stale.attribute(".notice a", "href")), (409, page.clone()));
        site.bench.remove().await;
    });
}

#[test]
fn the_week_and_time_off_are_entered_without_script() {
    test_kit::run(async {
        let site = Site::open().await;
        let (_, manager) = site.staff("manager@example.org", &[Role::Manager], FirstPassword::MayStay).await;
        let page = format!("/console/technicians/{}/hours", site.technician);
        let night = [("day6.0.from", "20:00"), ("day6.0.until", "00:00")];
        assert_eq!(site.resend(&manager, &page, &page, &night).await.status, 303);
        let shown = site.get(&manager, &page).await.form(&page);
        assert!(shown.contains(&("day6.0.until".to_owned(), "00:00".to_owned())), "{shown:?}");
        let seven = [("day7.0.from", "09:00"), ("day7.0.until", "12:00")];
        let refused = site.resend(&manager, &page, &page, &seven).await;
        assert!(refused.one(".notice").contains("6 working days"), "{}", refused.one(".notice"));
        let half = site.resend(&manager, &page, &page, &[("day1.0.until", "")]).await;
        assert_eq!((half.status, half.attribute("[name='day1.0.until']", "aria-invalid").as_str()), (422, "true"));

        let time_off = format!("/console/technicians/{}/time-off", site.technician);
        let past = [("kind", "sick"), ("starts_at", "2026-01-05T08:00"), ("ends_at", "2026-01-05T12:00")];
        assert_eq!(site.post(&manager, &time_off, &past).await.status, 422);
        let ill = [("kind", "sick"), ("starts_at", "2026-03-05T08:00"), ("ends_at", "2026-03-05T12:00")];
        assert_eq!(site.post(&manager, &time_off, &ill).await.status, 303);
        let list = site.get(&manager, "/console/technicians/time-off?state=approved").await;
        assert_eq!(list.all("td.is-title"), ["Wang Jianguo"]);
        site.bench.remove().await;
    });
}

#[test]
fn a_customers_file_shows_and_keeps_what_is_known() {
    test_kit::run(async {
        let site = Site::open().await;
        let (_, desk) = site.staff("desk@example.org", &[Role::ServiceDesk], FirstPassword::MayStay).await;
        let (_, auditor) = site.staff("auditor@example.org", &[Role::Auditor], FirstPassword::MayStay).await;
        assert_eq!(site.get(&desk, "/console/customers?q=139111").await.all("td.is-title").len(), 1);
        assert_eq!(site.get(&desk, "/console/customers?q=136").await.one(".blank h3"), "Nothing fits");
        let page = format!("/console/customers/{}", site.customer);
        assert!(site.get(&desk, &page).await.text.contains("13911112222"));
        let seen = site.get(&auditor, &page).await;
        assert!(!seen.text.contains("13911112222"), "who changes nothing calls nobody");
        let edited = site.resend(&desk, &page, &page, &[("tags", "VIP, 老客户")]).await;
        assert_eq!(edited.status, 303);
        let places = format!("{page}/properties");
        let off = site.resend(&desk, &format!("{places}/new"), &places, &[("address", "x"), ("latitude", "95")]).await;
        assert_eq!(off.status, 422);
        assert!(!off.one("#field-latitude-error").is_empty());
        let inside = [("address", "Nanjing Road 1"), ("latitude", "31.2"), ("longitude", "121.45")];
        assert_eq!(site.resend(&desk, &format!("{places}/new"), &places, &inside).await.status, 303);
        let shown = site.get(&desk, &page).await;
        assert!(shown.one(".list").contains("Nanjing Road 1"));
        assert!(!shown.text.contains("Outside our territories"));
        let other = format!("/console/customers/{}", site.customer.to_string().replace("cus_01", "cus_02"));
        assert_eq!(site.get(&desk, &other).await.status, 404);
        site.bench.remove().await;
    });
}
