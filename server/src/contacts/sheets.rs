//! Tables of contacts as text: read a portion at a time, and written so that no spreadsheet runs
//! what stands in them.
//!
//! A cell that begins as a formula does is written with an apostrophe before it, unless it is a
//! number: telephone numbers stay what they are. Read again, it loses that apostrophe.

use csv::{ByteRecord, Reader, ReaderBuilder, WriterBuilder};

use crate::error::{Error, Result};

/// Bytes of a header at most.
pub const LONGEST_HEADER: usize = 64 * 1024;

/// Columns of a table at most.
const MOST_COLUMNS: usize = 200;

/// What a cell begins with that a spreadsheet takes for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Comma,
    Semicolon,
    Tab,
}

crate::stored! {
    Separator { Comma = 0 "comma", Semicolon = 1 "semicolon", Tab = 2 "tab" }
}

/// The first row of a table: what its columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub separator: Separator,
    pub names: Vec<String>,
    /// Where it ends.
    pub end: usize,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it begins.
    pub at: usize,
    pub cells: Vec<String>,
}

/// Why a table cannot be read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("is longer than a row may be, or has a quotation mark that is not closed")]
    Endless,
    #[error("has a quotation mark that is not closed")]
    Unclosed,
    #[error("is not text in UTF-8")]
    NoText,
}

/// Whether bytes that come in portions are text.
#[derive(Debug, Default)]
pub struct Text {
    /// The beginning of a character whose end has not come.
    cut: Vec<u8>,
}

impl Text {
    /// Takes the next portion. Whether it is text so far.
    pub fn goes_on(&mut self, portion: &[u8]) -> bool {
        let mut whole = std::mem::take(&mut self.cut);
        whole.extend_from_slice(portion);
        match std::str::from_utf8(&whole) {
            Ok(text) => !text.contains('\0'),
            Err(error) if error.error_len().is_none() => {
                let (text, cut) = whole.split_at(error.valid_up_to());
                self.cut = cut.to_vec();
                !text.contains(&0)
            }
            Err(_) => false,
        }
    }

    /// Whether it was text to its end.
    pub fn is_whole(&self) -> bool {
        self.cut.is_empty()
    }
}

impl Separator {
    fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
        }
    }

    fn reader(self, bytes: &[u8]) -> Reader<&[u8]> {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.byte()).from_reader(bytes)
    }
}

impl Header {
    /// Reads the first row of a table that begins so. It has to name one of these columns, by
    /// which it is also told what stands between two cells.
    pub fn read(beginning: &[u8], known: &[&str]) -> Result<Self> {
        let refused = |problem: String| Err(Error::invalid("import_file", problem));
        let mark = if beginning.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        for (_, separator) in Separator::NAMED {
            let mut reader = separator.reader(&beginning[mark..]);
            let mut record = ByteRecord::new();
            let is_read = reader.read_byte_record(&mut record).unwrap_or(false);
            let end = mark + place(&reader);
            let Some(names) = cells(&record).filter(|_| is_read) else { continue };
            let names: Vec<String> = names.iter().map(|name| folded(name, known)).collect();
            if !names.iter().any(|name| known.contains(&name.as_str())) {
                continue;
            }
            if end == beginning.len() && end >= LONGEST_HEADER {
                return refused("has a first row that is too long".to_owned());
            }
            if names.len() > MOST_COLUMNS {
                return refused(format!("has too many columns (maximum is {MOST_COLUMNS})"));
            }
            let mut seen = names.iter().enumerate();
            let twice = seen.find(|(at, name)| !name.is_empty() && names[..*at].contains(name));
            if let Some((_, name)) = twice {
                return refused(format!("has the column {name} twice"));
            }
            return Ok(Header { separator: *separator, names, end });
        }
        refused(format!("must have a first row that names at least one of {}", known.join(", ")))
    }
}

/// The whole rows in a part of a table that begins with one, and where the next begins. What is
/// not the last part may end within a row. A row that cannot be read is told of when it is the
/// first.
pub fn records(
    part: &[u8],
    separator: Separator,
    is_last: bool,
) -> Result<(Vec<Record>, usize), Unreadable> {
    let mut reader = separator.reader(part);
    let mut records = Vec::new();
    let mut record = ByteRecord::new();
    loop {
        let breaks = part[place(&reader)..].iter().take_while(|byte| b"\r\n".contains(byte));
        let at = place(&reader) + breaks.count();
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return Ok((records, part.len()));
        }
        let is_at_end = place(&reader) == part.len();
        let problem = match cells(&record) {
            Some(cells) if !is_at_end || (is_last && !is_open(&part[at..], separator)) => {
                records.push(Record { at, cells });
                continue;
            }
            Some(_) if is_last => Unreadable::Unclosed,
            Some(_) => Unreadable::Endless,
            None => Unreadable::NoText,
        };
        // What comes before it is read first.
        return if at == 0 { Err(problem) } else { Ok((records, at)) };
    }
}

/// A row as it is written.
pub fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let cells = cells.into_iter().map(|cell| harmless(cell.as_ref()));
    writer.write_record(cells).expect("a row fits into memory");
    writer.into_inner().expect("memory takes what is written")
}

/// A cell as it is meant: without space around it, and without the apostrophe that kept it from
/// being run.
pub fn meant(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|cell| cell.starts_with(FORMULA)).unwrap_or(cell)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let mut characters = cell.chars();
    let begins_so = characters.next().is_some_and(|first| FORMULA.contains(&first));
    let is_number = !characters.as_str().is_empty()
        && characters.all(|character| character.is_ascii_digit() || character == '.');
    if begins_so && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a row goes on when another line follows it.
fn is_open(row: &[u8], separator: Separator) -> bool {
    let followed = [row, b"\nx"].concat();
    separator.reader(&followed).byte_records().count() == 1
}

/// The name of a column. One that is known is known by it however it is spelled.
fn folded(name: &str, known: &[&str]) -> String {
    let name = name.trim();
    let known = known.iter().find(|known| known.eq_ignore_ascii_case(name));
    known.map_or_else(|| name.to_owned(), |known| (*known).to_owned())
}

fn cells(record: &ByteRecord) -> Option<Vec<String>> {
    record.iter().map(|cell| String::from_utf8(cell.to_vec()).ok()).collect()
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).expect("it is within what is in memory")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 2] = ["name", "email"];

    fn header(text: &str) -> Result<Header, String> {
        Header::read(text.as_bytes(), &KNOWN).map_err(|error| error.to_string())
    }

    #[test]
    fn a_header_tells_what_stands_between_cells() {
        for (text, separator) in [
            ("Name,Email \nx", Separator::Comma),
            ("\u{feff}name;email\r\nx", Separator::Semicolon),
            ("\"name\"\temail", Separator::Tab),
        ] {
            let found = header(text).unwrap();
            assert_eq!(
                (found.separator, found.names),
                (separator, vec!["name".into(), "email".into()])
            );
        }
        assert_eq!(header("\n\nname\r\nLea").unwrap().names, ["name"]);
    }

    #[test]
    fn what_is_no_header_is_refused_in_words() {
        for none in ["", "\n", "Lea,lea@x.test", "id"] {
            let said = header(none).unwrap_err();
            assert!(said.contains("must have a first row"), "{said}");
        }
        assert!(header("name,email,NAME").unwrap_err().contains("has the column name twice"));
        assert!(
            header(&format!("name{}", ",x".repeat(200))).unwrap_err().contains("too many columns")
        );
    }

    #[test]
    fn cells_that_would_be_run_are_not() {
        let written = |cell| String::from_utf8(line([cell])).unwrap();
        for bad in ["=1+1", "@x", "-x", "+x", "\tx", "=", "-", "+49=1", "=HYPERLINK(\"x\")"] {
            assert!(written(bad).trim_start_matches('"').starts_with('\''), "{bad}");
            assert_eq!(meant(&format!("'{bad}")), bad, "{bad}");
        }
        for good in ["+491234", "-12.5", "Lea", "a=b", "'tis"] {
            assert_eq!(written(good).trim_end(), good);
            assert_eq!(meant(good), good);
        }
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_told() {
        let read = |text: &str, is_last| records(text.as_bytes(), Separator::Comma, is_last);
        assert_eq!(read("a,\"b\nc\nd", true), Err(Unreadable::Unclosed));
        assert_eq!(read("x\na,\"b\nc", true).unwrap().1, 2);
        assert_eq!(read("a,\"b\nc\nd", false), Err(Unreadable::Endless));
        assert_eq!(read("x\na,\"b\nc", false).unwrap().1, 2);
        assert_eq!(read("a,5\" screen", true).unwrap().0[0].cells, ["a", "5\" screen"]);
    }

    #[test]
    fn text_is_text_however_it_is_divided() {
        let text = "Zoë 日本 😀".as_bytes();
        for at in 0..text.len() {
            let mut seen = Text::default();
            assert!(seen.goes_on(&text[..at]) && seen.goes_on(&text[at..]) && seen.is_whole());
        }
        for bad in [&b"\xff\xfea\0"[..], b"Zo\xeb,", b"a\0b", b"\xe2\x82,"] {
            assert!(!Text::default().goes_on(bad));
        }
        let mut cut = Text::default();
        assert!(cut.goes_on(b"\xe2\x82") && !cut.is_whole());
    }

    proptest! {
        #[test]
        fn rows_are_the_same_wherever_parts_end(
            rows in prop::collection::vec(prop::collection::vec("[a\",; \r\n\té]{0,6}", 2..4), 1..12),
            at_once in 100_usize..160,
        ) {
            let table: Vec<u8> = rows.iter().flat_map(line).collect();
            let whole = records(&table, Separator::Comma, true).unwrap().0;
            let mut parts = Vec::new();
            let mut place = 0;
            while place < table.len() {
                let end = (place + at_once).min(table.len());
                let part = &table[place..end];
                let (found, next) = records(part, Separator::Comma, end == table.len()).unwrap();
                let moved = |record: Record| Record { at: place + record.at, ..record };
                parts.extend(found.into_iter().map(moved));
                place += next;
            }
            prop_assert_eq!(&parts, &whole);
            let read: Vec<_> = whole.into_iter().map(|record| record.cells).collect();
            let meant_to_be: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| harmless(cell)).collect()).collect();
            prop_assert_eq!(read, meant_to_be);
        }
    }
}
