//! Lists of words whose documentation is also what the program says about them.

/// Declares an enum of words and gives it `what`: the documentation of each word as text.
///
/// What a word means then stands in one place, for whoever reads the code and for whoever asks the program.
///
/// ```
/// egret_config::described! {
///     /// Where synapse rows lie.
///     #[derive(Clone, Copy)]
///     pub enum Home {
///         /// In the memories
///         /// of the cores.
///         Sram,
///         /// Beside the chip.
///         Dram,
///     }
/// }
/// assert_eq!(Home::Sram.what(), "In the memories of the cores.");
/// ```
#[macro_export]
macro_rules! described {
    (
        $(#[$outer:meta])*
        $visibility:vis enum $name:ident {
            $( $(#[doc = $doc:literal])+ $variant:ident, )+
        }
    ) => {
        $(#[$outer])*
        $visibility enum $name {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl $name {
            /// What it is, in a sentence: its documentation.
            pub fn what(self) -> &'static str {
                // Every line of documentation begins with a blank.
                let text = match self {
                    $( Self::$variant => concat!($($doc),+), )+
                };
                text.trim()
            }
        }
    };
}
