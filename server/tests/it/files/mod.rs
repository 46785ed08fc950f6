//! Files: sent with messages, looked at, made small, and gone when nobody needs them.

mod attachments;
mod avatars;
mod direct_uploads;
mod elsewhere;
mod hostile;
mod named;
mod s3;
mod serving;
mod sweeping;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::{
    Method,
    header::HeaderMap,
    multipart::{Form, Part},
};
use serde_json::Value;

use crate::support::{Client, Desk, Reply};

/// What came from an address.
struct Got {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Got {
    #[track_caller]
    fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A picture of this size.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixel = |x: u32, y: u32| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 128]);
    let picture = DynamicImage::from(RgbImage::from_fn(width, height, pixel));
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, ImageFormat::Png)
}

fn part(name: &str, content_type: &str, bytes: impl Into<Vec<u8>>) -> Part {
    let bytes: Vec<u8> = bytes.into();
    let part = Part::bytes(bytes).file_name(name.to_owned());
    if content_type.is_empty() { part } else { part.mime_str(content_type).unwrap() }
}

/// A form with these files for a message.
fn with_files(files: impl IntoIterator<Item = Part>) -> Form {
    files.into_iter().fold(Form::new(), |form, file| form.part("attachments[]", file))
}

/// A conversation, and where its messages are.
async fn conversation(desk: &Desk) -> (i64, String) {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    (id, format!("conversations/{id}/messages"))
}

async fn post(person: &Client, path: &str, form: Form) -> Reply {
    person.send(person.request(Method::POST, path).multipart(form)).await
}

/// Sends a file, and returns its attachment as it is answered with.
async fn send(desk: &Desk, path: &str, file: Part) -> Value {
    let sent = post(&desk.agent(), path, with_files([file])).await.is(200);
    sent.body["attachments"][0].clone()
}

/// What somebody without a token gets from a link, with these headers.
async fn fetch_with(desk: &Desk, link: &str, headers: &[(&'static str, &str)]) -> Got {
    let path = link.strip_prefix("http://127.0.0.1:3000").unwrap_or(link);
    let mut request = desk.nobody().request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Got { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
}

async fn fetch(desk: &Desk, link: &Value) -> Got {
    fetch_with(desk, link.as_str().expect("it is a link"), &[]).await
}

/// The files that are stored, by their names.
fn stored(desk: &Desk) -> Vec<String> {
    fn visit(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    visit(&desk.app.config.files_folder(), &mut found);
    found
}
