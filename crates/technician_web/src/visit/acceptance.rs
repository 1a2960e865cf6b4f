//! `/field/visits/{id}/acceptance`: the customer signs on the technician's phone, or tells the finish code.

use super::{
    Own, href, shell_below,
    show::{due, pictures, signature},
};
use crate::{
    asked::{Keys, Refused, Typed},
    frame,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use data_encoding::BASE64;
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use jobs::{
    actions::{AcceptBy, AcceptWork, AcceptWorkOnSite},
    model::{Proof, ProofKind, Verb},
};
use kernel::{Money, Result, VisitId, problem};
use ui::{Form, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/acceptance", get(show).post(accept))
}

#[derive(Template)]
#[template(path = "visits/acceptance.html", blocks = ["content"])]
struct Acceptance {
    shell: Shell,
    keys: Keys,
    own: Own,
    form: Form,
    due: Option<Money>,
    total: Money,
    photos: Vec<(String, String)>,
    signature: Option<String>,
}

impl Acceptance {
    fn may_accept(&self) -> bool {
        self.own.can(Verb::AcceptWork)
    }
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, None).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-page-acceptance").await.or_fail(visitor)?;
    let due = due(&mut read, visitor, own.job.job).await.or_fail(visitor)?;
    drop(read);
    let photo = |proof: &&Proof| proof.kind == ProofKind::Photo;
    let mut form = Refused::form(refused.as_ref(), visitor, "acceptance");
    if form.value("name").is_empty() {
        form = form.with("name", &own.job.contact.name);
    }
    let page = Acceptance {
        keys: Keys::of(visitor),
        total: own.job.due().or_fail(visitor)?,
        photos: own.detail.proofs.iter().filter(photo).map(|proof| pictures(visitor, proof.file)).collect(),
        signature: signature(&own.detail.proofs).map(|proof| visitor.edge.picture_url(proof.file)),
        form,
        due,
        own,
        shell,
    };
    frame::respond(visitor, &page, refused.as_ref())
}

async fn accept(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match try_accept(&id, &form).await {
        Ok(visit) => frame::done(visitor, &href(visit, ""), "field-done-acceptance"),
        Err(problem) => {
            // The drawing does not travel back: it is drawn again.
            let kept = form.pairs.iter().filter(|(name, _)| name != "signature").cloned().collect();
            let refused = Refused::of("acceptance", &form, problem)?;
            dress(visitor, &id, Some(Refused { pairs: kept, ..refused })).await
        }
    }
}

async fn try_accept(id: &str, form: &Submitted) -> Result<VisitId> {
    let visitor = &form.visitor;
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
    Own::read(&mut visitor.edge.app.db.read().await?, visitor, id).await?;
    let by = match form.text("by") {
        "code" => AcceptBy::FinishCode { code: typed(form, "code")? },
        _ => {
            let name = typed(form, "name")?;
            let stored = visitor.edge.keep_photo(visitor, drawing(form)?).await?;
            AcceptBy::Signature { file: stored.file, sha256: stored.sha256, name }
        }
    };
    let accept = AcceptWorkOnSite(AcceptWork { visit, by, device: form.device()? });
    visitor.edge.app.db.perform(&visitor.ctx, accept).await?.into_result().map(|_| visit)
}

fn typed(form: &Submitted, name: &str) -> Result<String> {
    match form.text(name) {
        "" => Err(problem::REQUIRED.field(name)),
        text => Ok(text.to_owned()),
    }
}

/// The drawn signature: a PNG as a data url.
fn drawing(form: &Submitted) -> Result<Vec<u8>> {
    let url = typed(form, "signature")?;
    let bytes = url.strip_prefix("data:image/png;base64,").and_then(|text| BASE64.decode(text.as_bytes()).ok());
    bytes.ok_or_else(|| edge::MALFORMED_INPUT.field("signature").param("reason", "png"))
}
