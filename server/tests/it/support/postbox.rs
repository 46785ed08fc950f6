//! A mail server that keeps what it is given.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub struct Postbox {
    pub port: u16,
    shared: Arc<Shared>,
    served: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    mails: Mutex<Vec<Received>>,
    is_full: AtomicBool,
    /// What lets somebody in. Everybody is let in when there is none.
    password: Mutex<Option<String>>,
    guests: AtomicUsize,
}

/// A mail as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, as they were sent.
    pub data: String,
}

impl Postbox {
    pub async fn open() -> Self {
        let shared: Arc<Shared> = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let keeper = Arc::clone(&shared);
        #[expect(clippy::disallowed_methods, reason = "it is ended with the postbox")]
        let served = tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                // Whoever breaks off is none of our business.
                drop(serve(socket, &keeper).await);
            }
        });
        Postbox { port, shared, served }
    }

    /// Says from now on that it takes no mails at the moment, or that it does again.
    pub fn refuse(&self, is_full: bool) {
        self.shared.is_full.store(is_full, Ordering::SeqCst);
    }

    /// Lets in only who shows this password from now on.
    pub fn lets_in(&self, password: &str) {
        *self.shared.password.lock().unwrap() = Some(password.to_owned());
    }

    /// How many have come, whether they brought anything or not.
    pub fn guests(&self) -> usize {
        self.shared.guests.load(Ordering::SeqCst)
    }

    /// What arrived since this was asked last.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.shared.mails.lock().unwrap())
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        self.served.abort();
    }
}

impl Received {
    /// The value of a header that stands in one line.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.data.lines();
        let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("there is a {name}: {}", self.data))
    }

    /// What it says as plain text or as HTML, by the name of the type.
    pub fn says(&self, kind: &str) -> String {
        let (_, part) = self.data.split_once(&format!("Content-Type: {kind}")).expect("it has it");
        let (head, body) = part.split_once("\n\n").expect("headers end");
        let (_, boundary) = self.data.split_once("boundary=\"").expect("it has two parts");
        let (boundary, _) = boundary.split_once('"').expect("the boundary ends");
        let body = body.split(&format!("\n--{boundary}")).next().unwrap_or_default();
        let bytes = match head.split_once("Encoding: ").map(|(_, encoding)| encoding.trim()) {
            Some("base64") => BASE64.decode(body.replace('\n', "")).unwrap(),
            Some("quoted-printable") => unquoted(body),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

/// What stands in quoted-printable (RFC 2045).
fn unquoted(body: &str) -> Vec<u8> {
    let body = body.replace("=\n", "");
    let mut pieces = body.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

impl Shared {
    /// Whether the password that is shown is the right one (RFC 4616).
    fn knows(&self, line: &str) -> bool {
        let Some(password) = self.password.lock().unwrap().clone() else { return true };
        let shown = BASE64.decode(line.rsplit(' ').next().unwrap_or_default());
        shown.unwrap_or_default().rsplit(|byte| *byte == 0).next() == Some(password.as_bytes())
    }
}

async fn serve(socket: TcpStream, shared: &Shared) -> std::io::Result<()> {
    shared.guests.fetch_add(1, Ordering::SeqCst);
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = Received::default();
    write.write_all(b"220 postbox\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let address = || {
            let (_, rest) = line.split_once('<').unwrap_or_default();
            rest.split('>').next().unwrap_or_default().to_owned()
        };
        let answer = match word.as_str() {
            "EHLO" | "HELO" => "250-postbox\r\n250 AUTH PLAIN",
            "AUTH" if !shared.knows(&line) => "535 who are you?",
            "AUTH" => "235 welcome",
            "MAIL" if shared.is_full.load(Ordering::SeqCst) => "452 come again later",
            "MAIL" => {
                mail.from = address();
                "250 ok"
            }
            "RCPT" => {
                mail.to.push(address());
                "250 ok"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.data.push('\n');
                }
                shared.mails.lock().unwrap().push(std::mem::take(&mut mail));
                "250 taken"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                break;
            }
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
