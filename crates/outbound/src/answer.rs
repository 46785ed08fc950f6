//! What is said back, and how much of it is read.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::{
    HeaderMap, Response, StatusCode,
    body::{Body as _, Incoming},
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::Problem;

/// What the other side answered, whatever it was.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Where it came from, after redirects.
    pub url: Url,
    /// As much of it as was asked for, as it was sent: nothing is unpacked.
    pub body: Bytes,
    /// Whether `body` is all of it.
    pub is_whole: bool,
}

/// What is wanted of a body, in bytes.
#[derive(Clone, Copy)]
pub enum Keep {
    /// All, which may be so many.
    Whole(usize),
    /// So many of the first, or those that come.
    Beginning(usize),
}

/// Reads an answer until the deadline.
pub async fn read(
    response: Response<Incoming>,
    url: Url,
    keep: Keep,
    deadline: Instant,
) -> Result<Answer, Problem> {
    let (head, mut incoming) = response.into_parts();
    let (most, must_be_whole) = match keep {
        Keep::Whole(most) => (most, head.status.is_success()),
        Keep::Beginning(most) => (most, false),
    };
    // What says that it is too large need not be read first.
    if must_be_whole && incoming.size_hint().lower() > most as u64 {
        return Err(Problem::AnswerTooLarge);
    }
    let mut body = BytesMut::new();
    let ended = read_body(&mut incoming, &mut body, most, deadline).await;
    let is_whole = ended.is_ok();
    if must_be_whole {
        ended?;
    }
    Ok(Answer { status: head.status, headers: head.headers, url, body: body.freeze(), is_whole })
}

/// Reads into `body` until its end, or until it has so many bytes and would have more.
async fn read_body(
    incoming: &mut Incoming,
    body: &mut BytesMut,
    most: usize,
    deadline: Instant,
) -> Result<(), Problem> {
    loop {
        let frame = timeout_at(deadline, incoming.frame());
        let frame = frame.await.map_err(|_| Problem::TimedOutReading)?;
        let Some(frame) = frame else { return Ok(()) };
        let frame = frame.map_err(|error| Problem::behind(&error))?;
        let Ok(data) = frame.into_data() else { continue };
        let room = most - body.len();
        body.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            return Err(Problem::AnswerTooLarge);
        }
    }
}
