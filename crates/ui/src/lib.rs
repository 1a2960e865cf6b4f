//! The design system: page frame, components, css and islands, shared by every face.
//!
//! A face writes askama templates that extend `ui/page.html` and hold a `shell: Shell`; see README.md. Components are plain values that
//! a template shows with `{{ ui::badge(..) }}`; everything works without script.

extern crate self as ui;

mod assets;
mod components;
mod gallery;
mod html;
mod icon;
mod shell;

pub use assets::{asset, asset_if_built, serve_asset};
pub use components::*;
pub use gallery::gallery;
pub use html::{CONTENT_SECURITY_POLICY, Html};
pub use icon::{Icon, icon};
pub use shell::{Flash, Layout, Link, NavItem, Person, Shell, Theme, Width, problem_notice, problem_page};

#[cfg(test)]
mod tests;
