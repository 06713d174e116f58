//! Children that inherit everything, code translated by valgrind included, and what the system says of a process.

use std::io::Write;

/// How a child ended.
pub enum End {
    /// It said what it had to say.
    Exited,
    /// It did not: number of the signal, or of the exit code plus 1000.
    Died(i32),
}

/// Runs `work` in a child, with so many seconds of time and bytes of address space, and waits for it. Returns its number.
pub fn in_child(limits: Option<(u32, u64)>, work: impl FnOnce()) -> Result<(i32, End), String> {
    // SAFETY: there is one thread.
    match unsafe { libc::fork() } {
        -1 => Err(format!("cannot fork: {}", std::io::Error::last_os_error())),
        0 => {
            if let Some((seconds, bytes)) = limits {
                let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
                // SAFETY: both only limit this process.
                unsafe {
                    libc::alarm(seconds);
                    libc::setrlimit(libc::RLIMIT_AS, &limit);
                }
            }
            work();
            let _ = std::io::stdout().flush();
            // SAFETY: nothing is left to be done at the end.
            unsafe { libc::_exit(0) }
        }
        child => {
            let mut status = 0;
            // SAFETY: waits for the child that was just made.
            if unsafe { libc::waitpid(child, &mut status, 0) } != child {
                return Err(format!("cannot wait: {}", std::io::Error::last_os_error()));
            }
            let end = match (libc::WIFSIGNALED(status), libc::WEXITSTATUS(status)) {
                (true, _) => End::Died(libc::WTERMSIG(status)),
                (false, 0) => End::Exited,
                (false, code) => End::Died(1000 + code),
            };
            Ok((child, end))
        }
    }
}

/// Processor time of this process so far, nanoseconds: waiting for other processes is not in it.
pub fn cpu_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes one structure.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// A figure of `/proc/self/status`, bytes; 0 where there is none.
pub fn memory(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}
