//! The API, driven as programs drive it: by requests only.

mod contract;
mod listing;
mod site;
mod story;
mod walk;
