//! What a technician can do: skills with levels, certificates.

use super::{Head, page_of};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::model::SKILLS;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{CertificateId, Permission, Result, TechnicianId, time::Date};
use ui::{Choice, Shell, Tone};
use workforce::{
    Certificate, Skill,
    actions::{AddCertificate, RevokeCertificate, SetSkills},
    views::{self, TechnicianPage},
};

const TAB: &str = "skills";

#[derive(Template)]
#[template(path = "technicians/skills.html")]
struct Show {
    shell: Shell,
    head: Head,
    sheet: Sheet,
    /// Every skill: field, word, and the certificate it needs.
    skills: Vec<(String, String, String)>,
    levels: Vec<Choice>,
    certificates: Vec<(Certificate, Tone, String)>,
    certificate: Sheet,
    kinds: Vec<Choice>,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::WorkforceRead).or_fail(&visitor)?;
    let technician = id.parse().or_fail(&visitor)?;
    dress(&visitor, technician, None).await
}

async fn dress(visitor: &Visitor, id: TechnicianId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::WorkforceRead).or_fail(visitor)?;
    let (market, today) = (visitor.ctx.market, visitor.market.zone.date_of(visitor.ctx.now));
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let page = views::technician_page(&mut read, market, id, today).await.or_fail(visitor)?;
    let rules = views::certificate_rules(&mut read, market).await.or_fail(visitor)?;
    drop(read);
    let TechnicianPage { technician, skills, certificates, .. } = page;
    let head = Head::new(visitor, technician, TAB);
    let refused = refused.as_ref();
    let shell = head.shell(visitor, refused);
    let locale = shell.locale;
    let needed = |skill: &str| {
        let rule = rules.iter().find(|rule| rule.skill == skill);
        rule.map(|rule| words::word_or_code(locale, "console-certificate-kind", &rule.kind)).unwrap_or_default()
    };
    let word = |code: &str| (field_of(code), words::word_or_code(locale, "console-skill", code), needed(code));
    let others = skills.iter().map(|skill| skill.skill.as_str()).filter(|code| !SKILLS.contains(code));
    let mut kinds: Vec<&str> = rules.iter().map(|rule| rule.kind.as_str()).collect();
    kinds.dedup();
    let levels = (0..=workforce::rules::LEVEL_MAX).map(|level| level.to_string());
    let none = Choice::new("", words::word(locale, "console-skill-level", "none"));
    let level = |level: String| Choice::new(&level, words::word(locale, "console-skill-level", &level));
    let show = Show {
        sheet: Sheet::new(&shell, refused, "skills", |form| {
            let form = form.with("version", head.technician.version);
            skills.iter().fold(form, |form, skill| form.with(field_of(&skill.skill), skill.level))
        }),
        skills: SKILLS.iter().copied().chain(others).map(word).collect(),
        levels: std::iter::once(none).chain(levels.map(level)).collect(),
        certificates: certificates.into_iter().map(|one| marked(&shell, one, today)).collect(),
        certificate: Sheet::new(&shell, refused, "certificate", |form| form),
        kinds: kinds
            .into_iter()
            .map(|kind| Choice::new(kind, words::word_or_code(locale, "console-certificate-kind", kind)))
            .collect(),
        head,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused))
}

/// A certificate with how it stands.
fn marked(shell: &Shell, certificate: Certificate, today: Date) -> (Certificate, Tone, String) {
    let (tone, text) = match certificate.expires_on {
        _ if certificate.is_revoked => (Tone::Bad, shell.t("console-certificate-revoked")),
        Some(end) if end < today => (Tone::Bad, shell.t("console-certificate-expired")),
        Some(end) => (Tone::Good, shell.tw("console-certificate-until", &[("date", shell.date(end).into())])),
        None => (Tone::Good, shell.t("console-certificate-for-ever")),
    };
    (certificate, tone, text)
}

/// The name of the field of a skill's level.
fn field_of(skill: &str) -> String {
    format!("skill.{skill}")
}

pub(super) async fn save(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    let technician = id.parse().or_fail(visitor)?;
    match try_save(&form, technician).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(technician, TAB), "console-saved")),
        Err(problem) => dress(visitor, technician, Some(Refused::of("skills", &form, problem)?)).await,
    }
}

async fn try_save(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let mut skills = Vec::new();
    for (name, _) in &form.pairs {
        if let Some(skill) = name.strip_prefix("skill.")
            && let Some(level) = form.maybe_number(name)?
        {
            skills.push(Skill { skill: skill.to_owned(), level });
        }
    }
    let set = SetSkills { technician, version: form.version()?, skills };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await
}

pub(super) async fn add_certificate(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    let technician = id.parse().or_fail(visitor)?;
    match try_certificate(&form, technician).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(technician, TAB), "console-added")),
        Err(problem) => dress(visitor, technician, Some(Refused::of("certificate", &form, problem)?)).await,
    }
}

async fn try_certificate(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let add = AddCertificate {
        technician,
        kind: form.required("kind")?.to_owned(),
        number: form.required("number")?.to_owned(),
        issued_on: form.date("issued_on")?,
        expires_on: form.maybe_date("expires_on")?,
        file: None,
    };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, add).await.map(drop)
}

pub(super) async fn revoke_certificate(Path((id, certificate)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    let technician = id.parse().or_fail(visitor)?;
    match try_revoke(&form, &certificate).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(technician, TAB), "console-saved")),
        Err(problem) => dress(visitor, technician, Some(Refused::of("certificate", &form, problem)?)).await,
    }
}

async fn try_revoke(form: &Submitted, certificate: &str) -> Result<()> {
    let revoke = RevokeCertificate { certificate: certificate.parse::<CertificateId>()?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, revoke).await
}
