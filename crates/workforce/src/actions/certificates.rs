//! Certificates, and which skills may not be used without one.

use super::{current, unchanged};
use crate::{Certificate, CertificateRule, events::TechnicianChanged, refusals, rules, store, views};
use db::{Action, Tx, params};
use jiff::civil::Date;
use kernel::{CertificateId, Ctx, FileId, Permission, Result, TechnicianId};
use serde::{Deserialize, Serialize};

/// A certificate is put on file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddCertificate {
    /// Whose.
    pub technician: TechnicianId,
    /// Its kind's code.
    pub kind: String,
    /// The number printed on it.
    pub number: String,
    /// Since when.
    pub issued_on: Date,
    /// Last day it is valid; none: for ever.
    pub expires_on: Option<Date>,
    /// A picture of it.
    pub file: Option<FileId>,
}

impl Action for AddCertificate {
    const NAME: &'static str = "workforce.add_certificate";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = CertificateId;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CertificateId> {
        if self.expires_on.is_some_and(|expires_on| expires_on < self.issued_on) {
            return Err(refusals::BAD_CERTIFICATE_DATES.field("expires_on"));
        }
        current(tx, ctx, self.technician).await?;
        let row = Certificate {
            certificate_id: ctx.new_id(),
            technician_id: self.technician,
            kind: rules::code("kind", &self.kind)?,
            number: rules::text("number", &self.number, 60)?,
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            file_id: self.file,
            is_revoked: false,
            version: 1,
        };
        store::insert_certificate(tx, ctx, &row).await?;
        tx.changed(self.technician, None::<&Certificate>, Some(&row));
        tx.announce(ctx, &TechnicianChanged { technician: self.technician });
        Ok(row.certificate_id)
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// A certificate counts no more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeCertificate {
    /// Which.
    pub certificate: CertificateId,
    /// The version the editor saw.
    pub version: i64,
}

impl Action for RevokeCertificate {
    const NAME: &'static str = "workforce.revoke_certificate";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::certificate(tx, ctx.market, self.certificate).await?;
        unchanged(before.version, self.version)?;
        if before.is_revoked {
            return Ok(());
        }
        tx.save(store::REVOKE_CERTIFICATE, params![ctx.market, self.certificate, before.version]).await?;
        let after = Certificate { is_revoked: true, ..before.clone() };
        tx.changed(before.technician_id, Some(&before), Some(&after));
        tx.announce(ctx, &TechnicianChanged { technician: before.technician_id });
        Ok(())
    }
    fn subject(&self) -> String {
        self.certificate.to_string()
    }
}

/// A skill needs a certificate from now on, or needs none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetCertificateRule {
    /// The skill's code.
    pub skill: String,
    /// The certificate's kind; none: the skill needs none.
    pub kind: Option<String>,
}

impl Action for SetCertificateRule {
    const NAME: &'static str = "workforce.set_certificate_rule";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let skill = rules::code("skill", &self.skill)?;
        let kind = self.kind.as_deref().map(|kind| rules::code("kind", kind)).transpose()?;
        let before = (views::certificate_rules(tx, ctx.market).await?).into_iter().find(|rule| rule.skill == skill);
        let after = kind.map(|kind| CertificateRule { skill: skill.clone(), kind });
        match &after {
            Some(rule) => tx.run(store::PUT_CERTIFICATE_RULE, params![ctx.market, rule.skill, rule.kind]).await?,
            None => tx.run(store::DELETE_CERTIFICATE_RULE, params![ctx.market, skill]).await?,
        };
        tx.changed(format!("certificate_rule:{skill}"), before.as_ref(), after.as_ref());
        Ok(())
    }
}
