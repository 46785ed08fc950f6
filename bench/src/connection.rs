//! A connection that asks one thing after another and reads as little as it must, so that
//! asking costs much less than answering.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, borrowed from its connection.
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        Self::over(TcpStream::connect(address).await?)
    }

    pub fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.say(request).await?;
        let (head, length) = self.take().await?;
        let status = self.buffer.get(9..12).and_then(|digits| str::from_utf8(digits).ok());
        let status = status.and_then(|digits| digits.parse().ok()).ok_or_else(nonsense)?;
        Ok(Answer { status, body: &self.buffer[head..head + length] })
    }

    pub async fn say(&mut self, text: &[u8]) -> io::Result<()> {
        self.stream.write_all(text).await
    }

    /// Reads a whole request, or a whole answer. Returns how long its head and its body are.
    pub async fn take(&mut self) -> io::Result<(usize, usize)> {
        self.buffer.clear();
        let (head, length) = loop {
            self.more().await?;
            if let Some(head) = find(&self.buffer, b"\r\n\r\n") {
                break (head + 4, content_length(&self.buffer[..head])?);
            }
        };
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        Ok((head, length))
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn content_length(head: &[u8]) -> io::Result<usize> {
    let head = str::from_utf8(head).map_err(|_| nonsense())?;
    let mut fields = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.and_then(|(_, value)| value.trim().parse().ok()).ok_or_else(nonsense)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the answer is not understood")
}
