//! How much is done at a time.
//!
//! Work that takes the processor runs on threads of its own, as many at a time as there are workers; some more may
//! wait; the rest is turned away at once. A worker is free again when its work is done, and not when whoever asked
//! for it has gone.

use super::problem::{BUSY, INTERNAL, Problem, TIMEOUT};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Octets that one permit of the store of bodies stands for.
const UNIT: usize = 64 << 10;

/// Bodies up to this size are not counted: the number of connections bounds them.
const SMALL: usize = UNIT;

/// Who works and who waits.
#[derive(Debug)]
pub(super) struct WorkQueue {
    /// For those who work or wait.
    places: Arc<Semaphore>,
    /// For those who work.
    workers: Arc<Semaphore>,
    /// For bodies in memory.
    store: Arc<Semaphore>,
    /// Octets of the largest body.
    largest: usize,
}

impl WorkQueue {
    /// So many at work, so many more in waiting, and bodies of so many octets in memory, the largest of which has
    /// `largest`.
    pub(super) fn new(workers: usize, waiting: usize, bodies: usize, largest: usize) -> Self {
        let semaphore = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        Self {
            places: semaphore(workers.saturating_add(waiting)),
            workers: semaphore(workers),
            // One body of the largest size always finds room in an empty store.
            store: semaphore(units(bodies.max(largest)) as usize),
            largest,
        }
    }

    /// Room for a body of a length, or of any length up to the largest.
    pub(super) fn room(&self, length: Option<usize>) -> Result<OwnedSemaphorePermit, Problem> {
        let length = length.unwrap_or(self.largest).min(self.largest);
        let wanted = if length <= SMALL { 0 } else { units(length) };
        let room = Arc::clone(&self.store).try_acquire_many_owned(wanted);
        room.map_err(|_| BUSY.into())
    }

    /// Does a work on a thread of its own when it is its turn.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Problem::from(BUSY))?;
        let worker = Arc::clone(&self.workers).acquire_owned().await;
        // Nobody closes the queue.
        let worker = worker.map_err(|_| Problem::from(TIMEOUT))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((place, worker));
            done
        });
        // A work that panicked has told where by the program's hook, and nobody what.
        done.await.map_err(|_| INTERNAL.into())
    }

    /// How many works are under way or in waiting, of so many places.
    #[cfg(test)]
    fn busy(&self, places: usize) -> usize {
        places.saturating_sub(self.places.available_permits())
    }
}

fn units(octets: usize) -> u32 {
    u32::try_from(octets.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        runtime.block_on(future)
    }

    #[test]
    fn who_finds_no_place_is_turned_away_and_a_place_is_free_again_after_the_work() {
        within(async {
            let queue = Arc::new(WorkQueue::new(1, 1, 0, 0));
            let (go, wait) = std::sync::mpsc::channel::<()>();
            let (began, begun) = std::sync::mpsc::channel();
            let first = {
                let queue = Arc::clone(&queue);
                tokio::spawn(async move {
                    queue
                        .run(move || {
                            began.send(()).unwrap();
                            wait.recv().is_ok()
                        })
                        .await
                })
            };
            tokio::task::spawn_blocking(move || begun.recv().unwrap())
                .await
                .unwrap();
            let second = {
                let queue = Arc::clone(&queue);
                tokio::spawn(async move { queue.run(|| 2).await })
            };
            while queue.busy(2) < 2 {
                tokio::task::yield_now().await;
            }
            assert_eq!(queue.run(|| 3).await.unwrap_err().kind, BUSY);
            go.send(()).unwrap();
            assert!(first.await.unwrap().unwrap());
            assert_eq!(second.await.unwrap().unwrap(), 2);
            assert_eq!(queue.run(|| 4).await.unwrap(), 4);
        });
    }

    #[test]
    fn who_does_not_wait_for_the_answer_holds_the_place_until_the_work_is_done() {
        within(async {
            let queue = Arc::new(WorkQueue::new(1, 0, 0, 0));
            let (go, wait) = std::sync::mpsc::channel::<()>();
            let impatient = {
                let queue = Arc::clone(&queue);
                tokio::spawn(async move { queue.run(move || wait.recv().is_ok()).await })
            };
            while queue.busy(1) < 1 || queue.workers.available_permits() > 0 {
                tokio::task::yield_now().await;
            }
            // The work itself may not have begun; then it goes with who asked for it.
            std::thread::sleep(std::time::Duration::from_millis(50));
            impatient.abort();
            let _ = impatient.await;
            assert_eq!(queue.run(|| ()).await.unwrap_err().kind, BUSY);
            go.send(()).unwrap();
            while queue.busy(1) > 0 {
                tokio::task::yield_now().await;
            }
            assert!(queue.run(|| ()).await.is_ok());
        });
    }

    #[test]
    fn a_work_that_panics_is_a_problem_and_frees_its_place() {
        within(async {
            let queue = WorkQueue::new(1, 0, 0, 0);
            let failed = queue.run(|| panic!("Nordmann")).await;
            let problem = failed.map(|(): ()| ()).unwrap_err();
            assert_eq!(problem.kind, INTERNAL);
            assert!(!format!("{problem:?}").contains("Nordmann"));
            assert!(queue.run(|| ()).await.is_ok());
        });
    }

    #[test]
    fn bodies_have_room_up_to_a_sum_and_small_ones_always() {
        let (small, large) = (Some(SMALL), Some(10 * UNIT));
        let queue = WorkQueue::new(1, 0, 20 * UNIT, 10 * UNIT);
        let held = [queue.room(large).unwrap(), queue.room(None).unwrap()];
        assert_eq!(queue.room(large).unwrap_err().kind, BUSY);
        assert_eq!(queue.room(Some(SMALL + 1)).unwrap_err().kind, BUSY);
        assert!(queue.room(small).is_ok());
        drop(held);
        assert!(queue.room(large).is_ok());
    }
}
