//! What forms in the field send: the device's facts, typed values, and a refused form to be shown again.

use askama::Template;
use edge::{Failure, Submitted, Visitor};
use jobs::model::Device;
use kernel::{Kind, Place, Problem, Result, Timestamp, problem};
use std::str::FromStr;
use ui::Form;

/// A form that was refused.
pub(crate) struct Refused {
    /// Which form of the page.
    pub form: &'static str,
    /// As it was sent.
    pub pairs: Vec<(String, String)>,
    /// Why.
    pub problem: Problem,
}

impl Refused {
    /// The form with the problem it met. Our own faults and who is not signed in are no matter of the form: they fail the page.
    pub fn of(form: &'static str, submitted: &Submitted, problem: Problem) -> Result<Self, Failure> {
        if matches!(problem.kind(), Kind::Broken | Kind::Unauthenticated) {
            return Err(Failure::of(&submitted.visitor, problem));
        }
        Ok(Self { form, pairs: submitted.pairs.clone(), problem })
    }

    /// The HTTP status of the page that shows it.
    pub fn status(refused: Option<&Self>) -> u16 {
        refused.map_or(200, |refused| refused.problem.kind().status())
    }

    /// The form of that name: as it was sent when it is the refused one, else empty.
    pub fn form(refused: Option<&Self>, visitor: &Visitor, name: &str) -> Form {
        let form = Form::new(visitor.ctx.locale);
        match refused.filter(|refused| refused.form == name) {
            Some(refused) => form.filled(refused.pairs.clone()).failed(refused.problem.clone()),
            None => form,
        }
    }
}

/// Typed values of a form; every problem names its field.
pub(crate) trait Typed {
    /// A value whose type says what is wrong with it.
    fn read_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<T>;
    /// The same; none when it is empty.
    fn maybe_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Option<T>>;
    /// What the device in hand reports along with the verb.
    fn device(&self) -> Result<Device>;
}

impl Typed for Submitted {
    fn read_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<T> {
        self.maybe_as(name)?.ok_or_else(|| problem::REQUIRED.field(name))
    }
    fn maybe_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Option<T>> {
        let typed = Some(self.text(name)).filter(|text| !text.is_empty());
        typed.map(|text| text.parse().map_err(|problem: Problem| problem.field(name))).transpose()
    }
    fn device(&self) -> Result<Device> {
        let sent = |name| Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        let at =
            sent("device_at").map(|text| text.parse::<Timestamp>().map_err(|_| problem::BAD_TIME.field("device_at")));
        Ok(Device {
            at: at.transpose()?,
            place: place(self)?,
            accuracy_metres: accuracy(self)?,
            is_mocked: self.text("mocked") == "yes",
            client_key: sent("client_key"),
        })
    }
}

/// The position that was sent, if one was.
pub(crate) fn place(form: &Submitted) -> Result<Option<Place>> {
    if form.text("latitude").is_empty() && form.text("longitude").is_empty() {
        return Ok(None);
    }
    let degrees = |name: &str| form.text(name).parse::<f64>().map_err(|_| problem::BAD_PLACE.field("place"));
    Place::new(degrees("latitude")?, degrees("longitude")?).map(Some)
}

/// How sure the device is of it, whole metres.
pub(crate) fn accuracy(form: &Submitted) -> Result<Option<u32>> {
    let text = form.text("accuracy");
    if text.is_empty() {
        return Ok(None);
    }
    let metres = text.parse::<f64>().ok().filter(|metres| (0.0..1e9).contains(metres));
    metres.map(|metres| Some(metres.round() as u32)).ok_or_else(|| problem::OUT_OF_RANGE.field("accuracy"))
}

/// The hidden inputs of a form that reports where and when it was sent. The key makes a repeated tap answer like the first.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<device-facts{% if waits %} wait{% endif %}><input type="hidden" name="latitude"><input type="hidden" name="longitude"><input type="hidden" name="accuracy"><input type="hidden" name="device_at"></device-facts><input type="hidden" name="client_key" value="{{ key }}">"#
)]
pub(crate) struct Facts {
    key: String,
    waits: bool,
}

impl askama::filters::HtmlSafe for Facts {}

/// Makes the keys of one page's forms: every form its own, every rendering others.
#[derive(Clone, Debug)]
pub(crate) struct Keys(String);

impl Keys {
    /// Keys for a page that is made now.
    pub fn of(visitor: &Visitor) -> Self {
        Self(visitor.ctx.secret(9))
    }
    /// The hidden inputs of the form of that name.
    pub fn facts(&self, name: impl std::fmt::Display) -> Facts {
        Facts { key: format!("{}-{name}", self.0), waits: false }
    }
    /// The same, for a form that is of no use without a position.
    pub fn placed(&self, name: impl std::fmt::Display) -> Facts {
        Facts { waits: true, ..self.facts(name) }
    }
}
