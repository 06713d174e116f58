//! Progress of a proof, counted from the SDK's own tracing spans: one per shard and per recursion step.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::Mutex;
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// Counts since the last [`reset`].
pub struct Counts {
    pub shards_started: u64,
    pub shards_done: u64,
    pub steps_started: u64,
    pub steps_done: u64,
}

static COUNTS: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];

/// The first error that the SDK logged since the last [`reset`].
static FAILURE: Mutex<Option<String>> = Mutex::new(None);

/// Resolves, with its text, some seconds after the SDK has logged an error of a worker.
///
/// A worker that fails (its executor cannot be started, say) is only logged by the SDK; the proof that waits for it
/// would wait for ever.
pub async fn failure() -> String {
    const GRACE: Duration = Duration::from_secs(5);
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let failed = FAILURE.lock().ok().and_then(|f| f.clone());
        if let Some(message) = failed {
            tokio::time::sleep(GRACE).await;
            return message;
        }
    }
}

/// Starts from zero.
pub fn reset() {
    if let Ok(mut failure) = FAILURE.lock() {
        *failure = None;
    }
    COUNTS.iter().for_each(|c| c.store(0, Relaxed));
}

/// Counts so far.
pub fn counts() -> Counts {
    let [a, b, c, d] = [0, 1, 2, 3].map(|i: usize| COUNTS[i].load(Relaxed));
    Counts { shards_started: a, shards_done: b, steps_started: c, steps_done: d }
}

fn slot(name: &str) -> Option<usize> {
    match name {
        "ProveShard" => Some(0),
        "RecursionReduce" => Some(2),
        _ => None,
    }
}

struct Counter;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Counter {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if let Some(at) = slot(attributes.metadata().name()) {
            COUNTS[at].fetch_add(1, Relaxed);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(at) = context.span(&id).and_then(|s| slot(s.name())) {
            COUNTS[at + 1].fetch_add(1, Relaxed);
        }
    }
}

/// Keeps the first error of SP1's workers.
struct Failures;

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

impl<S: Subscriber> Layer<S> for Failures {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message::default();
        event.record(&mut message);
        if let Ok(mut failure) = FAILURE.lock() {
            failure.get_or_insert(message.0);
        }
    }
}

/// Listens to the SDK's spans and errors; with `ZKCWASM_ENGINE_LOG` (an `EnvFilter`) its log goes to standard error as well.
pub fn install() {
    let log = std::env::var("ZKCWASM_ENGINE_LOG").ok().map(|filter| {
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_filter(tracing_subscriber::EnvFilter::new(filter))
    });
    let counter = Counter.with_filter(filter_fn(|m| m.is_span() && slot(m.name()).is_some()));
    let failures = Failures.with_filter(filter_fn(|m| {
        m.is_event() && *m.level() == Level::ERROR && m.target().starts_with("sp1_prover::worker")
    }));
    tracing_subscriber::registry().with(counter).with(failures).with(log).init();
}
