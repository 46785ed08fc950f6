//! Files that are announced first and brought next, without the message that they belong to
//! (contract `application-core.md`, 17.16).

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    app::{Acts, App},
    clock::{self, Timestamp},
    error::{Problems, Result},
    files::{self, NewBlob, kind, name},
    id::BlobId,
    json::Object,
    validate::SHORT,
    work::Work,
};

/// Bytes of an MD5.
const MD5: usize = 16;

/// Characters of what a client notes about a file.
const METADATA: usize = 2_000;

/// For how long a file may be brought that was announced.
const OPEN: Duration = Duration::from_hours(1);

/// What a client says of a file that it is going to bring.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NewUpload {
    pub filename: String,
    pub byte_size: i64,
    pub checksum: String,
    pub content_type: Option<String>,
    pub metadata: Option<Object>,
}

/// A file that was announced, and where it is to be brought.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Announced {
    id: BlobId,
    key: String,
    filename: String,
    content_type: String,
    metadata: Object,
    byte_size: i64,
    checksum: String,
    #[serde(with = "clock::Iso")]
    created_at: Timestamp,
    service_name: &'static str,
    signed_id: String,
    direct_upload: Destination,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct Destination {
    url: String,
    /// What is to be said there.
    headers: BTreeMap<&'static str, String>,
}

pub async fn announce(app: &App, who: &impl Acts, new: NewUpload) -> Result<Announced> {
    let metadata = new.metadata.unwrap_or_default();
    let mut problems = Problems::default();
    problems.present("filename", &new.filename);
    problems.at_most_if("content_type", new.content_type.as_deref(), SHORT);
    problems.at_most("metadata", metadata.as_str(), METADATA);
    let most = app.config.files.max_megabytes * 1024 * 1024;
    if !u64::try_from(new.byte_size).is_ok_and(|size| (1..=most).contains(&size)) {
        problems.add("byte_size", format!("must be between 1 and {most}"));
    }
    if !BASE64.decode(&new.checksum).is_ok_and(|md5| md5.len() == MD5) {
        problems.add("checksum", "must be an MD5 in base64");
    }
    problems.check()?;
    let content_type = new.content_type.unwrap_or_default();
    let announced = NewBlob {
        account_id: Some(who.account()),
        filename: name::cleaned(&new.filename),
        content_type: kind::tidied(&content_type),
        byte_size: new.byte_size,
        checksum: new.checksum,
        metadata,
    };
    let reserved = app.write(who, async move |work: &mut Work<'_>| {
        files::reserve(work.tx, &announced, work.now).await
    });
    let blob = reserved.await?;
    let url = app.links.to_upload(blob.id, app.clock.now().plus(OPEN));
    let headers = BTreeMap::from([("Content-Type", blob.content_type.clone())]);
    Ok(Announced {
        signed_id: app.links.signed_id(blob.id),
        direct_upload: Destination { url, headers },
        service_name: app.storage.service,
        id: blob.id,
        key: blob.key,
        filename: blob.filename,
        content_type: blob.content_type,
        metadata: blob.metadata,
        byte_size: blob.byte_size,
        checksum: blob.checksum,
        created_at: blob.created_at,
    })
}
