//! The design system: page frame, components, css and islands, shared by every face.
//!
//! A face writes askama templates that extend `ui/page.html` and hold a `shell: Shell`; see README.md. Components are plain values that
//! a template shows with `{{ ui::badge(..) }}`; everything works without script.

extern crate self as ui;

mod assets;
mod components;
mod device;
mod formats;
mod gallery;
mod html;
mod icon;
mod problem_pages;
mod shell;

pub use assets::{asset, asset_if_built, assets, serve_asset};
pub use components::*;
pub use device::device_name;
pub use gallery::gallery;
pub use html::{CONTENT_SECURITY_POLICY, Html};
pub use icon::{ICONS, Icon, icon};
pub use problem_pages::{problem_notice, problem_page};
pub use shell::{Flash, Layout, Link, NavItem, Person, Shell, Theme, Width};

#[cfg(test)]
mod tests;
