//! Who is told what: each function turns one fact into notices, in the language of each person.

pub(crate) mod payments;
pub(crate) mod visits;

use crate::{field::Expectations, reactions::Base};
use db::{Action, Read, Tx};
use jobs::{events::About, rules::cancellation::FeePreview};
use kernel::{Ctx, CustomerId, JobId, Locale, Money, Result, Role, TechnicianId, Timestamp, VisitId, Window, Zone};
use messaging::{Inbox, NoticeKey, Recipient, SendingHours, actions::SendNotice};
use std::collections::BTreeMap;

/// One telling: about which job, whom it concerns, and what every notice of a job can say.
pub(crate) struct Telling<'a> {
    base: &'a Base,
    zone: Zone,
    job: jobs::model::Job,
    window: Window,
}

type Params = BTreeMap<String, String>;

impl<'a> Telling<'a> {
    /// About the job of an event.
    pub(crate) async fn of(read: &mut Read, ctx: &Ctx, base: &'a Base, about: &About) -> Result<Telling<'a>> {
        let mut telling = Self::of_job(read, ctx, base, about.job).await?;
        telling.window = about.window;
        Ok(telling)
    }

    /// About a job, with the window of its current visit.
    pub(crate) async fn of_job(read: &mut Read, ctx: &Ctx, base: &'a Base, job: JobId) -> Result<Telling<'a>> {
        let zone = markets::views::market(read, ctx.market).await?.zone;
        let job = jobs::views::job_row(read, ctx.market, job).await?;
        let (_, detail) = jobs::views::visit(read, ctx.market, job.current_visit).await?;
        Ok(Self { base, zone, window: detail.visit.window, job })
    }

    fn common(&self, locale: Locale, link: String) -> Params {
        let service = self.job.service_names.in_locale(locale).to_owned();
        let address = self.job.property.address.clone();
        let window = i18n::window(locale, &self.window, &self.zone);
        let pairs = [
            ("job", self.job.number.clone()),
            ("service", service),
            ("address", address),
            ("window", window),
            ("link", link),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Tells the customer.
    pub(crate) async fn customer(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        key: NoticeKey,
        more: impl Fn(Locale) -> Vec<(&'static str, String)>,
    ) -> Result<()> {
        let recipient = customer(tx, ctx, self.job.customer).await?;
        let mut params = self.common(recipient.locale, format!("{}/orders/{}", self.base, self.job.number));
        self.name_technician(tx, ctx, recipient.locale, &mut params).await?;
        self.send(tx, ctx, recipient, key, params, more).await
    }

    /// Tells a technician.
    pub(crate) async fn technician(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        technician: TechnicianId,
        key: NoticeKey,
        more: impl Fn(Locale) -> Vec<(&'static str, String)>,
    ) -> Result<()> {
        let recipient = recipient_technician(tx, ctx, technician).await?;
        let params = self.common(recipient.locale, format!("{}/field/visits/{}", self.base, self.job.current_visit));
        self.send(tx, ctx, recipient, key, params, more).await
    }

    /// Tells the staff of a role.
    pub(crate) async fn staff(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        role: Role,
        key: NoticeKey,
        more: impl Fn(Locale) -> Vec<(&'static str, String)>,
    ) -> Result<()> {
        let people = access::views::staff_of(tx, ctx.brand, ctx.market, &[role]).await?;
        let mail = people.iter().filter_map(access::User::mail).collect();
        let recipient = Recipient { inbox: Inbox::Role(role), locale: Locale::default(), phone: None, mail };
        let params = self.common(recipient.locale, format!("{}/console/jobs/{}", self.base, self.job.number));
        self.send(tx, ctx, recipient, key, params, more).await
    }

    async fn name_technician(&self, read: &mut Read, ctx: &Ctx, locale: Locale, params: &mut Params) -> Result<()> {
        let Some(technician) = self.job.technician else { return Ok(()) };
        let names = workforce::views::technician(read, ctx.market, technician).await?.names();
        let name = match locale {
            Locale::ZhCn => names.zh,
            Locale::En => names.en,
        };
        params.insert("technician".to_owned(), name);
        Ok(())
    }

    async fn send(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        recipient: Recipient,
        key: NoticeKey,
        mut params: Params,
        more: impl Fn(Locale) -> Vec<(&'static str, String)>,
    ) -> Result<()> {
        params.extend(more(recipient.locale).into_iter().map(|(name, value)| (name.to_owned(), value)));
        for name in key.params() {
            params.entry((*name).to_owned()).or_insert_with(|| "–".to_owned());
        }
        let notice = SendNotice {
            recipient,
            key,
            params,
            about: self.job.job.to_string(),
            channels: key.usual_channels().to_vec(),
            sending: SendingHours::of(self.zone.clone()),
        };
        notice.perform(tx, ctx).await.map(drop)
    }

    /// An instant in the market's time.
    pub(crate) fn time(&self, locale: Locale, at: Timestamp) -> String {
        i18n::time(locale, at, &self.zone)
    }

    /// A window in the market's time.
    pub(crate) fn window_text(&self, locale: Locale, window: Window) -> String {
        i18n::window(locale, &window, &self.zone)
    }

    /// Day and time in the market's time.
    pub(crate) fn date_time(&self, ctx: &Ctx, locale: Locale, at: Timestamp) -> String {
        i18n::date_time(locale, at, &self.zone, ctx.now)
    }
}

/// Where a customer is reached.
async fn customer(read: &mut Read, ctx: &Ctx, customer: CustomerId) -> Result<Recipient> {
    let file = customers::views::customer(read, ctx.market, customer).await?;
    Ok(Recipient {
        inbox: Inbox::Customer(customer),
        locale: file.locale.unwrap_or_default(),
        phone: Some(file.phone),
        mail: file.mail.into_iter().collect(),
    })
}

async fn recipient_technician(read: &mut Read, ctx: &Ctx, technician: TechnicianId) -> Result<Recipient> {
    let person = workforce::views::technician(read, ctx.market, technician).await?;
    let (locale, _) = access::views::preferences(read, ctx.brand, access::Subject::Technician(technician)).await?;
    let locale = locale.unwrap_or_default();
    Ok(Recipient { inbox: Inbox::Technician(technician), locale, phone: Some(person.phone), mail: Vec::new() })
}

/// Nothing to add to what every notice says.
pub(crate) fn nothing(_: Locale) -> Vec<(&'static str, String)> {
    Vec::new()
}

/// What an ending costs and who answers for it.
pub(crate) fn ending(ending: &FeePreview) -> impl Fn(Locale) -> Vec<(&'static str, String)> + use<> {
    let (fee, liable) = (ending.fee, ending.liable);
    move |locale| {
        let liable = i18n::text(locale, &format!("jobs-liable-{}", liable.as_str().replace('_', "-")));
        vec![("fee", i18n::money(locale, fee)), ("liable", liable)]
    }
}

/// An amount under the name `amount`.
pub(crate) fn amount(amount: Money) -> impl Fn(Locale) -> Vec<(&'static str, String)> {
    move |locale| vec![("amount", i18n::money(locale, amount))]
}

/// A plain text under the name `reason`.
pub(crate) fn reason(reason: String) -> impl Fn(Locale) -> Vec<(&'static str, String)> {
    move |_| vec![("reason", reason.clone())]
}

/// Tells technicians that a visit is offered to them.
pub(crate) async fn offered(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    visit: VisitId,
    to: &[TechnicianId],
    until: Timestamp,
) -> Result<()> {
    let (job, _) = jobs::views::visit(tx, ctx.market, visit).await?;
    let telling = Telling::of_job(tx, ctx, base, job.job).await?;
    let area = markets::views::territory(tx, ctx.market, job.property.territory).await?.names;
    for technician in to {
        let who = workforce::views::technician(tx, ctx.market, *technician).await?;
        let pay = Expectations::of(tx, ctx, &who).await?.from_job(tx, ctx, job.job).await?;
        let say = |locale: Locale| {
            vec![
                ("area", area.get(locale).to_owned()),
                ("pay", i18n::money(locale, pay)),
                ("until", telling.time(locale, until)),
                ("link", format!("{base}/field")),
            ]
        };
        telling.technician(tx, ctx, *technician, NoticeKey::VisitOffered, say).await?;
    }
    Ok(())
}

/// Tells a technician that money was paid out.
pub(crate) async fn paid_out(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    technician: TechnicianId,
    amount: Money,
) -> Result<()> {
    let recipient = recipient_technician(tx, ctx, technician).await?;
    let zone = markets::views::market(tx, ctx.market).await?.zone;
    let period = i18n::date(recipient.locale, zone.date_of(ctx.now));
    let pairs = [
        ("amount", i18n::money(recipient.locale, amount)),
        ("period", period),
        ("link", format!("{base}/field/wallet")),
    ];
    let notice = SendNotice {
        recipient,
        key: NoticeKey::PayoutPaid,
        params: pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        about: technician.to_string(),
        channels: NoticeKey::PayoutPaid.usual_channels().to_vec(),
        sending: SendingHours::of(zone),
    };
    notice.perform(tx, ctx).await.map(drop)
}

/// Tells a customer of money in the balance that belongs to no job.
pub(crate) async fn compensated(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    to: CustomerId,
    amount: Money,
    why: &str,
) -> Result<()> {
    let recipient = customer(tx, ctx, to).await?;
    let zone = markets::views::market(tx, ctx.market).await?.zone;
    let pairs = [
        ("job", "–".to_owned()),
        ("amount", i18n::money(recipient.locale, amount)),
        ("reason", why.to_owned()),
        ("link", format!("{base}/account/balance")),
    ];
    let notice = SendNotice {
        recipient,
        key: NoticeKey::Compensated,
        params: pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        about: to.to_string(),
        channels: NoticeKey::Compensated.usual_channels().to_vec(),
        sending: SendingHours::of(zone),
    };
    notice.perform(tx, ctx).await.map(drop)
}
