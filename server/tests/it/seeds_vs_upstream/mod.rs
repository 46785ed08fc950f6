//! The table of `seeds-vs-upstream.md`, a test for each row, so that it stays true. A row is
//! tested here, or where its subject is: those of limits in `throttles.rs`, for example.

mod answers;
mod attributes;
mod conversations;
mod deliveries;
mod limits;
mod records;
mod visitors;

use std::{collections::BTreeSet, fs, path::Path};

use regex::Regex;

/// The rows of the table.
const ROWS: u32 = 42;

#[test]
fn every_row_has_a_test() {
    fn visit(folder: &Path, named: &Regex, found: &mut BTreeSet<u32>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, named, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(named.captures_iter(&text).map(|row| row[1].parse::<u32>().unwrap()));
            }
        }
    }
    let named = Regex::new(r"fn seeds_vs_upstream_(\d\d)_").unwrap();
    let mut found = BTreeSet::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"), &named, &mut found);

    let without: Vec<u32> = (1..=ROWS).filter(|row| !found.contains(row)).collect();
    assert!(without.is_empty(), "no test is named after rows {without:?}");
}
