//! The shape of the code, as far as a machine can see it: which module may use which, how
//! long a file may be, where rows are touched, what nothing is called.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

/// Lines of a file that ask for a split, and that refuse it.
const LONG: usize = 400;
const TOO_LONG: usize = 600;

/// Drawers without a subject.
const NO_NAMES: [&str; 5] = ["utils", "common", "core", "helpers", "misc"];

/// A source file of the server.
struct Source {
    /// Below `server/src`.
    path: PathBuf,
    /// What is compiled into the product: without tests, with comments blanked, so that
    /// lines keep their numbers.
    code: String,
    lines: usize,
}

impl Source {
    /// The module at the top that the file belongs to: `labels` for `labels/store.rs`.
    fn module(&self) -> &str {
        let first = self.path.iter().next().and_then(|name| name.to_str()).expect("it has a name");
        first.trim_end_matches(".rs")
    }

    fn is(&self, file: &str) -> bool {
        self.path.ends_with(file)
    }

    /// Whether endpoints of a domain are there: in `http.rs`, or in the folder that it became.
    fn has_endpoints(&self) -> bool {
        self.is("http.rs") || self.path.iter().skip(1).any(|part| part == "http")
    }

    /// Where something is, as editors take it.
    fn at(&self, offset: usize) -> String {
        let line = self.code[..offset].matches('\n').count() + 1;
        format!("server/src/{}:{line}", self.path.display())
    }
}

fn sources() -> Vec<Source> {
    fn visit(folder: &Path, root: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_owned();
                found.push(Source { path, code: code_of(&text), lines: text.lines().count() });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    visit(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "only {} sources were found", found.len());
    found
}

/// The text up to its tests, comments blanked.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines =
        code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of `lib.rs` by their position, and by the group that they are in.
struct Layers {
    position: BTreeMap<String, usize>,
    /// For each module, whether its group is said to belong together.
    together: BTreeMap<String, usize>,
}

impl Layers {
    fn read() -> Self {
        let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
        let (mut position, mut together) = (BTreeMap::new(), BTreeMap::new());
        for (number, group) in lib.unwrap().split("\n\n").enumerate() {
            for line in group.lines() {
                let Some(name) = line.strip_prefix("pub mod ") else { continue };
                let name = name.trim_end_matches(';').to_owned();
                if group.contains("belong together") {
                    together.insert(name.clone(), number);
                }
                position.insert(name, position.len());
            }
        }
        assert!(position.len() > 20, "the layers were not found in lib.rs");
        Self { position, together }
    }

    /// Whether `user` may use `used`: what stands above it, or belongs together with it.
    fn allow(&self, user: &str, used: &str) -> bool {
        let belong =
            self.together.get(user).is_some_and(|group| self.together.get(used) == Some(group));
        belong || self.position[used] <= self.position[user]
    }
}

/// The modules that a text names below `crate::`, with where it does: `crate::a::b`,
/// `use crate::{a, b::{c, d}}`, `$crate::a!`.
fn uses(code: &str) -> Vec<(usize, String)> {
    let mut uses = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if !rest.starts_with('{') {
            uses.push((at, word(rest)));
            continue;
        }
        let mut depth = 0;
        let mut begins = true;
        for (offset, character) in rest.char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth == 1 && begins && !character.is_whitespace() => {
                    uses.push((at + "crate::".len() + offset, word(&rest[offset..])));
                    begins = false;
                }
                _ => {}
            }
            begins |= depth == 1 && matches!(character, ',' | '{');
            if depth == 0 {
                break;
            }
        }
    }
    uses
}

fn word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

#[test]
fn uses_are_found_in_every_way_of_writing_them() {
    let code = "use crate::a;\nuse crate::{b, c::{d, self},\n  e::F as G, h::*};\nlet x = crate::i::J;\n\
                $crate::k::l(); crate::m! { n }";

    let named: Vec<String> = uses(code).into_iter().map(|(_, name)| name).collect();

    assert_eq!(named, ["a", "b", "c", "e", "h", "i", "k", "m"]);
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let layers = Layers::read();
    let mut breaches = Vec::new();

    // The endpoints of a domain join what they need; `lib.rs` and `main.rs` are not modules.
    for source in
        sources().iter().filter(|source| source.path.iter().count() == 1 || !source.has_endpoints())
    {
        if source.is("lib.rs") || source.is("main.rs") {
            continue;
        }
        for (at, used) in uses(&source.code) {
            if layers.position.contains_key(&used) && !layers.allow(source.module(), &used) {
                breaches.push(format!("{} uses {used}", source.at(at)));
            }
        }
    }

    assert!(breaches.is_empty(), "these use what stands below them:\n{}", breaches.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let layers = Layers::read();

    for source in sources().iter().filter(|source| !source.is("lib.rs") && !source.is("main.rs")) {
        let module = source.module();
        assert!(layers.position.contains_key(module), "{module} is not in lib.rs");
    }
}

#[test]
fn files_are_short() {
    let too_long: Vec<String> = sources()
        .iter()
        .inspect(|source| {
            if source.lines > LONG {
                eprintln!("{} has {} lines: split it", source.path.display(), source.lines);
            }
        })
        .filter(|source| source.lines > TOO_LONG)
        .map(|source| format!("{} has {} lines", source.path.display(), source.lines))
        .collect();

    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

#[test]
fn nothing_is_unwrapped_without_a_reason() {
    let unwrap = Regex::new(r"\.(unwrap|unwrap_err)\(\)").unwrap();

    let unwrapped: Vec<String> = sources()
        .iter()
        .flat_map(|source| unwrap.find_iter(&source.code).map(|found| source.at(found.start())))
        .collect();

    assert!(unwrapped.is_empty(), "say why it cannot fail:\n{}", unwrapped.join("\n"));
}

#[test]
fn a_store_is_used_within_its_domain_only() {
    let path = Regex::new(r"crate::(\w+)(?:::\w+)*::store\b").unwrap();
    let opened = Regex::new(r"pub(\(.*\))? mod store\b").unwrap();

    let mut breaches = Vec::new();
    for source in sources() {
        for found in path.captures_iter(&source.code) {
            let (whole, domain) = (found.get(0).expect("it was found"), &found[1]);
            if domain != source.module() {
                breaches.push(format!("{} uses {}", source.at(whole.start()), whole.as_str()));
            }
        }
        for found in opened.find_iter(&source.code) {
            breaches.push(format!("{} opens a store to others", source.at(found.start())));
        }
    }

    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn a_store_takes_the_work_or_the_transaction_that_it_is_done_in() {
    let function =
        Regex::new(r"pub async fn \w+(?:<[^>]*>)?\(\s*(\w+: &mut (?:db::)?\w+)?").unwrap();
    let mut count = 0;
    let mut breaches = Vec::new();

    for source in sources() {
        if !source.is("store.rs") && !source.path.iter().any(|part| part == "store") {
            continue;
        }
        for found in function.captures_iter(&source.code) {
            count += 1;
            let first = found.get(1).map_or("", |first| first.as_str());
            if !matches!(first, "work: &mut Work" | "tx: &mut Tx" | "tx: &mut db::Tx") {
                let at = found.get(0).expect("it was found").start();
                breaches.push(format!("{} takes {first:?} first", source.at(at)));
            }
        }
    }

    assert!(count > 80, "only {count} functions of stores were found");
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn statements_stand_where_rows_are_kept() {
    // A small part with a table of its own keeps its statements in its file.
    let parts = [
        "labels/tags.rs",
        "conversations/drafts.rs",
        "inboxes/",
        "contacts/claims.rs",
        "contacts/contact_inboxes.rs",
        "actions/allowance.rs",
        "actions/files.rs",
        "automation_rules/runs.rs",
        "contacts/search/",
        "help_center/articles/search/",
        "messages/search/",
        "http/probes.rs",
    ];

    let astray: Vec<String> = sources()
        .iter()
        .filter(|source| !source.is("store.rs") && !source.path.iter().any(|part| part == "store"))
        .filter(|source| !parts.iter().any(|part| source.path.to_string_lossy().starts_with(part)))
        .flat_map(|source| source.code.match_indices("sql!(").map(|(at, _)| source.at(at)))
        .collect();

    assert!(astray.is_empty(), "statements belong into a store:\n{}", astray.join("\n"));
}

#[test]
fn nothing_is_a_drawer_without_a_subject() {
    for source in sources() {
        for part in source.path.iter().filter_map(|part| part.to_str()) {
            let name = part.trim_end_matches(".rs");
            assert!(!NO_NAMES.contains(&name), "{} says nothing", source.path.display());
        }
    }
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");

    for source in sources() {
        let text = fs::read_to_string(root.join(&source.path)).unwrap();
        assert!(text.starts_with("//! "), "{} has no header", source.path.display());
    }
}
