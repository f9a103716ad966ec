//! What the system says about a running process.

use super::Result;
use std::fs;
use std::time::Duration;

/// The most memory that process `id` has had in place, in mebibytes.
pub fn peak_memory(id: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    Ok(kib.ok_or("the system does not tell a process's memory")? / 1024.0)
}

/// The processor time that all threads of process `id` have had.
pub fn processor_time(id: u32) -> Result<Duration> {
    let mut nanos = 0;
    for task in fs::read_dir(format!("/proc/{id}/task"))? {
        let schedule = fs::read_to_string(task?.path().join("schedstat"))?;
        nanos += schedule.split_whitespace().next().and_then(|first| first.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(Duration::from_nanos(nanos))
}
