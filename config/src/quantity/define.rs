//! The macro that turns a table of units into a quantity type.

/// Defines one quantity: the type, its constructors and accessors, its sums and ratios, its text and its serde form.
///
/// A unit line is `constructor accessor "spelling" / scale` where the unit is the scale-th part of the SI unit, or
/// `* scale` where it is a multiple of it; scales are powers of ten that `f64` holds exactly.
macro_rules! quantity {
    (
        $(#[$doc:meta])*
        $name:ident, $kind:ident = $called:literal, example $example:literal, base $base:ident $as_base:ident $si:literal {
            $( $make:ident $get:ident $spelling:literal $op:tt $inverse:tt $scale:literal; )*
        }
        units { $( $unit:literal $exponent:literal $printed:literal; )* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
        pub struct $name(f64);

        pub(crate) const $kind: Kind = Kind {
            name: $called,
            example: $example,
            units: &[ $( Unit { name: $unit, exponent: $exponent, printed: $printed }, )* ],
        };

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0.0);

            #[doc = concat!("So many ", $si, ".")]
            pub const fn $base(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("The value in ", $si, ".")]
            pub const fn $as_base(self) -> f64 {
                self.0
            }

            $(
                #[doc = concat!("So many ", $spelling, ".")]
                pub const fn $make(value: f64) -> Self {
                    Self(value $op $scale)
                }

                #[doc = concat!("The value in ", $spelling, ".")]
                pub const fn $get(self) -> f64 {
                    self.0 $inverse $scale
                }
            )*

            /// Whether it is exactly zero.
            pub fn is_zero(self) -> bool {
                self.0.abs() <= 0.0
            }

            /// The larger of the two.
            #[must_use]
            pub const fn max(self, other: Self) -> Self {
                Self(self.0.max(other.0))
            }

            /// The smaller of the two.
            #[must_use]
            pub const fn min(self, other: Self) -> Self {
                Self(self.0.min(other.0))
            }

            /// A total order by value, for sorting.
            pub fn total_cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl std::ops::AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl std::ops::Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl std::ops::Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl std::ops::Mul<u64> for $name {
            type Output = Self;
            fn mul(self, count: u64) -> Self {
                Self(self.0 * count as f64)
            }
        }

        impl std::ops::Div<f64> for $name {
            type Output = Self;
            fn div(self, divisor: f64) -> Self {
                Self(self.0 / divisor)
            }
        }

        impl std::ops::Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
                parts.fold(Self::ZERO, |total, part| total + part)
            }
        }

        impl<'a> std::iter::Sum<&'a $name> for $name {
            fn sum<I: Iterator<Item = &'a Self>>(parts: I) -> Self {
                parts.copied().sum()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                unit::print(self.0, &$kind, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = QuantityError;
            fn from_str(text: &str) -> Result<Self, QuantityError> {
                unit::parse(text, &$kind).map(Self)
            }
        }

        $crate::quantity::define::text_serde!($name, concat!("text such as \"", $example, "\""));
    };
}

/// Serde as text for a type with `Display` and `FromStr`.
///
/// A bare number is passed to `FromStr` as well, because that error says what is missing: the unit.
macro_rules! text_serde {
    ($name:ident, $expecting:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }

                    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<$name, E> {
                        self.visit_str(&number.to_string())
                    }

                    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<$name, E> {
                        self.visit_str(&number.to_string())
                    }

                    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<$name, E> {
                        self.visit_str(&number.to_string())
                    }
                }

                deserializer.deserialize_any(Text)
            }
        }
    };
}

pub(crate) use {quantity, text_serde};
