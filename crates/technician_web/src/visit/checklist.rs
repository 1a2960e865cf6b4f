//! `/field/visits/{id}/checklist` and `/diagnosis`: steps with their named photos, and what was found.

use super::{Own, href, shell_below, show::pictures};
use crate::{
    asked::{Keys, Refused, Typed},
    frame,
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use jobs::{
    actions::{RecordDiagnosis, TickStep},
    model::{ChecklistStep, PhotoNeed, Proof, ProofKind, Verb},
};
use kernel::{ChecklistStepId, Result, VisitId, problem};
use ui::{Form, PhotoQueue, PhotoSlot, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/visits/{id}/checklist", get(show))
        .route("/field/visits/{id}/checklist/{step}", post(tick))
        .route("/field/visits/{id}/diagnosis", get(show_diagnosis).post(diagnose))
}

#[derive(Template)]
#[template(path = "visits/checklist.html", blocks = ["content"])]
struct Checklist {
    shell: Shell,
    keys: Keys,
    own: Own,
    notice: Form,
    pictures: Vec<(Proof, String, String)>,
}

impl Checklist {
    /// The photos of a step under a name.
    fn taken<'a>(&'a self, step: &'a ChecklistStep, name: &'a str) -> Vec<&'a (Proof, String, String)> {
        let fits = |proof: &Proof| proof.name == name && proof.step.is_none_or(|of| of == step.step);
        self.pictures.iter().filter(|(proof, _, _)| fits(proof)).collect()
    }
    /// Photos that no step asked for.
    fn others(&self) -> Vec<PhotoSlot> {
        let all = self.pictures.iter().filter(|(proof, _, _)| !self.is_asked(proof));
        all.map(|(proof, large, small)| PhotoSlot::taken(self.shell.time(proof.received_at), small, large)).collect()
    }
    fn is_asked(&self, proof: &Proof) -> bool {
        let wants = |step: &ChecklistStep| {
            step.photos.iter().any(|need| need.name == proof.name) && proof.step.is_none_or(|of| of == step.step)
        };
        self.own.detail.checklist.iter().any(wants)
    }
    fn slots(&self, step: &ChecklistStep, need: &PhotoNeed) -> Vec<PhotoSlot> {
        let label = self.shell.name(&need.label);
        let of = |(_, large, small): &(Proof, String, String)| PhotoSlot::taken(label.clone(), small, large);
        let taken: Vec<PhotoSlot> = self.taken(step, &need.name).into_iter().map(of).collect();
        if taken.is_empty() {
            vec![PhotoSlot::missing(label, format!("#add-{}-{}", step.step, need.name))]
        } else {
            taken
        }
    }
    fn add_to(&self, step: &ChecklistStep, need: &PhotoNeed) -> String {
        self.own.href(&format!("photos?step={}&name={}", step.step, need.name))
    }
    fn queue(&self, to: &str, label: String) -> PhotoQueue {
        ui::photo_queue(self.shell.locale, "photos", label, 9).upload(to, self.shell.csrf.as_str())
    }
    /// The first open step, and those that only lack photos or were begun; what is done folds away.
    fn is_unfolded(&self, step: &ChecklistStep) -> bool {
        let first = self.own.detail.checklist.iter().find(|step| step.ticked_at.is_none());
        step.ticked_at.is_none() && (first.is_some_and(|first| first.step == step.step) || !step.photos.is_empty())
    }
    fn may_tick(&self) -> bool {
        self.own.can(Verb::TickStep)
    }
    fn may_add(&self) -> bool {
        self.own.can(Verb::AttachProof)
    }
    fn done(&self) -> usize {
        self.own.detail.checklist.iter().filter(|step| step.ticked_at.is_some()).count()
    }
    fn progress(&self) -> ui::Meter {
        let (done, all) = (self.done(), self.own.detail.checklist.len());
        let label = self.shell.t("field-page-checklist");
        ui::meter(label, done as u64, all.max(1) as u64, format!("{done} / {all}"))
    }
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, None).await
}

/// The page, with a form of it that was refused.
pub(crate) async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-page-checklist").await.or_fail(visitor)?;
    drop(read);
    let photos = own.detail.proofs.iter().filter(|proof| proof.kind == ProofKind::Photo);
    let pictures = photos.map(|proof| {
        let (large, small) = pictures(visitor, proof.file);
        (proof.clone(), large, small)
    });
    let page = Checklist {
        pictures: pictures.collect(),
        keys: Keys::of(visitor),
        notice: Refused::form(refused.as_ref(), visitor, "checklist"),
        own,
        shell,
    };
    frame::respond(visitor, &page, refused.as_ref())
}

async fn tick(Path((id, step)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match try_tick(&id, &step, &form).await {
        Ok(visit) => {
            let here = format!("{}#step-{step}", href(visit, "checklist"));
            frame::done(visitor, &here, "field-done-tick")
        }
        Err(problem) => dress(visitor, &id, Some(Refused::of("checklist", &form, problem)?)).await,
    }
}

async fn try_tick(id: &str, step: &str, form: &Submitted) -> Result<VisitId> {
    let missing = || problem::MISSING.problem();
    let visit: VisitId = id.parse().map_err(|_| missing())?;
    let step: ChecklistStepId = step.parse().map_err(|_| missing())?;
    let tick = TickStep { visit, step, note: form.text("note").to_owned(), device: form.device()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, tick).await.map(|_| visit)
}

#[derive(Template)]
#[template(path = "visits/diagnosis.html", blocks = ["content"])]
struct Diagnosis {
    shell: Shell,
    keys: Keys,
    own: Own,
    form: Form,
}

async fn show_diagnosis(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress_diagnosis(&visitor, &id, None).await
}

async fn dress_diagnosis(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-diagnosis").await.or_fail(visitor)?;
    drop(read);
    let form = match &refused {
        Some(_) => Refused::form(refused.as_ref(), visitor, "diagnosis"),
        None => Form::new(visitor.ctx.locale).with("finding", &own.detail.visit.diagnosis),
    };
    let page = Diagnosis { keys: Keys::of(visitor), form, own, shell };
    frame::respond(visitor, &page, refused.as_ref())
}

async fn diagnose(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done = async {
        let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
        let record = RecordDiagnosis { visit, finding: form.text("finding").to_owned(), device: form.device()? };
        visitor.edge.app.db.perform(&visitor.ctx, record).await.map(|_| visit)
    };
    match done.await {
        Ok(visit) => frame::done(visitor, &href(visit, ""), "field-done-diagnosis"),
        Err(problem) => dress_diagnosis(visitor, &id, Some(Refused::of("diagnosis", &form, problem)?)).await,
    }
}
