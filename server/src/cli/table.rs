//! Rows of texts, in columns that are as wide as they have to be.

use super::say;

/// Characters of a text that are shown, unless it is the last of its row.
const WIDEST: usize = 60;

pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self { rows: vec![columns.map(str::to_owned).to_vec()] }
    }

    pub fn add<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.map(|text| shown(&text)).to_vec());
    }

    pub fn print(&self) {
        for line in self.lines() {
            say(line);
        }
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        let columns = self.rows[0].len();
        let width = |column: usize| {
            let texts = self.rows.iter().map(|row| row[column].chars().count());
            texts.max().unwrap_or_default().min(WIDEST)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        self.rows.iter().map(move |row| {
            let cells = row.iter().zip(&widths).map(|(text, width)| format!("{text:width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
    }
}

/// A text on one line.
fn shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_stand_below_each_other_and_texts_stay_on_their_line() {
        let mut table = Table::new(["ID", "STATE", "PROBLEM"]);
        table.add(["7".to_owned(), "waiting".to_owned(), String::new()]);
        table.add(["12".to_owned(), "dead".to_owned(), "it\nfailed".to_owned()]);

        let lines: Vec<String> = table.lines().collect();

        assert_eq!(lines, ["ID  STATE    PROBLEM", "7   waiting", "12  dead     it failed"]);
    }
}
