use serde_json::{json, Map, Value};
use std::io::Write;

/// Sends events of one request.
#[derive(Clone)]
pub struct Events {
    id: Value,
    gone: fn() -> !,
}

impl Events {
    /// Events of the request with this id; `gone` ends the process when nobody reads them any more.
    pub(crate) fn new(id: Value, gone: fn() -> !) -> Self {
        Self { id, gone }
    }

    /// Writes one event line. A reader that has gone ends the process.
    pub fn send(&self, event: &str, body: Value) {
        let text = self.line(event, body);
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            (self.gone)();
        }
    }

    /// The line without its end: `id` and `event`, then the fields of `body`.
    pub(crate) fn line(&self, event: &str, body: Value) -> String {
        let mut line = Map::new();
        line.insert("id".into(), self.id.clone());
        line.insert("event".into(), json!(event));
        if let Value::Object(fields) = body {
            line.extend(fields);
        }
        Value::Object(line).to_string()
    }
}
