//! The languages the product speaks.

crate::text_enum! {
    /// A language and its conventions.
    #[derive(Default)]
    pub enum Locale {
        /// Simplified Chinese, mainland conventions.
        #[default]
        ZhCn = "zh-CN",
        /// English, international conventions.
        En = "en",
    }
}
