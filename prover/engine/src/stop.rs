//! Stopping at once, with nothing left behind: child processes, shared memory, temporary files.

use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;
use tokio::signal::unix::{signal, SignalKind};

/// Files to remove if the engine stops before they are finished.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What is done first on a stop, and how long it may take: whoever asked for the stop kills this process soon after.
static FIRST: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>> = Mutex::new(None);
const FIRST_TAKES: Duration = Duration::from_millis(1500);

/// Has `work` done first on a stop, in place of what was to be done before.
#[cfg(feature = "network")]
pub fn first(work: Option<Pin<Box<dyn Future<Output = ()> + Send>>>) {
    if let Ok(mut first) = FIRST.lock() {
        *first = work;
    }
}

/// Removes `path` on a stop, until [`finished`].
pub fn unfinished(path: PathBuf) {
    if let Ok(mut list) = UNFINISHED.lock() {
        list.push(path);
    }
}

/// The file is whole now.
pub fn finished(path: &PathBuf) {
    if let Ok(mut list) = UNFINISHED.lock() {
        list.retain(|p| p != path);
    }
}

/// Handles SIGINT, SIGTERM and SIGHUP from now on; the end of the parent process counts as SIGTERM, so that a proof
/// never outlives whoever asked for it.
pub fn install(runtime: &tokio::runtime::Handle) {
    // SAFETY: asks the kernel for a signal.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM) };
    for (kind, code) in
        [(SignalKind::interrupt(), 130), (SignalKind::terminate(), 143), (SignalKind::hangup(), 129)]
    {
        runtime.spawn(async move {
            let _guard = match signal(kind) {
                Ok(mut s) => s.recv().await,
                Err(_) => return,
            };
            let first = FIRST.lock().ok().and_then(|mut first| first.take());
            if let Some(work) = first {
                let _ = tokio::time::timeout(FIRST_TAKES, work).await;
            }
            now(code);
        });
    }
}

/// Ends the process without waiting for threads.
pub fn now(code: i32) -> ! {
    clean_up();
    // SAFETY: ends the process; destructors of a half-done proof are of no use.
    unsafe { libc::_exit(code) }
}

/// Kills children and removes what they and we left.
pub fn clean_up() {
    let me = std::process::id();
    for child in children_of(me) {
        // SAFETY: a signal to a process that was our child a moment ago.
        unsafe { libc::kill(child, libc::SIGKILL) };
    }
    for path in shared_memory_of(me) {
        let _ = fs::remove_file(path);
    }
    if let Ok(list) = UNFINISHED.lock() {
        for path in list.iter() {
            let _ = fs::remove_file(path);
        }
    }
}

/// Takes note of children that have ended: SP1's executor runs in one and never waits for it. Only called while no other
/// child is waited for.
pub fn reap() {
    // SAFETY: waits for nothing, and wants no status.
    while unsafe { libc::waitpid(-1, std::ptr::null_mut(), libc::WNOHANG) } > 0 {}
}

fn children_of(parent: u32) -> Vec<i32> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|p| p.file_name().to_str()?.parse::<i32>().ok())
        .filter(|pid| {
            let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            status
                .lines()
                .any(|l| l.strip_prefix("PPid:").and_then(|v| v.trim().parse::<u32>().ok()) == Some(parent))
        })
        .collect()
}

/// SP1's trace rings: files in /dev/shm named `sp1_` and 24 characters, and semaphores beside them with the same
/// name inside theirs. The semaphores are mapped under names that are gone, so they are found by the ring's.
fn shared_memory_of(pid: u32) -> Vec<PathBuf> {
    const PREFIX: &str = "/dev/shm/sp1_";
    const NAME: usize = PREFIX.len() + 24;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    let rings: Vec<&str> = maps
        .lines()
        .filter_map(|line| line.find(PREFIX).and_then(|at| line.get(at..at + NAME)))
        .map(|path| &path["/dev/shm/".len()..])
        .collect();
    let Ok(files) = fs::read_dir("/dev/shm") else { return Vec::new() };
    files
        .flatten()
        .filter(|file| rings.iter().any(|ring| file.file_name().to_string_lossy().contains(ring)))
        .map(|file| file.path())
        .collect()
}
