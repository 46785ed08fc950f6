//! The program itself, started as people start it.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    time::{Duration, Instant},
};

use frontdesk::{
    app::{App, Use},
    clock::Clock,
    config::Config,
};
use serde_json::Value;

use super::{Client, database::Database};

/// How long to wait for what should happen at once.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a process may take for all that it does.
const LONGEST: Duration = Duration::from_mins(3);

/// The program, with a database of its own.
pub struct Program {
    database: Database,
    environment: Vec<(String, String)>,
}

/// What a command has left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A process that answers requests.
pub struct Server {
    process: Child,
    log: Receiver<String>,
    pub url: String,
}

impl Program {
    /// On the engine that is tested.
    pub async fn new() -> Self {
        Self::on(Database::create().await)
    }

    /// On the embedded database, whatever engine is tested.
    pub fn embedded() -> Self {
        Self::on(Database::folder())
    }

    fn on(database: Database) -> Self {
        let mut config = Config::default();
        database.configure(&mut config);
        let database_settings = &config.database;
        let environment = [
            ("DATABASE_URL", database_settings.url.reveal().to_owned()),
            ("FRONTDESK_DATA_DIR", database_settings.data_dir.display().to_string()),
            ("FRONTDESK_DURABILITY", "normal".to_owned()),
            ("FRONTDESK_BIND", "127.0.0.1:0".to_owned()),
            ("FRONTDESK_LOG_FORMAT", "json".to_owned()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value));
        Self { database, environment: environment.into() }
    }

    /// The same program with a variable set.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a command to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        Ran::of(self.command(arguments).spawn().unwrap())
    }

    /// Adds an account with an administrator, and returns what is told of them.
    pub fn account(&self) -> Value {
        let admin = ["--admin-name", "Ada", "--admin-email", "ada@acme.test"];
        let told =
            ["account", "create", "--json", "--name", "Acme", "--admin-password", "Secret#1"];
        self.run(&[&told[..], &admin[..]].concat()).json()
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Starts a server and waits until it is ready.
    pub fn serve(&self) -> Server {
        let mut process = self.start(&["serve"]);
        let lines = BufReader::new(process.stderr.take().expect("it is piped")).lines();
        let (noted, log) = mpsc::channel();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| noted.send(line))
        });
        let mut server = Server { process, log, url: String::new() };
        let ready = server.logs("ready");
        server.url = format!("http://{}", ready["address"].as_str().expect("an address"));
        server
    }

    /// Opens its database beside it, to look at what is there.
    pub async fn look(&self) -> App {
        let config = Config::load(None, self.environment.clone()).unwrap();
        App::open(config, Clock::system(), Use::Command).await.unwrap()
    }

    /// Removes the database.
    pub async fn remove(self) {
        self.database.remove().await;
    }

    fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        command.args(arguments).env_clear().envs(self.environment.clone());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Ran {
    /// Waits for a command that was started.
    #[track_caller]
    pub fn of(process: Child) -> Self {
        let (pid, (ended, end)) = (process.id(), mpsc::channel());
        std::thread::spawn(move || ended.send(process.wait_with_output()));
        let output = end.recv_timeout(LONGEST).unwrap_or_else(|_| {
            signal("-KILL", pid);
            panic!("it does not end: {:?}", end.recv())
        });
        let output = output.unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Says that it did what it was asked to, and returns what it said.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// The JSON that it said, and nothing else.
    #[track_caller]
    pub fn json(self) -> Value {
        let out = self.ok();
        assert_eq!(out.lines().count(), 1, "{out}");
        serde_json::from_str(&out).expect("it says JSON")
    }

    /// Says that it could not do what it was asked to, and why.
    #[track_caller]
    pub fn fails(self, why: &str) {
        assert_eq!(self.code, Some(1), "{}{}", self.out, self.err);
        assert_eq!(self.err.trim_end(), format!("frontdesk: {why}"));
        assert_eq!(self.out, "");
    }
}

impl Server {
    /// Someone who uses an account, as `account create` and `demo` tell of them.
    pub fn client(&self, created: &Value) -> Client {
        let token = created["access_token"].as_str().expect("a token").to_owned();
        Client::new(&self.url, created["account_id"].as_i64().expect("an id"), Some(token))
    }

    /// The next line of the log that says this.
    pub fn logs(&self, message: &str) -> Value {
        loop {
            let line = self.log.recv_timeout(PATIENCE).expect("the line comes in time");
            let line: Value = serde_json::from_str(&line).expect("the log is JSON");
            if line["message"] == message {
                return line;
            }
        }
    }

    /// Asks the process to end.
    pub fn terminate(&self) {
        signal("-TERM", self.process.id());
    }

    /// Waits until the process has ended.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.process.kill().unwrap();
        panic!("it does not end: {:?}", self.log.iter().collect::<Vec<_>>());
    }

    pub fn stop(mut self) {
        self.terminate();
        assert!(self.ended().success());
    }

    /// Ends the process at once, whatever it is at (SIGKILL).
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.ended();
    }
}

fn signal(name: &str, pid: u32) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

impl Drop for Server {
    fn drop(&mut self) {
        // Only when a test has failed is there still somebody to end.
        drop(self.process.kill());
    }
}
