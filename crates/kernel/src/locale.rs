//! The languages the product speaks.

crate::text_enum! {
    /// A language and its conventions.
    pub enum Locale {
        /// Simplified Chinese, mainland conventions.
        ZhCn = "zh-CN",
        /// English, international conventions.
        En = "en",
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::ZhCn
    }
}
