//! Records through all threads, out in the order they came.
//!
//! Inputs come in with a function that does the work on a record; what it gives leaves in order through a function that
//! takes it. Every thread does the same round: it reads a batch, works on it, and hands it on when its turn comes, so
//! that reading and writing, too, go on while others work. Batches are bounded in bytes and only a few wait for their
//! turn: memory is bounded by the largest record times the number of threads.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use unblurb::records::{Input, Layout, Outcome, ReadOptions, Reader, Record, Reject};
use unblurb::{Error, Result};

/// A batch ends with the record that brings its texts to so many bytes together.
const BATCH_BYTES: usize = 1 << 18;

/// Finished batches a thread that wait for their turn.
const WAITING_BATCHES: usize = 4;

/// What happens on the way through the inputs.
pub enum Event<T> {
    /// The input of this number was opened.
    Begin(usize, Layout),
    /// A record, or what was made of it.
    Record(T),
    /// A record that could not be read.
    Reject(Reject),
    /// The input is at its end, or cannot be read any further; it may not even have begun.
    End(Option<Error>),
}

/// Reads `inputs`, gives each record to `work` (each thread has a worker of its own, from `worker`), and what comes out
/// to `take`, in order. An error of `take` ends it.
pub fn run<W, T: Send>(
    inputs: &[Input],
    options: &ReadOptions,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, Record) -> T + Sync,
    take: impl FnMut(Event<T>) -> Result<()> + Send,
) -> Result<()> {
    let source = Mutex::new(Source { inputs, options, next_input: 0, reader: None, batches: 0 });
    let order = Order { state: Mutex::new(Turns::new(take)), moved: Condvar::new(), window: threads * WAITING_BATCHES };
    let round = || {
        // Where work panics, the threads that wait for it must not wait for ever.
        let _guard = StopOnPanic(&order);
        let mut tools = None;
        while !order.stopped() {
            let Some((number, batch)) = lock(&source).batch() else { break };
            let tools = tools.get_or_insert_with(&worker);
            let done = batch.into_iter().map(|event| match event {
                Event::Record(record) => Event::Record(work(tools, record)),
                Event::Begin(input, layout) => Event::Begin(input, layout),
                Event::Reject(reject) => Event::Reject(reject),
                Event::End(error) => Event::End(error),
            });
            order.hand_on(number, done.collect());
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(round);
        }
        round();
    });
    let state = order.state.into_inner().expect("a panic would have ended the program");
    state.error.map_or(Ok(()), Err)
}

/// Where records come from; only one thread reads at a time.
struct Source<'a> {
    inputs: &'a [Input],
    options: &'a ReadOptions,
    next_input: usize,
    reader: Option<Reader>,
    batches: u64,
}

impl Source<'_> {
    /// The next batch and its number, `None` at the end of the last input.
    fn batch(&mut self) -> Option<(u64, Vec<Event<Record>>)> {
        let mut events = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let Some(event) = self.next() else { break };
            bytes += match &event {
                Event::Record(record) => record.document.text().len(),
                Event::Reject(reject) => reject.raw.len(),
                Event::Begin(..) | Event::End(..) => 0,
            };
            // Something for every record, so that very many empty ones end too.
            bytes += 1 << 8;
            events.push(event);
        }
        if events.is_empty() {
            return None;
        }
        self.batches += 1;
        Some((self.batches - 1, events))
    }

    fn next(&mut self) -> Option<Event<Record>> {
        let Some(reader) = &mut self.reader else {
            let number = self.next_input;
            let input = self.inputs.get(number)?;
            self.next_input += 1;
            return Some(match Reader::open(input, self.options) {
                Ok(reader) => {
                    let layout = reader.layout().clone();
                    self.reader = Some(reader);
                    Event::Begin(number, layout)
                }
                Err(e) => Event::End(Some(e)),
            });
        };
        let error = match reader.next() {
            Some(Ok(Outcome::Record(record))) => return Some(Event::Record(record)),
            Some(Ok(Outcome::Reject(reject))) => return Some(Event::Reject(reject)),
            Some(Err(e)) => Some(e),
            None => None,
        };
        self.reader = None;
        Some(Event::End(error))
    }
}

/// The order in which batches are handed on.
struct Order<T, F> {
    state: Mutex<Turns<T, F>>,
    moved: Condvar,
    window: usize,
}

struct Turns<T, F> {
    take: F,
    /// Number of the batch whose turn it is.
    turn: u64,
    waiting: BTreeMap<u64, Vec<Event<T>>>,
    error: Option<Error>,
    stopped: bool,
}

impl<T, F: FnMut(Event<T>) -> Result<()>> Order<T, F> {
    fn stopped(&self) -> bool {
        lock(&self.state).stopped
    }

    /// Hands on a batch if it is its turn, with all that waited for it; else leaves it to wait.
    fn hand_on(&self, number: u64, batch: Vec<Event<T>>) {
        let mut state = lock(&self.state);
        while number >= state.turn + self.window as u64 && !state.stopped {
            state = self.moved.wait(state).expect("a panic would have ended the program");
        }
        state.waiting.insert(number, batch);
        state.advance();
        drop(state);
        self.moved.notify_all();
    }
}

impl<T, F: FnMut(Event<T>) -> Result<()>> Turns<T, F> {
    fn new(take: F) -> Self {
        Turns { take, turn: 0, waiting: BTreeMap::new(), error: None, stopped: false }
    }

    fn advance(&mut self) {
        while !self.stopped
            && let Some(batch) = self.waiting.remove(&self.turn)
        {
            self.turn += 1;
            if let Err(e) = batch.into_iter().try_for_each(&mut self.take) {
                self.error = Some(e);
                self.stopped = true;
            }
        }
    }
}

struct StopOnPanic<'a, T, F>(&'a Order<T, F>);

impl<T, F> Drop for StopOnPanic<'_, T, F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            if let Ok(mut state) = self.0.state.lock() {
                state.stopped = true;
            }
            self.0.moved.notify_all();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("a panic would have ended the program")
}
