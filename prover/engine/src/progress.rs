//! Progress of a proof, counted from the SDK's own tracing spans: one per shard and per recursion step.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tracing::span::{Attributes, Id};
use tracing::Subscriber;
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

/// Starts from zero.
pub fn reset() {
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

/// Listens to the SDK's spans; with `ZKCWASM_ENGINE_LOG` (an `EnvFilter`) its log goes to standard error as well.
pub fn install() {
    let log = std::env::var("ZKCWASM_ENGINE_LOG").ok().map(|filter| {
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_filter(tracing_subscriber::EnvFilter::new(filter))
    });
    let counter = Counter.with_filter(filter_fn(|m| m.is_span() && slot(m.name()).is_some()));
    tracing_subscriber::registry().with(counter).with(log).init();
}
