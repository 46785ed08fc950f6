//! A PostgreSQL server of a test's own, which it may restart.

use std::{
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::support::not_run;

/// Listens on a socket in its folder only, and is stopped when dropped.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
}

impl Cluster {
    /// `None`, after saying so, where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let Some(programs) = newest_programs() else {
            not_run("restarts: no PostgreSQL in /usr/lib/postgresql");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("frontdesk-test-").tempdir().unwrap();
        if is_root() {
            let (user, group) = postgres_user();
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let cluster = Self { folder, programs };
        cluster.run("initdb", &["-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]);
        cluster.control(&["start"]);
        Some(cluster)
    }

    pub fn url(&self) -> String {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/postgres")
    }

    /// Ends the server without a checkpoint, as a crash would, and starts it again.
    pub fn restart_at_once(&self) {
        self.control(&["restart", "-m", "immediate"]);
    }

    fn control(&self, action: &[&str]) {
        let socket = format!("-k {} -c listen_addresses=''", self.folder.path().display());
        let log = self.path("log");
        self.run("pg_ctl", &[action, &["-w", "-s", "-l", &log, "-o", &socket]].concat());
    }

    fn run(&self, program: &str, words: &[&str]) {
        let output = self.command(program, words).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {words:?}: {said}");
    }

    fn command(&self, program: &str, words: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(words).env("PGDATA", self.path("data")).current_dir(self.folder.path());
        command
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stop = self.command("pg_ctl", &["stop", "-w", "-s", "-m", "immediate"]).status();
        if !stop.is_ok_and(|status| status.success()) {
            eprintln!("the server in {} could not be stopped", self.folder.path().display());
        }
    }
}

fn newest_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.map(|version| version.unwrap().path().join("bin"));
    programs.filter(|folder| folder.join("initdb").exists()).max()
}

/// PostgreSQL refuses to run as root.
fn is_root() -> bool {
    Path::new("/proc/self").metadata().unwrap().uid() == 0
}

fn postgres_user() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let user = users.lines().find(|line| line.starts_with("postgres:")).expect("a user for it");
    let mut fields = user.split(':').skip(2).map(|number| number.parse().unwrap());
    (fields.next().unwrap(), fields.next().unwrap())
}
