//! What comes and goes through a socket, byte by byte: as little as can be done about it, so
//! that listening costs much less than telling.

use memchr::memmem::Finder;

/// A request that opens a socket.
pub const OPENING: &[u8] = b"GET /cable HTTP/1.1\r\nhost: bench\r\nconnection: Upgrade\r\n\
    upgrade: websocket\r\nsec-websocket-version: 13\r\n\
    sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    sec-websocket-protocol: actioncable-v1-json, actioncable-unsupported\r\n\r\n";

/// The last frame of a text.
const TEXT: u8 = 0x81;

/// That a frame is masked and has a length of two bytes.
const MASKED: u8 = 0x80;
const LONG: u8 = 0x7e;

/// A text as a client sends it: masked, by a mask that changes nothing.
pub fn text(payload: &str) -> Vec<u8> {
    let length = u16::try_from(payload.len()).expect("what clients say is short");
    let mut frame = vec![TEXT, MASKED | LONG];
    frame.extend(length.to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(payload.as_bytes());
    frame
}

/// Puts together the frames of one socket.
#[derive(Default)]
pub struct Frames {
    /// The beginning of a frame whose end has not come. Mostly there is none.
    begun: Vec<u8>,
}

impl Frames {
    /// Takes what was read, and calls `each` with every whole payload.
    pub fn read(&mut self, bytes: &[u8], each: impl FnMut(&[u8])) {
        if self.begun.is_empty() {
            let rest = whole(bytes, each);
            self.begun.extend_from_slice(&bytes[rest..]);
        } else {
            self.begun.extend_from_slice(bytes);
            let rest = whole(&self.begun, each);
            self.begun.drain(..rest);
        }
        if self.begun.is_empty() {
            self.begun = Vec::new();
        }
    }
}

/// Calls `each` with the payloads of whole frames. Returns where the next one begins.
fn whole(bytes: &[u8], mut each: impl FnMut(&[u8])) -> usize {
    let mut at = 0;
    while let Some((head, length)) = size(&bytes[at..]) {
        let Some(payload) = bytes.get(at + head..at + head + length) else { break };
        each(payload);
        at += head + length;
    }
    at
}

/// How long the head of a frame is and how long its payload, if that is known yet.
fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes.get(1)? {
        126 => Some((4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into())),
        127 => {
            let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
            Some((10, usize::try_from(length).ok()?))
        }
        length => Some((2, length.into())),
    }
}

/// Whether a payload has a text in it.
pub fn has(payload: &[u8], text: &Finder<'_>) -> bool {
    text.find(payload).is_some()
}

#[cfg(test)]
mod tests {
    use super::Frames;

    #[test]
    fn frames_are_put_together_however_they_come() {
        let long = [b'x'; 300];
        let mut bytes = vec![0x81, 2, b'h', b'i', 0x81, 126, 1, 44];
        bytes.extend(long);
        for step in 1..bytes.len() {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            for part in bytes.chunks(step) {
                frames.read(part, |payload| found.push(payload.to_vec()));
            }
            assert_eq!(found, [b"hi".to_vec(), long.to_vec()], "{step} bytes at a time");
        }
    }
}
