//! From a value to what a person reads: every error of ours is a message with the values that it compared.
//!
//! An error says what it is once, as a [`Text`]; its `Display` is the English of that.

use super::{Message, Text};
use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What can be shown in every language.
///
/// ```
/// use hcert::text::{Lang, ToText};
/// let error = "2021-02-30".parse::<hcert::Date>().unwrap_err();
/// assert_eq!(error.to_text().get(Lang::En), error.to_string());
/// ```
pub trait ToText {
    /// The text.
    fn to_text(&self) -> Text;
}

/// A message with values, from variables of their places' names or as `name = expression`. Names that are not the
/// message's places do not compile.
///
/// ```
/// use hcert::{Lang, text};
/// let (exp, at) = ("2022-04-10", "2022-05-01");
/// let text = text!(FINDING_EXPIRED, exp, at);
/// assert_eq!(text.get(Lang::En), "expired at 2022-04-10, it is 2022-05-01 now");
/// assert_eq!(text, text!(FINDING_EXPIRED, exp = exp, at = at));
/// ```
///
/// ```compile_fail
/// let text = hcert::text!(FINDING_EXPIRED, exp = "2022-04-10");
/// ```
#[macro_export]
macro_rules! text {
    ($message:ident $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const {
            let places = $crate::text::messages::places::$message;
            assert!($crate::text::are_places(places, &[$(stringify!($name)),*]));
        }
        let values = vec![$((stringify!($name), $crate::text!(@ $name $(= $value)?))),*];
        $crate::text::messages::$message.with(values)
    }};
    (@ $name:ident) => { $crate::text::ToText::to_text(&$name) };
    (@ $name:ident = $value:expr) => { $crate::text::ToText::to_text(&$value) };
}

/// Whether these are the names of a message's places, each once.
#[doc(hidden)]
#[must_use]
pub const fn are_places(mut places: &[&str], given: &[&str]) -> bool {
    if places.len() != given.len() {
        return false;
    }
    while let [place, rest @ ..] = places {
        let mut left = given;
        let mut found = false;
        while let [name, others @ ..] = left {
            found |= same(place.as_bytes(), name.as_bytes());
            left = others;
        }
        if !found {
            return false;
        }
        places = rest;
    }
    true
}

const fn same(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.is_empty() && right.is_empty()
}

/// `Display` of types with [`ToText`]: the English. `T: Error` makes it an error too.
#[doc(hidden)]
#[macro_export]
macro_rules! in_english {
    ($type:ty: Error) => {
        $crate::in_english!($type);
        impl std::error::Error for $type {}
    };
    ($type:ty) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&$crate::text::ToText::to_text(self), f)
            }
        }
    };
}

impl fmt::Display for Text {
    /// The English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.get(super::Lang::En))
    }
}

impl Text {
    /// What is the same in every language, as it is displayed.
    #[must_use]
    pub fn plain(value: impl fmt::Display) -> Self {
        Self::Plain(value.to_string())
    }
}

impl ToText for Text {
    fn to_text(&self) -> Text {
        self.clone()
    }
}

impl ToText for Message {
    fn to_text(&self) -> Text {
        Text::Message(*self)
    }
}

impl<T: ToText + ?Sized> ToText for &T {
    fn to_text(&self) -> Text {
        (**self).to_text()
    }
}

impl<T: ToText + ?Sized> ToText for Box<T> {
    fn to_text(&self) -> Text {
        (**self).to_text()
    }
}

/// [`ToText`] of what is displayed alike in every language.
#[doc(hidden)]
#[macro_export]
macro_rules! shown_alike {
    ($($type:ty)*) => { $(
        impl $crate::text::ToText for $type {
            fn to_text(&self) -> $crate::text::Text {
                $crate::text::Text::plain(self)
            }
        }
    )* };
}

shown_alike! {
    str String Cow<'_, str> char
    super::Lang
    core::net::SocketAddr core::net::IpAddr std::convert::Infallible
}

macro_rules! numbers {
    ($($type:ty)*) => { $(
        impl ToText for $type {
            fn to_text(&self) -> Text {
                i64::try_from(*self).map_or_else(|_| Text::plain(self), Text::Number)
            }
        }
    )* };
}

numbers! { i8 u8 i16 u16 i32 u32 i64 u64 i128 u128 isize usize }

impl ToText for Path {
    fn to_text(&self) -> Text {
        Text::plain(self.display())
    }
}

impl ToText for PathBuf {
    fn to_text(&self) -> Text {
        self.as_path().to_text()
    }
}

super::sentence_error! {
    /// A sentence of ours that an [`io::Error`] carries.
    Said
}

impl Said {
    /// The error that carries it.
    #[must_use]
    pub fn error(kind: io::ErrorKind, sentence: impl ToText) -> io::Error {
        io::Error::new(kind, Self(sentence.to_text()))
    }
}

impl ToText for io::Error {
    /// The system's own sentence in English; what is common in the other languages too.
    fn to_text(&self) -> Text {
        use io::ErrorKind as Kind;
        let own = self.get_ref().and_then(|inner| inner.downcast_ref());
        if let Some(Said(text)) = own {
            return text.clone();
        }
        let system = Text::plain(self);
        if self.raw_os_error().is_none() {
            return system;
        }
        match self.kind() {
            Kind::NotFound => text!(SYSTEM_NOT_FOUND, system),
            Kind::PermissionDenied => text!(SYSTEM_PERMISSION_DENIED, system),
            Kind::AlreadyExists => text!(SYSTEM_ALREADY_EXISTS, system),
            Kind::IsADirectory => text!(SYSTEM_IS_A_DIRECTORY, system),
            Kind::NotADirectory => text!(SYSTEM_NOT_A_DIRECTORY, system),
            Kind::StorageFull => text!(SYSTEM_STORAGE_FULL, system),
            Kind::BrokenPipe => text!(SYSTEM_BROKEN_PIPE, system),
            Kind::ConnectionRefused => text!(SYSTEM_CONNECTION_REFUSED, system),
            Kind::AddrInUse => text!(SYSTEM_ADDRESS_IN_USE, system),
            Kind::TimedOut => text!(SYSTEM_TIMED_OUT, system),
            _ => system,
        }
    }
}
