//! The colour of a portal, on pages that can be read whatever it is.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest as _, Sha256};

/// A style that says the colour, which is the only one that stands in a page itself.
pub struct Brand {
    pub style: String,
    /// What lets a browser use it.
    pub digest: String,
}

impl Brand {
    /// Of `#1f93ff` or `#abc`; of anything else, the usual one.
    pub fn of(color: &str) -> Self {
        let color = channels(color).unwrap_or([0x1f, 0x93, 0xff]);
        let [red, green, blue] = color;
        let ink = if is_bright(color) { "#101318" } else { "#fff" };
        let style = format!(":root{{--brand:rgb({red} {green} {blue});--on-brand:{ink}}}");
        let digest = BASE64.encode(Sha256::digest(&style));
        Brand { style, digest }
    }
}

fn channels(color: &str) -> Option<[u8; 3]> {
    let digits = color.strip_prefix('#')?;
    let digit = |digit: char| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut digits: Vec<u8> = digits.chars().map(digit).collect::<Option<_>>()?;
    if digits.len() == 3 {
        digits = digits.into_iter().flat_map(|digit| [digit, digit]).collect();
    }
    if digits.len() != 6 {
        return None;
    }
    let channels = digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]);
    channels.collect::<Vec<_>>().try_into().ok()
}

/// Whether dark letters are read more easily on a colour than white ones (WCAG 2.2, relative
/// luminance).
fn is_bright(channels: [u8; 3]) -> bool {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = channels.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179
}

#[cfg(test)]
mod tests {
    use super::Brand;

    #[test]
    fn letters_stand_out_from_the_colour_that_they_are_on() {
        let ink = |color| Brand::of(color).style;
        assert!(ink("#fff").ends_with("--brand:rgb(255 255 255);--on-brand:#101318}"));
        assert!(ink("#000080").ends_with("--brand:rgb(0 0 128);--on-brand:#fff}"));
        assert_eq!(ink("red;} body{"), ink("#1f93ff"), "nothing else gets into the style");
    }
}
