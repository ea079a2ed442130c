//! The one way in which Python starts long work.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use pyo3::prelude::*;

use super::InternalError;
use crate::batch::Progress;

/// How often the waiting thread looks for Ctrl-C and tells progress: well under the 0.2 s in which a run
/// must stop, and rare enough to leave the interpreter to other threads.
const POLL: Duration = Duration::from_millis(50);

/// Runs `work` on another thread with the interpreter released. The calling thread waits, hears signals
/// and calls `report`; an exception from either stops the run at the next sentence and is raised.
pub(super) fn detached<T: Send>(
    py: Python<'_>,
    progress: &Progress,
    report: Option<&Py<PyAny>>,
    work: impl FnOnce() -> crate::Result<T> + Send,
) -> PyResult<T> {
    py.detach(|| {
        std::thread::scope(|scope| {
            let (finished, waiting) = sync_channel::<()>(1);
            let worker = scope.spawn(move || {
                let _finished = finished; // dropped at the end, also when `work` panics
                work()
            });
            let mut told = 0;
            let mut look = || {
                Python::attach(|py| {
                    py.check_signals()?;
                    let done = progress.done.load(Ordering::Relaxed);
                    if let Some(report) = report.filter(|_| done > told) {
                        told = done;
                        report.call1(py, (done,))?;
                    }
                    Ok(())
                })
            };
            let mut seen: PyResult<()> = Ok(());
            while waiting.recv_timeout(POLL) == Err(RecvTimeoutError::Timeout) {
                if seen.is_ok() {
                    seen = look();
                    if seen.is_err() {
                        progress.cancel.store(true, Ordering::Relaxed);
                    }
                }
            }
            let result = worker.join();
            seen?;
            match result {
                Ok(result) => {
                    let result = result?;
                    look()?; // the last count, and a Ctrl-C of the last moment
                    Ok(result)
                }
                Err(_) => Err(InternalError::new_err(
                    "internal fault outside any one document, please report it with the message on stderr",
                )),
            }
        })
    })
}
