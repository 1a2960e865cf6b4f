//! One service: names, work, terms, add-ons, plans, materials, checklist; its price over time.

use super::{PAGE, category, service_form};
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::{CreateService, EditService, SetServiceActive},
    model::{AddOnKind, CommissionCategory, Fault, Plan, SKILLS, Service, TermKind, Unit, VisitFeeRule},
    views::{self, PricePoint},
};
use db::{PageRequest, Read};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, ServiceId};
use ui::{Choice, Shell};

#[derive(Template)]
#[template(path = "catalog/service.html")]
struct Show {
    shell: Shell,
    service: Option<Service>,
    sheet: Sheet,
    lists: Lists,
    chosen_materials: Vec<String>,
    skill_rows: usize,
    add_on_rows: usize,
    prices: Vec<PricePoint>,
    faults: Vec<Fault>,
    action: String,
    may_write: bool,
}

/// The choices of the form.
struct Lists {
    categories: Vec<Choice>,
    units: Vec<Choice>,
    skills: Vec<Choice>,
    levels: Vec<Choice>,
    payments: Vec<Choice>,
    commissions: Vec<Choice>,
    visit_fees: Vec<Choice>,
    kinds: Vec<Choice>,
    plans: Vec<(Plan, String)>,
    materials: Vec<Choice>,
    difficulties: Vec<Choice>,
    checklists: Vec<Choice>,
}

impl Lists {
    async fn of(visitor: &Visitor, read: &mut Read) -> Result<Self> {
        let (market, locale) = (visitor.ctx.market, visitor.ctx.locale);
        let terms = views::terms(read, market).await?;
        let materials = terms.iter().filter(|term| term.kind == TermKind::Material && term.is_active);
        let checklists = views::checklists(read, market).await?;
        let levels = (0..=workforce::rules::LEVEL_MAX).map(|level| level.to_string());
        let level = |level: String| Choice::new(&level, words::word(locale, "console-skill-level", &level));
        let skill = |code: &&str| Choice::new(code, words::word_or_code(locale, "console-skill", code));
        let payments = [service_form::DEPOSIT, service_form::PAY_AFTER, service_form::PREPAY];
        let none = Choice::new("", i18n::text(locale, "console-service-difficulty-none"));
        Ok(Self {
            categories: category::choices(&views::categories(read, market).await?, locale),
            units: words::choices(locale, "catalog-unit", Unit::ALL.iter().map(|one| one.as_str())),
            skills: SKILLS.iter().map(skill).collect(),
            levels: levels.map(level).collect(),
            payments: words::choices(locale, "catalog-payment", payments),
            commissions: words::choices(
                locale,
                "catalog-commission",
                CommissionCategory::ALL.iter().map(|one| one.as_str()),
            ),
            visit_fees: words::choices(locale, "catalog-visit-fee", VisitFeeRule::ALL.iter().map(|one| one.as_str())),
            kinds: words::choices(locale, "console-add-on-kind", AddOnKind::ALL.iter().map(|one| one.as_str())),
            plans: Plan::ALL.iter().map(|plan| (*plan, words::word(locale, "catalog-plan", plan.as_str()))).collect(),
            materials: materials.map(|term| Choice::new(&term.code, term.names.of(locale))).collect(),
            difficulties: std::iter::once(none).chain((1..=5).map(|one| Choice::new(one, one.to_string()))).collect(),
            checklists: checklists.iter().map(|one| Choice::new(&one.code, one.names.of(locale))).collect(),
        })
    }
}

impl Show {
    /// The field of a cell in a list: `add_ons.2.code`.
    fn cell(&self, list: &str, row: &usize, field: &str) -> String {
        format!("{list}.{row}.{field}")
    }
    fn plan_field(&self, plan: &Plan, field: &str) -> String {
        if field.is_empty() { format!("plans.{plan}") } else { format!("plans.{plan}.{field}") }
    }
}

pub(super) async fn new(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogWrite).or_fail(&visitor)?;
    dress(&visitor, None, None).await
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let service = id.parse().or_fail(&visitor)?;
    dress(&visitor, Some(service), None).await
}

/// What the page reads.
struct Found {
    service: Option<Service>,
    lists: Lists,
    prices: Vec<PricePoint>,
    faults: Vec<Fault>,
}

async fn found(visitor: &Visitor, id: Option<ServiceId>) -> Result<Found> {
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    let lists = Lists::of(visitor, &mut read).await?;
    let Some(id) = id else { return Ok(Found { service: None, lists, prices: Vec::new(), faults: Vec::new() }) };
    Ok(Found {
        service: Some(views::service(&mut read, market, id).await?),
        prices: views::price_history(&mut read, market, id, &PageRequest::first(12)).await?.items,
        faults: views::faults_of_service(&mut read, market, id).await?,
        lists,
    })
}

async fn dress(visitor: &Visitor, id: Option<ServiceId>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let Found { service, lists, prices, faults } = found(visitor, id).await.or_fail(visitor)?;
    let asked = Asked::of(visitor).or_fail(visitor)?;
    let page = page_of(id);
    let shell = frame::shell_at(visitor, "console-service-new", &page, refused.as_ref());
    let back = shell.t("console-catalog");
    let shell = shell.back(PAGE, back);
    let shell = match &service {
        Some(service) => shell.titled(service.spec.names.of(visitor.ctx.locale)).lead(&service.spec.code),
        None => shell,
    };
    let sheet = Sheet::new(&shell, refused.as_ref(), "service", |form| match &service {
        Some(service) => service_form::filled(form, &service.spec).with("version", service.version),
        None => service_form::fresh(form, asked.text("category")),
    });
    let materials = service.iter().flat_map(|service| service.spec.materials.iter());
    let show = Show {
        chosen_materials: sheet.chosen("materials", materials),
        skill_rows: sheet.rows("skills", &["skill"], 2),
        add_on_rows: sheet.rows("add_ons", &["code", "names.zh"], 2),
        sheet,
        lists,
        prices,
        faults,
        action: if id.is_some() { page } else { format!("{PAGE}/services") },
        may_write: frame::may(visitor, Permission::CatalogWrite),
        service,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn page_of(service: Option<ServiceId>) -> String {
    format!("{PAGE}/services/{}", service.map_or_else(|| "new".to_owned(), |id| id.to_string()))
}

pub(super) async fn add(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    match try_add(&form).await {
        Ok(service) => Ok(frame::done(visitor, &page_of(Some(service)), "console-added")),
        Err(problem) => dress(visitor, None, Some(Refused::of("service", &form, problem)?)).await,
    }
}

async fn try_add(form: &Submitted) -> Result<ServiceId> {
    let create = CreateService { spec: service_form::read(form)? };
    Ok(form.visitor.edge.app.db.perform(&form.visitor.ctx, create).await?.id)
}

pub(super) async fn edit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let service = id.parse().or_fail(visitor)?;
    match try_edit(&form, service).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(Some(service)), "console-saved")),
        Err(problem) => dress(visitor, Some(service), Some(Refused::of("service", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, service: ServiceId) -> Result<()> {
    let edit = EditService { service, spec: service_form::read(form)?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await.map(drop)
}

pub(super) async fn set_active(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let service = id.parse().or_fail(visitor)?;
    match try_active(&form, service).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(Some(service)), "console-saved")),
        Err(problem) => dress(visitor, Some(service), Some(Refused::of("service", &form, problem)?)).await,
    }
}

async fn try_active(form: &Submitted, service: ServiceId) -> Result<()> {
    let set = SetServiceActive { service, is_active: form.ticked("is_active"), version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await.map(drop)
}
