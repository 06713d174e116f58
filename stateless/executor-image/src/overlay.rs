//! What a block has set so far, over a state that stays as it is: `stateless/src/execute/overlay.ts`.

use crate::fields::Bytes32;
use std::collections::BTreeMap;

pub type Values = BTreeMap<Bytes32, Bytes32>;

struct Layer {
    values: Values,
    /// How many logs there were when it began.
    logs: usize,
}

/// One log of a contract, of a call that was not undone.
pub struct Log {
    pub contract: Bytes32,
    pub data: Vec<u8>,
}

pub struct Overlay {
    layers: Vec<Layer>,
    logs: Vec<Log>,
}

impl Overlay {
    pub fn new() -> Self {
        Self { layers: vec![Layer { values: Values::new(), logs: 0 }], logs: Vec::new() }
    }

    /// What was set and not undone; `None` where that is nothing.
    pub fn get(&self, key: &Bytes32) -> Option<Bytes32> {
        self.layers.iter().rev().find_map(|layer| layer.values.get(key).copied())
    }

    pub fn set(&mut self, key: Bytes32, value: Bytes32) {
        self.top().values.insert(key, value);
    }

    pub fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    pub fn enter(&mut self) {
        let logs = self.logs.len();
        self.layers.push(Layer { values: Values::new(), logs });
    }

    pub fn leave(&mut self, commit: bool) {
        let layer = self.layers.pop().expect("a call is open");
        if commit {
            self.top().values.extend(layer.values);
        } else {
            self.logs.truncate(layer.logs);
        }
    }

    /// Logs since the last time.
    pub fn take_logs(&mut self) -> Vec<Log> {
        std::mem::take(&mut self.logs)
    }

    /// All that was set, when no call is open any more.
    pub fn changes(mut self) -> Values {
        assert!(self.layers.len() == 1, "a call is still open");
        self.layers.pop().map(|layer| layer.values).unwrap_or_default()
    }

    fn top(&mut self) -> &mut Layer {
        self.layers.last_mut().expect("the block's own layer is always there")
    }
}
