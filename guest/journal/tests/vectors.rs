//! The vectors that Rust and TypeScript share: `fixtures/journal-vectors.ts` writes them.

use serde_json::Value;
use zkcwasm_journal::{decode, encode, LimitId, MetricId, Outcome, RejectReason};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("vectors are JSON")
}

fn bytes(vector: &Value) -> Vec<u8> {
    hex::decode(vector["hex"].as_str().expect("hex")).expect("hex")
}

#[test]
fn good_vectors_decode_to_what_they_say_and_encode_to_the_same_bytes() {
    let vectors = vectors();
    for vector in vectors["good"].as_array().expect("list") {
        let (name, bytes, expected) = (&vector["name"], bytes(vector), &vector["journal"]);
        let journal = decode(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(encode(&journal), bytes, "{name}");
        assert_eq!(hex::encode(journal.context), expected["context"].as_str().unwrap());
        assert_eq!(journal.compiler.name, expected["compiler"]["name"].as_str().unwrap());
        assert_eq!(journal.compiler.version, expected["compiler"]["version"].as_str().unwrap());
        assert_eq!(hex::encode(journal.profile), expected["profile"].as_str().unwrap());
        assert_eq!(hex::encode(journal.imports), expected["imports"].as_str().unwrap());
        assert_eq!(journal.target, expected["target"].as_str().unwrap());
        assert_eq!(hex::encode(journal.wasm.digest), expected["wasm"]["digest"].as_str().unwrap());
        assert_eq!(journal.wasm.length.to_string(), expected["wasm"]["length"].as_str().unwrap());
        for id in LimitId::ALL {
            let value = journal.limit(*id).map(|v| v.to_string());
            assert_eq!(value.as_deref(), expected["limits"][id.name()].as_str(), "{name} {}", id.name());
        }
        for id in MetricId::ALL {
            let value = journal.metric(*id).map(|v| v.to_string());
            assert_eq!(value.as_deref(), expected["metering"][id.name()].as_str(), "{name} {}", id.name());
        }
        let outcome = &expected["outcome"];
        match journal.outcome {
            Outcome::Compiled(artifact) => {
                assert_eq!(outcome["kind"], "compiled");
                assert_eq!(hex::encode(artifact.digest), outcome["artifact"]["digest"].as_str().unwrap());
            }
            Outcome::Rejected(r) => {
                assert_eq!(outcome["kind"], "rejected");
                assert_eq!(r.reason.name(), outcome["reason"].as_str().unwrap());
                assert_eq!(r.limit.map(LimitId::name), outcome["limit"].as_str());
                assert_eq!(r.function.map(u64::from), outcome["functionIndex"].as_u64());
                assert_eq!(r.offset.map(|v| v.to_string()).as_deref(), outcome["offset"].as_str());
                assert_eq!(r.value.to_string(), outcome["value"].as_str().unwrap());
                assert_eq!(r.bound.to_string(), outcome["bound"].as_str().unwrap());
            }
        }
    }
}

#[test]
fn bad_vectors_are_refused() {
    let vectors = vectors();
    for vector in vectors["bad"].as_array().expect("list") {
        assert!(decode(&bytes(vector)).is_err(), "{}", vector["name"]);
    }
}

#[test]
fn every_cut_of_a_journal_is_refused() {
    let vectors = vectors();
    let whole = bytes(&vectors["good"][0]);
    for length in 0..whole.len() {
        assert!(decode(&whole[..length]).is_err(), "{length}");
    }
}

#[test]
fn whatever_decodes_encodes_to_the_same_bytes() {
    let vectors = vectors();
    let whole = bytes(&vectors["good"][1]);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            if let Ok(journal) = decode(&flipped) {
                assert_eq!(encode(&journal), flipped, "byte {at} bit {bit}");
            }
        }
    }
}

#[test]
fn reasons_have_the_numbers_of_the_format() {
    let numbers: Vec<u16> = RejectReason::ALL.iter().map(|r| *r as u16).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
}
