//! Activity files as text: numbers in rows, and a comment that says what they are.

use std::fmt::Write;

use super::file::{ActivityFile, FittedLayer};

/// Numbers in a row of a list.
const PER_ROW: usize = 10;

impl ActivityFile {
    /// The file as text, which [`ActivityFile::read`] reads back to the same.
    pub fn text(&self) -> String {
        let mut text = format!(
            "// Activity fitted to a recording: rates of units, and how their events go together. Numbers have no units.\n\
             (\n    schema: {:?},\n    source: {:?},\n    steps: {},\n    layers: [\n",
            self.schema, self.source, self.steps
        );
        for layer in &self.layers {
            text.push_str(&layer.text());
        }
        text.push_str("    ],\n)\n");
        text
    }
}

impl FittedLayer {
    fn text(&self) -> String {
        let mut text = "        (\n".to_owned();
        let numbers = [
            ("activity", self.activity, "fraction of the units that emit in a step"),
            (
                "rate_spread",
                self.rate_spread,
                "spread of the log-odds of rates; used where `rates` is left out",
            ),
            ("persistence", self.persistence, "correlation of a unit's events at successive steps"),
            (
                "common_factor",
                self.common_factor,
                "standard deviation of the events in a step over their mean",
            ),
            ("autocorrelation", self.autocorrelation, "of the common factor, from step to step"),
        ];
        // Writing into a string cannot fail.
        let _ = writeln!(text, "            units: {},", self.units);
        for (name, value, meaning) in numbers {
            let _ = writeln!(text, "            {name}: {value}, // {meaning}");
        }
        let lists = [
            ("correlations", &self.correlations, "of the common factor with those of the earlier layers"),
            ("quantiles", &self.quantiles, "of the common factor, ascending, in any scale"),
            ("rates", &self.rates, "by unit, the fraction of steps at which it emits"),
            ("shares", &self.shares, "by unit, how much of the common factor it takes up, in any scale"),
        ];
        for (name, list, meaning) in lists {
            if list.is_empty() {
                continue;
            }
            let _ = writeln!(text, "            // {meaning}\n            {name}: [");
            for row in list.chunks(PER_ROW) {
                let row: Vec<String> = row.iter().map(ToString::to_string).collect();
                let _ = writeln!(text, "                {},", row.join(", "));
            }
            text.push_str("            ],\n");
        }
        text.push_str("        ),\n");
        text
    }
}
