//! The server as the operating system sees it: its start, its CPU time, its memory.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::Result;

/// Clock ticks of a second, as Linux counts them for programs.
const TICKS: u64 = 100;

/// `frontdesk serve`, on a port of its own. Ends with this value.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    /// From its start until it answered.
    pub ready_after: Duration,
}

impl Server {
    pub fn start(program: &Path, environment: &[(&str, String)]) -> Result<Self> {
        let started = Instant::now();
        let mut process = Command::new(program)
            .arg("serve")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env("FRONTDESK_BIND", "127.0.0.1:0")
            .env("FRONTDESK_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(process.stderr.take().expect("it is piped")).lines();
        let ready = loop {
            let line = lines.next().ok_or("the server ended before it was ready")??;
            let line: Value = serde_json::from_str(&line)?;
            if line["message"] == "ready" {
                break line;
            }
        };
        let ready_after = started.elapsed();
        // What it says later goes to whoever watches.
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| eprintln!("{line}"));
        });
        let address = ready["address"].as_str().ok_or("the server does not say where it is")?;
        let address = address.parse()?;
        Ok(Self { process, address, ready_after })
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Asks the server to end, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        let ended = self.process.wait()?;
        if asked.success() && ended.success() {
            return Ok(());
        }
        Err(format!("the server ended badly: {ended}").into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` there is nobody to end any more.
        drop(self.process.kill());
    }
}

/// CPU time that a process has used, in the kernel and outside of it.
pub fn cpu(pid: u32) -> Result<Duration> {
    Ok(Stat::of(pid)?.used)
}

/// The same of a process with its children, among them those that have ended.
pub fn cpu_of_family(parent: u32) -> Result<Duration> {
    let mut sum = Stat::of(parent)?.used + Stat::of(parent)?.by_ended_children;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        // One that has ended meanwhile is among those of its parent.
        if let Ok(stat) = Stat::of(pid)
            && stat.parent == parent
        {
            sum += stat.used;
        }
    }
    Ok(sum)
}

/// Memory that a process has to itself or shares, in bytes.
pub fn memory(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: u64 = kilobytes.ok_or("the system does not tell the memory")?.parse()?;
    Ok(kilobytes * 1024)
}

struct Stat {
    parent: u32,
    used: Duration,
    by_ended_children: Duration,
}

impl Stat {
    fn of(pid: u32) -> Result<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // The name, in brackets, may hold anything; fields are counted after it.
        let (_, rest) = text.rsplit_once(") ").ok_or("the system tells nothing of a process")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let ticks = |from: usize| -> Result<Duration> {
            let sum = fields[from].parse::<u64>()? + fields[from + 1].parse::<u64>()?;
            Ok(Duration::from_millis(sum * 1_000 / TICKS))
        };
        Ok(Self { parent: fields[1].parse()?, used: ticks(11)?, by_ended_children: ticks(13)? })
    }
}
