//! The script that pages load, and the app that the page of the chat loads: files that `npm run
//! build` makes in `web/widget`, and that are part of the program when they were there as it was
//! built.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

/// The files, by their names in the folder.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/widget_files.rs"));

/// Where they are found, but for the script of pages.
pub const PLACE: &str = "/packs/";

/// What is said where the files were not made.
pub const MISSING: &str = "The chat of websites was not built into this program. Run `npm ci` and \
                           `npm run build` in `web/`, and build the program again.";

/// What the page of the chat has to load.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub script: String,
    pub styles: Vec<String>,
}

/// A part of the list of files that the build writes.
#[derive(Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default, rename = "isEntry")]
    is_entry: bool,
}

static ENTRY: LazyLock<Option<Entry>> = LazyLock::new(|| {
    let manifest = file("manifest.json").or_else(|| file(".vite/manifest.json"))?;
    entry(manifest)
});

/// What the page of the chat has to load, if it was built.
pub fn app() -> Option<&'static Entry> {
    ENTRY.as_ref()
}

fn entry(manifest: &[u8]) -> Option<Entry> {
    let chunks: HashMap<String, Chunk> = serde_json::from_slice(manifest).ok()?;
    let chunk = chunks.into_values().find(|chunk| chunk.is_entry)?;
    let at = |file: String| format!("{PLACE}{file}");
    Some(Entry { script: at(chunk.file), styles: chunk.css.into_iter().map(at).collect() })
}

/// A file that was made, by its name.
pub fn file(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use super::{Entry, entry};

    #[test]
    fn what_is_loaded_first_stands_in_the_list_of_files() {
        let manifest = br#"{
            "app/faces.ts": { "file": "assets/faces-1.js", "isDynamicEntry": true },
            "app/main.ts": { "file": "assets/main-2.js", "css": ["assets/main-3.css"], "isEntry": true }
        }"#;
        let script = "/packs/assets/main-2.js".to_owned();
        let styles = vec!["/packs/assets/main-3.css".to_owned()];
        assert_eq!(entry(manifest), Some(Entry { script, styles }));
        assert_eq!(entry(b"{}"), None);
        assert_eq!(entry(b"nonsense"), None);
    }
}
