//! What the system knows of this process, on Linux. Nothing elsewhere.

use std::fs;

#[derive(Clone, Copy, Debug, Default)]
pub struct Process {
    pub resident_bytes: Option<u64>,
    pub cpu_seconds: Option<f64>,
    pub open_files: Option<usize>,
}

impl Process {
    pub fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        Process {
            resident_bytes: resident(&status),
            cpu_seconds: cpu(&stat),
            open_files: fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
        }
    }
}

/// `VmRSS:     22512 kB`
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1_024)
}

/// The times in user and in kernel mode are the 12th and 13th field after the name, which
/// stands in brackets, in hundredths of a second.
#[expect(clippy::cast_precision_loss, reason = "a float holds hundredths of ages")]
fn cpu(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let times = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = times.map(|ticks| ticks.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(ticks as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::{cpu, resident};

    #[test]
    fn what_the_system_says_is_read() {
        assert_eq!(resident("VmPeak:\t 99 kB\nVmRSS:\t   20 kB\n"), Some(20_480));
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 30 0 0 0 150 50 0 0 20 0 8 0 1 2 3";
        assert_eq!(cpu(stat), Some(2.0));
        assert_eq!((resident(""), cpu("")), (None, None));
    }
}
