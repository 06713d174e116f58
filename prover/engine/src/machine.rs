//! The machine, and SP1's settings for it.

use serde_json::{json, Value};
use std::fs;
use std::sync::OnceLock;

/// What proving needs with the settings below: a proof with the larger of the two shards peaked at 14.4 GiB
/// (docs/benchmarks/README.md).
pub const PROVING_BYTES: u64 = 16 << 30;
/// From here on a machine is left SP1's own settings.
const LARGE_MACHINE_BYTES: u64 = 48 << 30;
/// From here on shards are of `LARGER_SHARD_CELLS`: the recursion takes 11 GiB and a cell of a full shard 48 bytes. With 22 GiB one
/// of two proofs with full larger shards was killed for want of memory, the other peaked at 16.4 (docs/benchmarks/README.md).
const LARGER_SHARD_BYTES: u64 = 26 << 30;
/// Cells of a shard; SP1's own default is 402 million, which take more than 24 GiB.
const SMALL_SHARD_CELLS: u64 = 134_217_728;
const LARGER_SHARD_CELLS: u64 = 268_435_456;
/// Cells that a cycle takes, and the tables that every shard has (docs/benchmarks/README.md).
const CELLS_PER_CYCLE: u64 = 60;
const CELLS_OF_TABLES: u64 = 30_000_000;

/// Memory at the start, where it is less than a large machine's.
static SMALL: OnceLock<Option<u64>> = OnceLock::new();

/// Bound on the cells of a shard for a program of so many cycles; `None` is SP1's own, or what the caller has set.
///
/// SP1 fills the shards that finalize memory only to half, since it leaves room for as much to initialize, and an image
/// initializes nearly nothing: with twice the bound they are full, and half as many. So where memory is short, a program whose
/// execution fits in one small shard has the larger bound all the same; a longer one would fill it, and the memory.
pub fn shard_cells(cycles: u64) -> Option<u64> {
    let available = SMALL.get().copied().flatten()?;
    if std::env::var_os("ELEMENT_THRESHOLD").is_some() {
        return None;
    }
    let one_shard =
        cycles.saturating_mul(CELLS_PER_CYCLE).saturating_add(CELLS_OF_TABLES) <= SMALL_SHARD_CELLS;
    let larger = one_shard || available >= LARGER_SHARD_BYTES;
    Some(if larger { LARGER_SHARD_CELLS } else { SMALL_SHARD_CELLS })
}

/// How many proving keys of the recursion are kept at a time: each takes more than a gigabyte, and is made in some seconds.
pub fn keys_kept() -> usize {
    if SMALL.get().copied().flatten().is_some() {
        1
    } else {
        8
    }
}

/// How many proving steps (shards, recursion) may run at a time: one for each 24 GiB, at most the SDK's four.
pub fn proving_steps() -> usize {
    usize::try_from(available_bytes() / (24 << 30)).unwrap_or(4).clamp(1, 4)
}

/// Vector instructions that this engine was compiled to use and this processor does not have: it was built on another.
pub fn missing_instructions() -> Vec<&'static str> {
    let mut missing = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        macro_rules! look {
            ($($feature:tt),*) => { $(
                if cfg!(target_feature = $feature) && !std::arch::is_x86_feature_detected!($feature) {
                    missing.push($feature);
                }
            )* };
        }
        look!("avx", "avx2", "bmi2", "fma", "avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512ifma");
    }
    missing
}

/// Cores that may be used.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Bytes of memory that could be taken now, the control group's limit included.
pub fn available_bytes() -> u64 {
    let free = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|l| l.starts_with("MemAvailable:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
    });
    let read = |path: &str| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let group = match (read("/sys/fs/cgroup/memory.max"), read("/sys/fs/cgroup/memory.current")) {
        (Some(max), Some(current)) => Some(max.saturating_sub(current)),
        _ => None,
    };
    [free, group].into_iter().flatten().min().unwrap_or(u64::MAX)
}

/// Resident and peak resident bytes of this process.
pub fn resident_bytes() -> (u64, u64) {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        text.lines()
            .find(|l| l.starts_with(name))
            .and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok())
            .map_or(0, |kib| kib * 1024)
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// SP1 reads its worker counts from the environment; on a small machine one of each keeps memory down. What the
/// caller has set stays.
pub fn apply_small_machine_defaults() {
    let small = *SMALL.get_or_init(|| Some(available_bytes()).filter(|bytes| *bytes < LARGE_MACHINE_BYTES));
    if small.is_none() {
        return;
    }
    hold_less_memory();
    for (name, value) in [
        ("SP1_WORKER_NUM_CORE_WORKERS", "1"),
        ("SP1_WORKER_NUM_RECURSION_PROVER_WORKERS", "1"),
        ("SP1_WORKER_NUM_RECURSION_EXECUTOR_WORKERS", "1"),
        ("SP1_WORKER_NUM_PREPARE_REDUCE_WORKERS", "1"),
        ("SP1_WORKER_NUM_SPLICING_WORKERS", "1"),
        ("SP1_WORKER_CORE_BUFFER_SIZE", "1"),
        ("SP1_WORKER_NORMALIZE_PROGRAM_CACHE_SIZE", "1"),
        ("SP1_WORKER_VERIFY_INTERMEDIATES", "false"),
        ("TRACE_CHUNK_SLOTS", "2"),
    ] {
        if std::env::var_os(name).is_none() {
            // Before any thread is started.
            std::env::set_var(name, value);
        }
    }
}

/// Makes the C library's allocator give large blocks back at once, and keep few arenas. Left alone it holds on to what
/// finished shards have freed: a proof of ten shards grew to more than 24 GiB; with this it peaked at 18.4.
#[cfg(target_env = "gnu")]
fn hold_less_memory() {
    const LARGE: i32 = 1 << 20;
    // SAFETY: only sets parameters of the allocator; done before any thread is started.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE);
    }
}

#[cfg(not(target_env = "gnu"))]
fn hold_less_memory() {}

/// For `hello`.
pub fn describe() -> Value {
    json!({ "cores": cores(), "availableBytes": available_bytes(), "provingBytes": PROVING_BYTES })
}
