use crate::events::Events;
use crate::line::{next_line, Line};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::BufRead;

/// Longest request line taken, bytes; requests carry paths, numbers and lists of imports, never modules.
const MAX_LINE: usize = 16 << 20;

/// How a request ends badly.
pub trait Failure {
    /// The request itself is out of form.
    fn request(message: String) -> Self;
    /// Body of the `error` event: a stable `code`, a `message`, and what belongs to it.
    fn to_json(&self) -> Value;
}

/// Answers requests, one JSON object a line, until the input ends: `id` is given back with every event, the rest is the
/// job. A request ends with exactly one `result` or `error` event.
///
/// `gone` ends the process when nobody reads its answers any more.
pub fn serve<J: DeserializeOwned, E: Failure>(
    mut input: impl BufRead,
    gone: fn() -> !,
    mut answer: impl FnMut(J, &Events) -> Result<Value, E>,
) {
    while let Ok(Some(line)) = next_line(&mut input, MAX_LINE) {
        let (id, job) = match line {
            Line::Whole(line) if line.trim_ascii().is_empty() => continue,
            Line::Whole(line) => parse(&line),
            Line::TooLong => (Value::Null, Err("the line is too long".into())),
        };
        let events = Events::new(id, gone);
        match job.map_err(E::request).and_then(|job| answer(job, &events)) {
            Ok(result) => events.send("result", result),
            Err(error) => events.send("error", error.to_json()),
        }
    }
}

/// The request's id, `null` where there is none, and its job.
fn parse<J: DeserializeOwned>(line: &[u8]) -> (Value, Result<J, String>) {
    let Ok(mut request) = serde_json::from_slice::<Value>(line) else {
        return (Value::Null, Err("it is not JSON".into()));
    };
    let id = request.as_object_mut().and_then(|fields| fields.remove("id")).unwrap_or(Value::Null);
    (id, serde_json::from_value(request).map_err(|e| e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    type Job = BTreeMap<String, u32>;

    #[test]
    fn the_id_is_not_part_of_the_job() {
        let (id, job) = parse::<Job>(br#"{"id":7,"n":1}"#);
        assert_eq!((id, job), (json!(7), Ok(Job::from([("n".into(), 1)]))));
    }

    #[test]
    fn an_id_is_given_back_even_where_the_rest_is_wrong() {
        let (id, job) = parse::<Job>(br#"{"id":7,"n":"x"}"#);
        assert_eq!(id, json!(7));
        assert!(job.is_err());
    }

    #[test]
    fn what_is_no_request() {
        for line in ["", "{", "[]", "7", "\u{0}", r#"{"n":"x"}"#, "\u{e9}"] {
            let (id, job) = parse::<Job>(line.as_bytes());
            assert_eq!(id, Value::Null, "{line}");
            assert!(job.is_err(), "{line}");
        }
        assert!(parse::<Job>(&[0xff, 0xfe]).1.is_err());
        // Deep nesting is refused instead of followed.
        assert!(parse::<Job>("[".repeat(100_000).as_bytes()).1.is_err());
    }

    #[test]
    fn an_event_has_the_id_first() {
        let events = Events::new(json!(7), || panic!("nobody reads"));
        assert_eq!(events.line("result", json!({ "a": 1 })), r#"{"a":1,"event":"result","id":7}"#);
    }
}
