//! Many documents on several threads: the only file that knows threads.

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::{Error, Result};
use crate::record::{self, Analysis, Document, Resources};

/// What the caller sees of a run, and how it stops it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Documents finished so far.
    pub done: AtomicUsize,
    /// Set to stop at the next sentence.
    pub cancel: AtomicBool,
}

/// Analyses `documents` on `n_threads` threads (0: one per core). Results come in input order, whatever
/// the number of threads; a document that cannot be analysed gives its error and the others go on.
///
/// # Errors
/// When the run was cancelled.
pub fn analyze(
    documents: &[Document<'_>],
    resources: &Resources,
    n_threads: usize,
    progress: &Progress,
) -> Result<Vec<Result<Analysis>>> {
    let results = map(
        documents,
        |document| document.text.len(),
        n_threads,
        &progress.cancel,
        |document| {
            let stopped = || progress.cancel.load(Ordering::Relaxed);
            let analysis = guarded(|| record::analyze_until(document, resources, &stopped));
            progress.done.fetch_add(1, Ordering::Relaxed);
            analysis
        },
    )?;
    // The last documents begun may have been stopped on the way.
    if results.iter().any(|result| result.as_ref().is_err_and(Error::is_cancelled)) {
        return Err(Error::cancelled());
    }
    Ok(results)
}

/// Runs `work` on every item; results come in input order. `cost` tells an item's size in bytes, so that
/// the large ones are begun first.
///
/// # Errors
/// When `cancel` was set before the last item was begun, or the threads could not be started.
pub fn map<T: Sync, R: Send>(
    items: &[T],
    cost: impl Fn(&T) -> usize,
    n_threads: usize,
    cancel: &AtomicBool,
    work: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>> {
    // One item of 100 MB behind a thousand small ones would be begun last and waited for alone. Items
    // below 64 KB keep their order, so that memory is walked forwards.
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&i| Reverse(cost(&items[i]) >> 16));

    let next = AtomicUsize::new(0);
    let one_worker = || {
        let mut mine = Vec::new();
        while let Some(&i) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            mine.push((i, work(&items[i])));
        }
        mine
    };

    let n_threads = match n_threads {
        0 => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
        n => n,
    };
    let done = if n_threads.min(items.len()) <= 1 {
        vec![one_worker()]
    } else {
        // A pool of its own: the global one may be the caller's, and its size is fixed once.
        rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads.min(items.len()))
            .thread_name(|i| format!("onrecord-{i}"))
            .build()
            .map_err(|e| Error::argument("n_threads", format!("{n_threads} threads: {e}")))?
            .broadcast(|_| one_worker())
    };

    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    for (i, result) in done.into_iter().flatten() {
        results[i] = Some(result);
    }
    // An item without a result was never begun: only cancelling does that.
    results.into_iter().map(|result| result.ok_or_else(Error::cancelled)).collect()
}

/// Turns a panic into the error of the one document that raised it.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    // Unwind safety: `work` only reads what it shares, and what it made is dropped.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let message = payload
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| payload.downcast_ref::<String>().cloned());
        Err(Error::internal(message.unwrap_or_else(|| "panic without a message".to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_input_order_on_any_number_of_threads() {
        // Sizes on both sides of the limit below which the order of work is the input's.
        let items: Vec<usize> = (0..500).map(|i| (i * 7919) % 200_000).collect();
        for n_threads in [0, 1, 2, 3, 8, 1000] {
            let out = map(&items, |&n| n, n_threads, &AtomicBool::new(false), |&n| n + 1).unwrap();
            assert!(out.iter().zip(&items).all(|(o, i)| *o == i + 1));
        }
    }

    #[test]
    fn one_large_item_does_not_hold_up_the_small_ones() {
        // The large item comes last but is begun first: it waits until all others are done, which only
        // another thread can do.
        let mut items = vec![1_usize; 64];
        items.push(1 << 20);
        let small_done = AtomicUsize::new(0);
        let out = map(
            &items,
            |&n| n,
            2,
            &AtomicBool::new(false),
            |&n| {
                if n == 1 {
                    small_done.fetch_add(1, Ordering::SeqCst);
                } else {
                    while small_done.load(Ordering::SeqCst) < 64 {
                        std::thread::yield_now();
                    }
                }
            },
        );
        assert_eq!(out.unwrap().len(), 65);
    }

    #[test]
    fn cancelling_stops_before_the_next_item() {
        for n_threads in [1, 2] {
            let cancel = AtomicBool::new(false);
            let begun = AtomicUsize::new(0);
            let out = map(
                &[0; 1000],
                |_| 0,
                n_threads,
                &cancel,
                |_| {
                    begun.fetch_add(1, Ordering::SeqCst);
                    cancel.store(true, Ordering::SeqCst);
                },
            );
            assert!(out.unwrap_err().is_cancelled());
            assert!(begun.load(Ordering::SeqCst) <= n_threads);
        }
    }

    #[test]
    fn a_panic_is_the_error_of_its_own_item() {
        let outcomes = map(
            &[1, 2, 3],
            |_| 0,
            2,
            &AtomicBool::new(false),
            |&n| {
                guarded(|| {
                    assert!(n != 2, "fault at {n}");
                    Ok(n)
                })
            },
        )
        .unwrap();
        assert_eq!(outcomes[0], Ok(1));
        assert_eq!(outcomes[2], Ok(3));
        let message = outcomes[1].as_ref().unwrap_err().to_string();
        assert!(message.contains("fault at 2"), "{message}");
    }

    #[test]
    fn documents_are_counted() {
        let documents = [Document::new("a", "One."), Document::new("b", "")];
        let progress = Progress::default();
        let out = analyze(&documents, &Resources::default(), 2, &progress).unwrap();
        assert!(out.iter().all(Result::is_ok));
        assert_eq!(progress.done.load(Ordering::Relaxed), 2);
    }
}
