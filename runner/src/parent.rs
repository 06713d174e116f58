/// From now on the end of the parent process ends this one, so that a hostile module never runs on by itself.
pub fn end_with_it() {
    #[cfg(target_os = "linux")]
    // SAFETY: asks the kernel for a signal.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
}
