//! The files that articles show. Somebody has brought them before (`POST …/upload`) and written
//! their links into the text; from then on they are kept for as long as the text shows them.

use std::sync::LazyLock;

use regex::Regex;

use super::{Article, store};
use crate::{error::Result, files, work::Work};

/// Files of an article at most.
const MOST: usize = 200;

/// Keeps the files that an article shows now, and lets go of those that it shows no more. Links
/// to what is not the account's, or not there any more, are only links.
pub(super) async fn hold(work: &mut Work<'_>, article: &Article) -> Result<()> {
    let shown = shown(work, article.content.as_deref().unwrap_or_default());
    let held = store::files_of(work, &[article.id.0]).await?;
    let gone: Vec<i64> = held.iter().copied().filter(|file| !shown.contains(file)).collect();
    let new: Vec<i64> = shown.into_iter().filter(|file| !held.contains(file)).collect();
    if !new.is_empty() {
        let taken = files::hold(work, &new).await?;
        store::note_files(work, article.id, &taken).await?;
    }
    if !gone.is_empty() {
        store::forget_files(work, article.id, &gone).await?;
        files::doom(work, &gone).await?;
    }
    Ok(())
}

/// Lets go of the files of articles that are going.
pub(super) async fn let_go(work: &mut Work<'_>, articles: &[i64]) -> Result<()> {
    let held = store::files_of(work, articles).await?;
    files::doom(work, &held).await
}

/// The files to which a text has links that were signed here, each once.
fn shown(work: &Work<'_>, text: &str) -> Vec<i64> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        let link = r"/rails/active_storage/(?:blobs|representations)/redirect/([\w.-]+)/";
        Regex::new(link).expect("the pattern is valid")
    });
    let mut files = Vec::new();
    for link in LINK.captures_iter(text) {
        let Some(file) = work.links.blob_of(&link[1]) else { continue };
        if files.len() < MOST && !files.contains(&file.0) {
            files.push(file.0);
        }
    }
    files
}
