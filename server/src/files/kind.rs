//! What files are: by their first bytes, and by what is said of them only as far as that does
//! no harm.
//!
//! A browser that is given a page or a drawing with a script in it runs that in the name of
//! whoever looks at it. So only pictures, sounds, films and PDF documents that were found to be
//! what they say are ever shown; everything else is put into a folder.

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use super::Size;

/// Bytes that are looked at. Photographs say how large they are behind all that the camera has
/// noted about them.
pub const LOOKED_AT: usize = 256 * 1024;

/// What is nothing in particular.
pub const UNKNOWN: &str = "application/octet-stream";

/// Characters of a type at most.
const LONGEST: usize = 127;

/// Pixels of a picture of which a small one is made, at most.
const MOST_PIXELS: u64 = 40_000_000;

/// What a browser may show.
const SHOWN: [&str; 24] = [
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/aac",
    "audio/amr",
    "audio/m4a",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "audio/wav",
    "audio/webm",
    "audio/x-aiff",
    "audio/x-flac",
    "audio/x-m4a",
    "audio/x-wav",
    "video/mp4",
    "video/ogg",
    "video/quicktime",
    "video/webm",
    "video/x-m4v",
    "application/pdf",
];

/// The type of a file that begins so, given what was said that it is.
pub fn content_type(beginning: &[u8], said: &str) -> String {
    let said = tidied(said);
    let Some(found) = infer::get(beginning).map(|kind| kind.mime_type()) else {
        // To be shown it would have to be what it says.
        return if is_shown(&said) || said.starts_with("image/") {
            UNKNOWN.to_owned()
        } else {
            said
        };
    };
    let is_of_same_family = match found {
        // Sounds and films come in the same wrappings, documents in those of archives.
        "audio/ogg" | "audio/opus" => matches!(&*said, "video/ogg" | "audio/ogg" | "audio/opus"),
        "video/webm" | "video/x-matroska" => matches!(&*said, "audio/webm" | "video/webm"),
        "video/mp4" | "audio/m4a" | "video/x-m4v" | "video/quicktime" => {
            matches!(&*said, "audio/mp4" | "audio/m4a" | "audio/x-m4a" | "video/mp4")
        }
        "application/zip" => said.starts_with("application/vnd.") || said == "application/epub+zip",
        "application/x-ole-storage" => {
            said.starts_with("application/vnd.ms-") || said == "application/msword"
        }
        _ => false,
    };
    if is_of_same_family { said } else { found.to_owned() }
}

/// What visitors of websites and those who answer them may send each other, beside pictures, films
/// and sounds (contract `behaviour.md`, 1.5).
const DOCUMENTS: [&str; 20] = [
    "text/csv",
    "text/plain",
    "text/rtf",
    "application/json",
    "application/pdf",
    "application/zip",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/x-tar",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/rtf",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-rar-compressed",
];

/// Whether a chat of a website takes such a file.
pub fn is_for_chats(content_type: &str) -> bool {
    ["image/", "video/", "audio/"].iter().any(|it| content_type.starts_with(it))
        || DOCUMENTS.contains(&content_type)
}

/// Whether a browser may show what is of this type.
pub fn is_shown(content_type: &str) -> bool {
    SHOWN.contains(&content_type)
}

/// Whether a browser may take what is of this type for a page or a program.
pub fn is_run(content_type: &str) -> bool {
    content_type.ends_with("xml")
        || ["html", "svg", "script"].iter().any(|it| content_type.contains(it))
}

/// How large a picture is that begins so.
pub fn size(beginning: &[u8], content_type: &str) -> Option<Size> {
    let format = format(content_type)?;
    let (width, height) =
        ImageReader::with_format(Cursor::new(beginning), format).into_dimensions().ok()?;
    Some(Size { width, height })
}

/// Whether a small picture can be made of one.
pub fn is_representable(content_type: &str, size: Option<Size>) -> bool {
    let pixels = |size: Size| u64::from(size.width) * u64::from(size.height);
    format(content_type).is_some()
        && size.is_some_and(|size| (1..=MOST_PIXELS).contains(&pixels(size)))
}

/// How a picture of this type is read.
pub fn format(content_type: &str) -> Option<ImageFormat> {
    Some(match content_type {
        "image/bmp" => ImageFormat::Bmp,
        "image/gif" => ImageFormat::Gif,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/png" => ImageFormat::Png,
        "image/webp" => ImageFormat::WebP,
        _ => return None,
    })
}

/// A type as it is written, or none in particular.
pub fn tidied(said: &str) -> String {
    let essence = said.split(';').next().unwrap_or_default().trim().to_lowercase();
    let is_word = |word: &str| {
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !word.is_empty() && word.bytes().all(is_fine)
    };
    match essence.split_once('/') {
        Some((kind, of)) if is_word(kind) && is_word(of) && essence.len() <= LONGEST => {
            // Browsers say this of a JPEG now and then.
            if essence == "image/jpg" { "image/jpeg".to_owned() } else { essence }
        }
        _ => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};

    use super::{Size, content_type, size};

    #[test]
    fn a_picture_is_measured_by_its_beginning() {
        let pixel = |x: u32, y: u32| {
            image::Rgb((x * x * 31 + y * 17).to_le_bytes()[..3].try_into().unwrap())
        };
        let picture = DynamicImage::from(RgbImage::from_fn(700, 500, pixel));
        for (format, name) in [
            (ImageFormat::Bmp, "image/bmp"),
            (ImageFormat::Gif, "image/gif"),
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::Png, "image/png"),
            (ImageFormat::WebP, "image/webp"),
        ] {
            let mut bytes = Vec::new();
            picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
            let beginning = &bytes[..2_000];
            assert!(bytes.len() > 4_000, "{name}");
            assert_eq!(content_type(beginning, ""), name);
            assert_eq!(size(beginning, name), Some(Size { width: 700, height: 500 }), "{name}");
        }
    }

    #[test]
    fn the_first_bytes_count_and_not_what_is_said() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        assert_eq!(content_type(png, "text/html"), "image/png");
        assert_eq!(content_type(b"GIF89a/*", "text/javascript"), "image/gif");
        assert_eq!(content_type(b"<html><script>", "image/png"), "text/html");
        assert_eq!(content_type(b"alert(1)", "image/png"), "application/octet-stream");
        assert_eq!(content_type(b"<svg onload=x>", "image/svg+xml"), "application/octet-stream");
        assert_eq!(content_type(b"a;b", "text/csv; charset=utf-8"), "text/csv");
        assert_eq!(content_type(b"PK\x03\x04", "application/vnd.x"), "application/vnd.x");
        assert_eq!(content_type(b"hello", "a\r\nb/c"), "application/octet-stream");
        assert_eq!(content_type(b"", ""), "application/octet-stream");
    }
}
