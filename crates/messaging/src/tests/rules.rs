//! Quiet hours, phone numbers in chats, addresses in logs.

use crate::{Channel, Inbox, SendingHours, notices::Urgency, rules::*};
use kernel::{Actor, Timestamp};

#[test]
fn text_messages_wait_for_the_morning() {
    let shanghai = SendingHours::of("Asia/Shanghai".parse().unwrap());
    let at = |text: &str| format!("2026-03-{text}:00+08:00").parse::<Timestamp>().unwrap();
    for (now, channel, urgency, expected) in [
        ("02T21:59", Channel::Sms, Urgency::Normal, "02T21:59"),
        ("02T22:00", Channel::Sms, Urgency::Normal, "03T08:00"),
        ("03T00:30", Channel::Sms, Urgency::Normal, "03T08:00"),
        ("03T07:59", Channel::Sms, Urgency::Normal, "03T08:00"),
        ("03T08:00", Channel::Sms, Urgency::Normal, "03T08:00"),
        ("02T23:00", Channel::Sms, Urgency::Urgent, "02T23:00"),
        ("02T23:00", Channel::Mail, Urgency::Normal, "02T23:00"),
    ] {
        assert_eq!(due_at(at(now), channel, urgency, &shanghai), at(expected), "{now} {channel}");
    }
    // The night in which clocks go forward is an hour shorter.
    let berlin = SendingHours::of("Europe/Berlin".parse().unwrap());
    let night: Timestamp = "2026-03-28T22:30:00+01:00".parse().unwrap();
    let morning: Timestamp = "2026-03-29T08:00:00+02:00".parse().unwrap();
    assert_eq!(due_at(night, Channel::Sms, Urgency::Normal, &berlin), morning);
}

#[test]
fn phone_numbers_do_not_travel() {
    for (given, expected) in [
        ("打我 13800138000", "打我 138******00"),
        ("138 0013 8000 谢谢", "138 **** **00 谢谢"),
        ("138-0013-8000,急", "138-****-**00,急"),
        ("１３８００１３８０００", "１３８******００"),
        ("+86 138 0013 8000", "+86 1** **** **00"),
        ("8613800138000", "861********00"),
        ("call +1 (415) 555-0100", "call +1 (41*) ***-**00"),
        ("021-62345678", "021-******78"),
        ("J-10482，3月2日 09:00–11:00，¥180.00", "J-10482，3月2日 09:00–11:00，¥180.00"),
        ("2026-03-02 14:00", "2026-03-02 14:00"),
        ("楼号 12 室号 1201", "楼号 12 室号 1201"),
        ("单号 20260302138001380001", "单号 20260302138001380001"),
        ("", ""),
    ] {
        assert_eq!(mask_phones(given), expected, "{given}");
    }
}

#[test]
fn addresses_are_masked_in_logs() {
    for (given, expected) in
        [("+8613800138000", "138****8000"), ("chen.wei@example.com", "c***@example.com"), ("nonsense", "***")]
    {
        assert_eq!(masked_address(given), expected);
    }
}

#[test]
fn inboxes_are_written_and_read() {
    let ctx = test_kit::ctx(Actor::System, 1);
    for inbox in [
        Inbox::Customer(ctx.new_id()),
        Inbox::Technician(ctx.new_id()),
        Inbox::User(ctx.new_id()),
        Inbox::Role(kernel::Role::Dispatcher),
    ] {
        assert_eq!(inbox.to_string().parse::<Inbox>().unwrap(), inbox);
    }
    assert!("customer:tec_x".parse::<Inbox>().is_err() && "nobody".parse::<Inbox>().is_err());
}
