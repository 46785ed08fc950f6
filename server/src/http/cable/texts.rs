//! A web socket, of which only the texts are of interest.
//!
//! What clients say is read by a library. What is said to them is written past it: that would
//! keep, for each socket, as much memory as the longest text has taken that it was ever sent.

use std::{io::IoSlice, iter};

use bytes::Buf;
use cable::Socket;
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt as _;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{Role, WebSocketConfig},
    },
};

/// Bytes that are read at once: most of the memory of a socket that is idle. What clients say
/// is shorter.
const READ_BUFFER: usize = 1 << 10;

/// Bytes of what a client may say at once.
const LONGEST: usize = 64 << 10;

/// A frame that is all of a text (RFC 6455, 5.2).
const WHOLE_TEXT: u8 = 0x81;

/// What stands in the place of a length that takes two bytes, or eight.
const TWO_BYTES: u8 = 0x7e;
const EIGHT_BYTES: u8 = 0x7f;

pub struct Texts(WebSocketStream<TokioIo<Upgraded>>);

impl Texts {
    pub async fn over(socket: Upgraded) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(LONGEST))
            .max_frame_size(Some(LONGEST));
        let socket = TokioIo::new(socket);
        Self(WebSocketStream::from_raw_socket(socket, Role::Server, Some(config)).await)
    }
}

impl Socket for Texts {
    async fn receive(&mut self) -> Option<String> {
        loop {
            match self.0.next().await?.ok()? {
                Message::Text(text) => return Some(text.as_str().to_owned()),
                Message::Close(_) => {
                    // Answers it.
                    drop(self.0.flush().await);
                    return None;
                }
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    async fn send(&mut self, parts: &[&str]) -> bool {
        // Answers to pings are written by the library, and to their end first.
        if self.0.flush().await.is_err() {
            return false;
        }
        let head = head(parts.iter().map(|part| part.len()).sum());
        let mut frame = Parts { next: &head, rest: parts };
        self.0.get_mut().write_all_buf(&mut frame).await.is_ok()
    }
}

/// What is still to be written: a text is not put together for each of those who read it.
struct Parts<'a> {
    next: &'a [u8],
    rest: &'a [&'a str],
}

impl Buf for Parts<'_> {
    fn remaining(&self) -> usize {
        self.next.len() + self.rest.iter().map(|part| part.len()).sum::<usize>()
    }

    fn chunk(&self) -> &[u8] {
        self.next
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let parts = iter::once(self.next).chain(self.rest.iter().map(|part| part.as_bytes()));
        let mut filled = 0;
        for (slice, part) in slices.iter_mut().zip(parts) {
            *slice = IoSlice::new(part);
            filled += 1;
        }
        filled
    }

    fn advance(&mut self, mut count: usize) {
        while count >= self.next.len() {
            count -= self.next.len();
            let Some((next, rest)) = self.rest.split_first() else {
                self.next = &[];
                return;
            };
            (self.next, self.rest) = (next.as_bytes(), rest);
        }
        self.next = &self.next[count..];
    }
}

/// What comes before a text of this length.
fn head(length: usize) -> Vec<u8> {
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < TWO_BYTES => vec![WHOLE_TEXT, short],
        (_, Ok(long)) => [&[WHOLE_TEXT, TWO_BYTES][..], &long.to_be_bytes()].concat(),
        _ => [&[WHOLE_TEXT, EIGHT_BYTES][..], &(length as u64).to_be_bytes()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Buf as _;

    use super::{Parts, head};

    #[test]
    fn parts_are_read_as_one_text_however_much_is_taken_at_once() {
        for step in 1..=12 {
            let mut parts = Parts { next: &[0x81, 9], rest: &["ab", "", "cdefg", "hi"] };
            let mut read = Vec::new();
            while parts.has_remaining() {
                let mut slices = [std::io::IoSlice::new(&[]); 8];
                let filled = parts.chunks_vectored(&mut slices);
                let seen: Vec<u8> =
                    slices[..filled].iter().flat_map(|part| part.to_vec()).collect();
                assert_eq!(seen.len(), parts.remaining());
                assert!(!parts.chunk().is_empty());
                let taken = step.min(seen.len());
                read.extend_from_slice(&seen[..taken]);
                parts.advance(taken);
            }
            assert_eq!(read, b"\x81\x09abcdefghi");
        }
    }

    #[test]
    fn a_length_is_written_in_as_few_bytes_as_it_takes() {
        assert_eq!(head(0), [0x81, 0]);
        assert_eq!(head(125), [0x81, 125]);
        assert_eq!(head(126), [0x81, 126, 0, 126]);
        assert_eq!(head(65_535), [0x81, 126, 255, 255]);
        assert_eq!(head(65_536), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}
