//! How zkcwasm's native programs are spoken to: one JSON request a line on standard input, JSON events a line on standard
//! output. Each event carries the request's `id`; a request ends with exactly one `result` or `error` event. Nothing else
//! is ever printed there, and the program ends at the end of its input.

mod files;

pub use files::{read, write_new, FileError};

use serde::de::DeserializeOwned;
use serde_json::{json, Map, Value};
use std::io::{BufRead, Write};

/// Longest request line accepted, bytes; requests carry paths, numbers and lists of imports, never modules.
const MAX_LINE: usize = 16 << 20;

/// Sends events of one request.
#[derive(Clone)]
pub struct Events {
    id: Value,
    gone: fn() -> !,
}

impl Events {
    /// Writes one event line. Where the reader has gone the program ends, as it was told to.
    pub fn send(&self, event: &str, body: Value) {
        let mut line = Map::new();
        line.insert("id".into(), self.id.clone());
        line.insert("event".into(), json!(event));
        if let Value::Object(fields) = body {
            line.extend(fields);
        }
        let mut out = std::io::stdout().lock();
        let text = Value::Object(line).to_string();
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            (self.gone)();
        }
    }
}

/// Serves requests until there are no more. `work` answers one; an error is the body of an `error` event, with a `code` and
/// a `message`. `gone` ends the program when nobody reads its events any more.
pub fn serve<Job: DeserializeOwned>(gone: fn() -> !, mut work: impl FnMut(Job, &Events) -> Result<Value, Value>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        if line.trim().is_empty() {
            continue;
        }
        let mut request = serde_json::from_str::<Value>(&line).unwrap_or(Value::Null);
        let id = request.as_object_mut().and_then(|fields| fields.remove("id")).unwrap_or(Value::Null);
        let events = Events { id, gone };
        let outcome = if line.len() > MAX_LINE {
            Err(malformed("the request line is too long"))
        } else {
            Job::deserialize(request).map_err(|e| malformed(&e.to_string())).and_then(|job| work(job, &events))
        };
        match outcome {
            Ok(result) => events.send("result", result),
            Err(error) => events.send("error", error),
        }
    }
}

fn malformed(why: &str) -> Value {
    json!({ "code": "request", "message": format!("malformed request: {why}") })
}
