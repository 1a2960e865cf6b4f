//! Macros for enums that are stored and spoken as a short text code.

/// Declares an enum of plain variants with a stable text code each: `as_str`, `FromStr`, serde, [`crate::Scalar`] and `ALL`.
///
/// ```ignore
/// kernel::text_enum! {
///     /// How a technician travels.
///     pub enum Vehicle { /// By scooter. Scooter = "scooter", /// By car. Car = "car" }
/// }
/// ```
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$variant_meta])* $variant),+ }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::Problem;
            fn from_str(text: &str) -> Result<Self, $crate::Problem> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::problem::UNKNOWN_CODE.problem().param("given", text)
                        .param("allowed", [$($code),+].join(", "))),
                }
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(|_| ::serde::de::Error::unknown_variant(&text, &[$($code),+]))
            }
        }
        impl $crate::Scalar for $name {
            const KIND: $crate::ScalarKind = $crate::ScalarKind::Text;
            fn to_value(&self) -> $crate::Value { $crate::Value::Text(Some(self.as_str().to_owned())) }
            fn from_value(value: $crate::Value) -> Result<Self, $crate::Problem> { value.text()?.parse() }
        }
    };
}

/// Declares the refusals of a context: constants of type [`crate::Code`] and the list `ALL`.
///
/// ```ignore
/// kernel::refusals! {
///     /// Somebody else took the slot meanwhile.
///     SLOT_TAKEN = Refused "slot_taken";
/// }
/// ```
#[macro_export]
macro_rules! refusals {
    ($($(#[$meta:meta])* $name:ident = $kind:ident $code:literal;)*) => {
        $($(#[$meta])* pub const $name: $crate::Code = $crate::Code { kind: $crate::Kind::$kind, code: $code };)*
        /// Every code of this module, for the listing test that wants a sentence for each in every language.
        pub const ALL: &[$crate::Code] = &[$($name),*];
    };
}
