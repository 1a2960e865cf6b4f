//! Tabs between views of one thing, for `_tabs.html`.

/// One tab.
pub(crate) struct Tab {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// How many things are there, when that is worth saying.
    pub count: Option<String>,
    /// Whether this is where we are.
    pub is_here: bool,
}

impl Tab {
    /// A tab.
    pub fn new(href: impl Into<String>, label: impl Into<String>, is_here: bool) -> Self {
        Self { href: href.into(), label: label.into(), count: None, is_here }
    }

    /// With a number of things.
    pub fn count(mut self, count: impl ToString) -> Self {
        self.count = Some(count.to_string());
        self
    }
}
