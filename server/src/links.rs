//! Links: where the product is reached, and where files are found, signed so that nobody makes
//! up their own.
//!
//! What is signed says what the link is for, to which file, and until when, so that none of
//! them can be used for another. The key is one of the installation's vault.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};
use sha2::Sha256;

use crate::{clock::Timestamp, id::BlobId, looks_like};

/// What makes the links of an installation. Shared by cloning.
#[derive(Clone)]
pub struct Links(Arc<Parts>);

struct Parts {
    /// The address of the product, without a slash at its end.
    base: String,
    /// The domain whose mails come in here, if there is one.
    inbound_domain: Option<String>,
    /// Signs, once it is told what.
    key: Hmac<Sha256>,
}

/// Whether a browser shows a file or puts it into a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// The size of small pictures, as links name it. There is no other.
pub const SMALL: &str = "w250";

/// A picture of somebody or something, if there is one. The row of whoever has it holds the id
/// of its file; where that is found is made out when the row is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Avatar {
    pub blob: Option<BlobId>,
    /// Empty when there is none.
    url: String,
}

/// What a picture is called in its address.
const AVATAR: &str = "avatar";

/// What a name may hold in a path as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Links {
    pub fn new(base: &str, inbound_domain: &str, key: &[u8]) -> Self {
        let key = Hmac::new_from_slice(key).expect("a key may have any length");
        let base = base.trim_end_matches('/').to_owned();
        let inbound_domain = Some(inbound_domain.to_owned()).filter(|domain| !domain.is_empty());
        Links(Arc::new(Parts { base, inbound_domain, key }))
    }

    /// The address of the product, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    /// The address at which mails for somebody come in, if any do.
    pub fn to_mailbox(&self, name: &str) -> Option<String> {
        self.0.inbound_domain.as_ref().map(|domain| format!("{name}@{domain}"))
    }

    /// The id by which clients refer to a file. It does not expire.
    pub fn signed_id(&self, blob: BlobId) -> String {
        self.sign(&format!("blob:{blob}"))
    }

    /// The file that a signed id is of.
    pub fn blob_of(&self, signed: &str) -> Option<BlobId> {
        let said = self.read(signed)?;
        said.strip_prefix("blob:")?.parse().ok().map(BlobId)
    }

    /// Where a file is found for as long as it is there.
    pub fn to_blob(&self, blob: BlobId, filename: &str) -> String {
        let (base, signed) = (&self.0.base, self.signed_id(blob));
        format!("{base}/rails/active_storage/blobs/redirect/{signed}/{}", in_path(filename))
    }

    /// Where a small picture of one is found.
    pub fn to_thumbnail(&self, blob: BlobId, filename: &str) -> String {
        let (base, signed, name) = (&self.0.base, self.signed_id(blob), in_path(filename));
        format!("{base}/rails/active_storage/representations/redirect/{signed}/{SMALL}/{name}")
    }

    /// Where a file is read, on this server, until a time.
    pub fn to_bytes(
        &self,
        blob: BlobId,
        filename: &str,
        disposition: Disposition,
        until: Timestamp,
    ) -> String {
        let signed = self.sign(&format!("read:{blob}:{}:{}", disposition.as_str(), until.0));
        format!("/rails/active_storage/disk/{signed}/{}", in_path(filename))
    }

    /// What such a link says, unless its time is over.
    pub fn bytes_of(&self, signed: &str, now: Timestamp) -> Option<(BlobId, Disposition)> {
        let said = self.read(signed)?;
        let (blob, rest) = said.strip_prefix("read:")?.split_once(':')?;
        let (disposition, until) = rest.split_once(':')?;
        let disposition = match disposition {
            "inline" => Disposition::Inline,
            _ => Disposition::Attachment,
        };
        let blob = BlobId(blob.parse().ok()?);
        (Timestamp(until.parse().ok()?) >= now).then_some((blob, disposition))
    }

    /// Where the bytes of a file are brought, until a time.
    pub fn to_upload(&self, blob: BlobId, until: Timestamp) -> String {
        let signed = self.sign(&format!("write:{blob}:{}", until.0));
        format!("{}/rails/active_storage/disk/{signed}", self.0.base)
    }

    /// The file that is to be brought there, unless the time is over.
    pub fn upload_of(&self, signed: &str, now: Timestamp) -> Option<BlobId> {
        let said = self.read(signed)?;
        let (blob, until) = said.strip_prefix("write:")?.split_once(':')?;
        let blob = BlobId(blob.parse().ok()?);
        (Timestamp(until.parse().ok()?) >= now).then_some(blob)
    }

    fn sign(&self, said: &str) -> String {
        let mut mac = self.0.key.clone();
        mac.update(said.as_bytes());
        let signature = BASE64URL.encode(mac.finalize().into_bytes());
        format!("{}.{signature}", BASE64URL.encode(said))
    }

    /// What was signed here.
    fn read(&self, signed: &str) -> Option<String> {
        let (said, signature) = signed.split_once('.')?;
        let (said, signature) = (BASE64URL.decode(said).ok()?, BASE64URL.decode(signature).ok()?);
        let mut mac = self.0.key.clone();
        mac.update(&said);
        mac.verify_slice(&signature).ok()?;
        String::from_utf8(said).ok()
    }
}

impl Avatar {
    pub fn of(blob: BlobId, links: &Links) -> Self {
        Avatar { blob: Some(blob), url: links.to_thumbnail(blob, AVATAR) }
    }

    /// The same, with the address at which it is found.
    #[must_use]
    pub fn linked(self, links: &Links) -> Self {
        self.blob.map_or_else(Avatar::default, |blob| Avatar::of(blob, links))
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl db::FromCell for Avatar {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        let blob = Option::<BlobId>::from_cell(cell)?;
        Ok(Avatar { blob, url: String::new() })
    }
}

looks_like! {
    Avatar: { "type": "string", "description": "An address, or nothing." };
}

/// Clients see the address.
impl Serialize for Avatar {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.url)
    }
}

impl std::fmt::Debug for Links {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Links({})", self.0.base)
    }
}

impl Disposition {
    pub fn as_str(self) -> &'static str {
        match self {
            Disposition::Inline => "inline",
            Disposition::Attachment => "attachment",
        }
    }
}

fn in_path(name: &str) -> String {
    utf8_percent_encode(name, IN_PATH).to_string()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::{BASE64URL, Disposition, Links};
    use crate::{clock::Timestamp, id::BlobId};

    /// What was signed, taken out of a link.
    fn signed(link: &str, from_the_end: usize) -> &str {
        link.split('/').nth_back(from_the_end).unwrap()
    }

    #[test]
    fn a_link_is_good_for_what_it_was_made_for_only() {
        let links = Links::new("https://desk.test/", "", b"a key");
        let (blob, now) = (BlobId(7), Timestamp(1_000));
        let (until, later) = (Timestamp(2_000), Timestamp(2_001));
        let reading = links.to_bytes(blob, "a.png", Disposition::Attachment, until);
        let reading = signed(&reading, 1);
        let writing = links.to_upload(blob, until);
        let writing = signed(&writing, 0);
        let named = links.signed_id(blob);

        assert_eq!(links.blob_of(&named), Some(blob));
        assert_eq!(links.bytes_of(reading, now), Some((blob, Disposition::Attachment)));
        assert_eq!(links.upload_of(writing, now), Some(blob));
        assert_eq!(links.bytes_of(reading, later), None);
        assert_eq!(links.upload_of(writing, later), None);
        assert_eq!(links.blob_of(reading), None);
        assert_eq!(links.bytes_of(&named, now), None);
        assert_eq!(links.upload_of(reading, now), None);
        assert_eq!(Links::new("https://desk.test", "", b"another").blob_of(&named), None);
    }

    #[test]
    fn nobody_changes_what_was_signed() {
        let links = Links::new("https://desk.test", "", b"a key");
        let link = links.to_bytes(BlobId(7), "a", Disposition::Attachment, Timestamp(2_000));
        let (_, signature) = signed(&link, 1).split_once('.').unwrap();
        for other in ["read:7:inline:2000", "read:7:attachment:9000", "read:8:attachment:2000"] {
            let forged = format!("{}.{signature}", BASE64URL.encode(other));
            assert_eq!(links.bytes_of(&forged, Timestamp(1_000)), None, "{other}");
        }
        for nothing in ["", ".", "a", "a.b", "a.b.c", "\0.\0"] {
            assert_eq!(links.blob_of(nothing), None, "{nothing:?}");
        }
    }
}
