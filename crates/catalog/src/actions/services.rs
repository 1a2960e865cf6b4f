//! Writing what is sold.

use super::{check_version, edited};
use crate::{
    model::{Service, ServiceSpec, TermKind},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, ServiceId};

/// Adds a service. Customers see it once it is active and a valid price book prices it.
pub struct CreateService {
    /// Its content.
    pub spec: ServiceSpec,
}

impl Action for CreateService {
    const NAME: &'static str = "catalog.create_service";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Service;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Service> {
        check(tx, ctx, &self.spec).await?;
        let service = Service { id: ctx.new_id(), spec: self.spec.clone(), is_active: false, version: 1 };
        store::insert_service(tx, ctx, &service).await?;
        edited(tx, ctx, &service.id.to_string(), None, Some(&service));
        Ok(service)
    }
}

/// Changes a service; quotes made before keep what they promised.
pub struct EditService {
    /// Which.
    pub service: ServiceId,
    /// Its new content.
    pub spec: ServiceSpec,
    /// The version it was read at.
    pub version: i64,
}

impl Action for EditService {
    const NAME: &'static str = "catalog.edit_service";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Service;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Service> {
        let before = views::service(tx, ctx.market, self.service).await?;
        check_version(self.version, before.version)?;
        check(tx, ctx, &self.spec).await?;
        if self.spec.code != before.spec.code && views::service_by_code(tx, ctx.market, &self.spec.code).await.is_ok() {
            return Err(refusals::CODE_TAKEN.field("code").param("given", &self.spec.code));
        }
        save(tx, ctx, &before, Service { spec: self.spec.clone(), ..before.clone() }).await
    }
    fn subject(&self) -> String {
        self.service.to_string()
    }
}

/// Offers a service to customers, or no longer.
pub struct SetServiceActive {
    /// Which.
    pub service: ServiceId,
    /// Whether customers can have it.
    pub is_active: bool,
    /// The version it was read at.
    pub version: i64,
}

impl Action for SetServiceActive {
    const NAME: &'static str = "catalog.set_service_active";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Service;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Service> {
        let before = views::service(tx, ctx.market, self.service).await?;
        check_version(self.version, before.version)?;
        save(tx, ctx, &before, Service { is_active: self.is_active, ..before.clone() }).await
    }
    fn subject(&self) -> String {
        self.service.to_string()
    }
}

async fn save(tx: &mut Tx, ctx: &Ctx, before: &Service, mut after: Service) -> Result<Service> {
    store::update_service(tx, ctx, &after).await?;
    after.version += 1;
    edited(tx, ctx, &after.id.to_string(), Some(before), Some(&after));
    Ok(after)
}

async fn check(tx: &mut Tx, ctx: &Ctx, spec: &ServiceSpec) -> Result<()> {
    rules::check_spec(spec)?;
    views::category(tx, ctx.market, spec.category).await.map_err(|problem| problem.field("category"))?;
    views::checklist(tx, ctx.market, &spec.checklist).await.map_err(|problem| problem.field("checklist"))?;
    for material in &spec.materials {
        if views::term(tx, ctx.market, TermKind::Material, material).await?.is_none() {
            return Err(refusals::UNKNOWN_MATERIAL.field("materials").param("given", material));
        }
    }
    Ok(())
}
