//! Gives up for good what code of an artifact has no need of: after this the process computes, and answers on the pipes that it
//! has, and nothing else. No file is opened and no socket made, no process or thread started, none looked at; whatever Wasmtime's
//! sandbox lets through meets the kernel's refusal (EPERM). It needs no privilege and no other program.

use crate::error::RunnerError;

/// From now on, for every thread: only what [`allowed`] names.
///
/// # Errors
/// [`RunnerError::Confinement`] where the kernel or the processor has no such filter; nothing has been given up then that is
/// relied on, and the caller must not go on.
#[cfg(target_os = "linux")]
pub fn confine() -> Result<(), RunnerError> {
    use seccompiler::{apply_filter_all_threads, BpfProgram, SeccompAction, SeccompFilter};
    let refuse = SeccompAction::Errno(libc::EPERM as u32);
    let arch = std::env::consts::ARCH.try_into().map_err(failed)?;
    let filter = SeccompFilter::new(allowed().map_err(failed)?, refuse, SeccompAction::Allow, arch);
    let program: BpfProgram = filter.and_then(TryInto::try_into).map_err(failed)?;
    apply_filter_all_threads(&program).map_err(failed)
}

#[cfg(not(target_os = "linux"))]
pub fn confine() -> Result<(), RunnerError> {
    Err(RunnerError::Confinement("this system has no filter of system calls".into()))
}

#[cfg(target_os = "linux")]
fn failed(error: impl std::fmt::Display) -> RunnerError {
    RunnerError::Confinement(error.to_string())
}

/// What Wasmtime and the allocator ask of the kernel while code is loaded and called.
#[cfg(target_os = "linux")]
fn allowed(
) -> Result<std::collections::BTreeMap<i64, Vec<seccompiler::SeccompRule>>, seccompiler::BackendError> {
    use seccompiler::{SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, SeccompCondition, SeccompRule};
    // Where the arguments make no difference.
    let any = [
        // Memory, executable memory among it.
        libc::SYS_brk,
        libc::SYS_madvise,
        libc::SYS_membarrier,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_munmap,
        // Initial contents of a contract's memory are kept in an anonymous file, so that instances can share them.
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_ftruncate,
        libc::SYS_memfd_create,
        // Requests, answers, and that file: every other descriptor would have to be opened first.
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_writev,
        // Traps are signals.
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        // Locks, clocks, seeds of hash tables, the end.
        libc::SYS_clock_gettime,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_futex,
        libc::SYS_getpid,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_restart_syscall,
        libc::SYS_sched_getaffinity,
        libc::SYS_sched_yield,
    ];
    let mut rules: std::collections::BTreeMap<_, _> = any.map(|call| (call, vec![])).into();
    let only = |argument, value| SeccompRule::new(vec![SeccompCondition::new(argument, Dword, Eq, value)?]);
    // A panic that aborts signals itself, and nobody else.
    rules.insert(libc::SYS_tgkill, vec![only(0, std::process::id().into())?]);
    // The anonymous file is sealed; descriptors are looked at before they are closed.
    let commands = [libc::F_ADD_SEALS, libc::F_GET_SEALS, libc::F_GETFD];
    rules.insert(
        libc::SYS_fcntl,
        commands
            .map(|command| only(1, command.unsigned_abs().into()))
            .into_iter()
            .collect::<Result<_, _>>()?,
    );
    Ok(rules)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::{read_dir, File, OpenOptions};
    use std::io::{Error, ErrorKind, Read, Write};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::process::Command;

    const INNER: &str = "confine::tests::a_process_that_tries";
    const MARK: &str = "ZKCWASM_TRY_CONFINED";

    /// The filter cannot be taken off again, so a process of its own tries.
    #[test]
    fn no_file_no_socket_no_process_no_thread() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        let program = std::env::current_exe().expect("this program");
        let output = Command::new(program)
            .args(["--exact", INNER, "--ignored", "--nocapture", "--test-threads=1"])
            .env(MARK, port.to_string())
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            said.contains("confined, and all refused"),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    #[test]
    #[ignore = "started by the test above: it confines its process"]
    fn a_process_that_tries() {
        let Ok(port) = std::env::var(MARK) else { return };
        let to = format!("127.0.0.1:{port}");
        let path = std::env::temp_dir().join(format!("zkcwasm-confined-{}", std::process::id()));
        // All of it can be done before.
        assert!(all(&to, &path).into_iter().all(|(_, done)| done.is_ok()));
        let _ = std::fs::remove_file(path.with_extension("socket"));
        let mut opened = File::open("/dev/zero").expect("opened before");
        confine().expect("a filter");
        let refused = all(&to, &path);
        for (what, done) in refused {
            assert_eq!(done.expect_err(what).kind(), ErrorKind::PermissionDenied, "{what}");
        }
        // SAFETY: system calls whose arguments are numbers.
        let asked = unsafe {
            [
                ("signal to the parent", libc::kill(libc::getppid(), 0).into()),
                ("tracing", libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0)),
                ("fork", libc::fork().into()),
                ("limits", libc::prctl(libc::PR_SET_DUMPABLE, 1).into()),
                ("a terminal", libc::ioctl(1, libc::TIOCSTI, c"x".as_ptr()).into()),
                ("a duplicate", libc::fcntl(1, libc::F_DUPFD, 0).into()),
                ("namespaces", libc::unshare(libc::CLONE_NEWUSER).into()),
            ]
        };
        for (what, done) in asked {
            assert_eq!((done, Error::last_os_error().kind()), (-1, ErrorKind::PermissionDenied), "{what}");
        }
        // It can still compute, take memory and answer.
        let mut bytes = vec![1; 64 << 20];
        opened.read_exact(&mut bytes[..10]).expect("what is open can be read");
        assert_eq!(bytes[..11], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        println!("confined, and all refused");
        std::io::stdout().flush().expect("it is open");
        std::process::exit(0);
    }

    fn all(to: &str, path: &std::path::Path) -> Vec<(&'static str, Result<(), Error>)> {
        fn done<T>(result: Result<T, Error>) -> Result<(), Error> {
            result.map(drop)
        }
        vec![
            ("read", done(File::open("/proc/self/maps"))),
            ("write", done(OpenOptions::new().write(true).create(true).truncate(true).open(path))),
            ("folder", done(read_dir("/"))),
            ("status", done(std::fs::metadata("/"))),
            ("remove", done(std::fs::remove_file(path))),
            ("link", done(std::fs::read_link("/proc/self/exe"))),
            ("connect", done(TcpStream::connect(to))),
            ("listen", done(TcpListener::bind("127.0.0.1:0"))),
            ("datagram", done(UdpSocket::bind("127.0.0.1:0"))),
            ("pair", done(UnixStream::pair())),
            ("named", done(UnixListener::bind(path.with_extension("socket")))),
            ("program", done(Command::new("/bin/true").status())),
            ("thread", done(std::thread::Builder::new().spawn(|| ()).map(|thread| thread.join().is_ok()))),
        ]
    }
}
