//! Looks shared by the sections of the table.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table,
    TableStyle, Width,
};

/// A line under the heading and nothing else: many rows stay on one screen.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) colour: bool,
    /// Columns of the terminal.
    pub(crate) width: u16,
}

impl Look {
    /// An empty table with a heading, columns right-aligned where `right` says so.
    pub(crate) fn table(self, heading: &[&str]) -> Table {
        let mut table = Table::new();
        table.load_style(STYLE);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width);
        if self.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(heading.iter().map(|name| self.strong(name)));
        table
    }

    /// A cell of heavy text.
    pub(crate) fn strong(self, text: &str) -> Cell {
        self.styled(Cell::new(text), |cell| cell.add_attribute(Attribute::Bold))
    }

    /// A cell in a colour.
    pub(crate) fn tinted(self, text: impl ToString, colour: Color) -> Cell {
        self.styled(Cell::new(text), |cell| cell.fg(colour))
    }

    /// A heading of a section as a line.
    pub(crate) fn heading(self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A line that says what failed.
    pub(crate) fn failure(self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1;31m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A line that must not be overlooked.
    pub(crate) fn warning(self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1;33m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn styled(self, cell: Cell, style: impl Fn(Cell) -> Cell) -> Cell {
        if self.colour { style(cell) } else { cell }
    }
}

/// A right-aligned cell.
pub(crate) fn number(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Keeps a column from being broken.
pub(crate) fn fix(table: &mut Table, column: usize, width: u16) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
}
