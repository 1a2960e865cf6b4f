//! `/console/templates`: what notices say, by channel and language; preview with samples, checked before it is saved.

use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{Locale, Permission, Result};
use messaging::{
    Channel, NoticeKey,
    actions::EditTemplate,
    templates::{self, Text},
    views::texts::{self, TemplateText},
};
use ui::Shell;

const PAGE: &str = "/console/templates";

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route(PAGE, get(list)).route("/console/templates/{key}/{channel}/{locale}", get(show).post(edit))
}

#[derive(Template)]
#[template(path = "notice_templates/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
}

/// One kind of notice.
struct Row {
    key: NoticeKey,
    /// The page of its first text in the reader's language.
    page: String,
    /// What that text says.
    sample: String,
    /// Its texts that operators changed.
    edited: Vec<String>,
}

async fn list(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::MessagesRead).or_fail(&visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let all = texts::all_texts(&mut read, visitor.ctx.market).await.or_fail(&visitor)?;
    drop(read);
    let shell = frame::shell(&visitor, "console-templates");
    let lead = shell.t("console-templates-lead");
    let shell = shell.lead(lead);
    let rows = all.chunk_by(|one, other| one.key == other.key).filter_map(|texts| row(&shell, texts)).collect();
    Ok(frame::respond(&visitor, &List { shell, rows }, None))
}

fn row(shell: &Shell, texts: &[TemplateText]) -> Option<Row> {
    let first = texts.iter().find(|text| text.locale == shell.locale)?;
    let name = |text: &TemplateText| {
        let channel = shell.word("messaging-channel", text.channel.as_str());
        format!("{channel} · {}", shell.word("console-locale", text.locale.as_str()))
    };
    let which = Which { key: first.key, channel: first.channel, locale: first.locale };
    Some(Row {
        key: which.key,
        page: which.page(),
        sample: filled(&first.text, which.key, which.locale).map(|text| text.body).unwrap_or_default(),
        edited: texts.iter().filter(|text| text.version > 0).map(name).collect(),
    })
}

fn filled(text: &Text, key: NoticeKey, locale: Locale) -> Result<Text> {
    templates::fill(text, &templates::sample(key, locale))
}

#[derive(Template)]
#[template(path = "notice_templates/show.html")]
struct Show {
    shell: Shell,
    stored: TemplateText,
    sheet: Sheet,
    preview: Option<Text>,
    params: &'static [&'static str],
    /// The other texts of the notice.
    others: Vec<TemplateText>,
    may_write: bool,
}

impl Show {
    fn is_this(&self, other: &TemplateText) -> bool {
        (other.channel, other.locale) == (self.stored.channel, self.stored.locale)
    }
    fn has_subject(&self) -> bool {
        self.stored.channel != Channel::Sms
    }
}

/// Which text: the parts of its address.
#[derive(Clone, Copy)]
struct Which {
    key: NoticeKey,
    channel: Channel,
    locale: Locale,
}

impl Which {
    fn of(parts: &(String, String, String)) -> Result<Self> {
        let (key, channel, locale) = parts;
        Ok(Self { key: key.parse()?, channel: channel.parse()?, locale: locale.parse()? })
    }
    fn page(self) -> String {
        format!("{PAGE}/{}/{}/{}", self.key, self.channel, self.locale)
    }
}

async fn show(visitor: Visitor, Path(parts): Path<(String, String, String)>) -> Answer {
    frame::require(&visitor, Permission::MessagesRead).or_fail(&visitor)?;
    let which = Which::of(&parts).or_fail(&visitor)?;
    dress(&visitor, which, None, None).await
}

/// The page; with `tried`, a text that is looked at before it is saved.
async fn dress(visitor: &Visitor, which: Which, tried: Option<&Submitted>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::MessagesRead).or_fail(visitor)?;
    let Which { key, channel, locale } = which;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let all = texts::all_texts(&mut read, visitor.ctx.market).await.or_fail(visitor)?;
    drop(read);
    let others: Vec<TemplateText> = all.into_iter().filter(|text| text.key == key).collect();
    let stored = others.iter().find(|text| (text.channel, text.locale) == (channel, locale)).cloned();
    let stored = stored.ok_or_else(|| kernel::problem::MISSING.problem()).or_fail(visitor)?;
    let mut shell = frame::shell_at(visitor, "console-templates", &which.page(), refused.as_ref());
    if tried.is_some() {
        shell.here = which.page();
    }
    let (title, back) = (shell.word("messaging-notice", key.as_str()), shell.t("console-templates"));
    let shell = shell.titled(title).back(PAGE, back);
    let shown = tried.map_or_else(|| stored.text.clone(), typed);
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "text", |form| {
            let form = form.with("subject", &shown.subject).with("body", &shown.body);
            form.with("version", tried.map_or(stored.version, |form| form.version().unwrap_or(stored.version)))
        }),
        preview: if refused.is_none() { filled(&shown, key, locale).ok() } else { None },
        params: key.params(),
        others,
        stored,
        may_write: frame::may(visitor, Permission::MessagesWrite),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn typed(form: &Submitted) -> Text {
    // Browsers send lines with carriage returns.
    Text { subject: form.text("subject").to_owned(), body: form.text("body").replace("\r\n", "\n") }
}

async fn edit(Path(parts): Path<(String, String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MessagesWrite).or_fail(visitor)?;
    let which = Which::of(&parts).or_fail(visitor)?;
    let outcome = match form.text("do") {
        "preview" => match templates::check(which.key, which.channel, which.locale, &typed(&form)) {
            Ok(()) => return dress(visitor, which, Some(&form), None).await,
            Err(problem) => Err(problem),
        },
        "restore" => {
            let shipped = templates::default_text(which.key, which.channel, which.locale);
            let subject = if which.channel == Channel::Sms { String::new() } else { shipped.subject };
            save(&form, which, Text { subject, body: shipped.body }).await
        }
        _ => save(&form, which, typed(&form)).await,
    };
    match outcome {
        Ok(()) => Ok(frame::done(visitor, &which.page(), "console-saved")),
        Err(problem) => dress(visitor, which, None, Some(Refused::of("text", &form, problem)?)).await,
    }
}

async fn save(form: &Submitted, which: Which, text: Text) -> Result<()> {
    let Which { key, channel, locale } = which;
    let edit = EditTemplate { key, channel, locale, text, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await
}
