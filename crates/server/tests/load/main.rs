//! The program under load: many bookings at once, processes killed in the middle, two processes on one database, and bad input.
//!
//! What is measured and how: `docs/decisions/020-concurrency-and-crash.md`.

mod asking;
mod bad_input;
mod books;
mod city;
mod crash;
mod days;
mod double_booking;
mod home;
mod load;
mod peer;
mod process;
mod rush;
mod two_processes;

/// The tests under load want the machine to themselves; the test runner keeps other programs away, and this keeps them from each other.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Not a test: the tests above start this executable again with a task, and this is where such a process begins.
#[test]
fn begin() {
    if let Some(task) = process::task() {
        test_kit::run(process::work(task));
    }
}
