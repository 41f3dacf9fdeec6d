//! glibc's allocator, set for a program that runs for months with many threads and large, short-lived blocks.

/// Blocks of this size and more come from the operating system and go back to it at once. Left alone, glibc raises this to
/// 32 MB as soon as a picture was freed, and whatever small lies behind one in the heap keeps it from shrinking.
const LARGE_BYTES: libc::c_int = 1 << 20;

/// So many heaps for all threads; left alone there are eight for each core, and each keeps what its busiest moment took.
const HEAPS: libc::c_int = 2;

/// Sets it. Where another allocator is linked it says no, and nothing is lost.
pub fn spare_memory() {
    let set = |what, value| {
        // SAFETY: `mallopt` takes any two numbers, and locks what it changes.
        #[allow(unsafe_code, reason = "there is no other way to say it than by C")]
        let taken = unsafe { libc::mallopt(what, value) };
        if taken == 0 {
            tracing::debug!(what, value, "the allocator does not take a setting");
        }
    };
    set(libc::M_MMAP_THRESHOLD, LARGE_BYTES);
    set(libc::M_ARENA_MAX, HEAPS);
}
