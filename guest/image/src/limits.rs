//! The limits of a request: those that are listed are in force, the others are not.

use zkcwasm_journal::{LimitId, RejectReason, Rejection};

/// Limits in force, ids strictly rising.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits(pub Vec<(LimitId, u64)>);

impl Limits {
    /// The bound, where this limit is in force.
    pub fn get(&self, id: LimitId) -> Option<u64> {
        self.0.iter().find(|(i, _)| *i == id).map(|(_, v)| *v)
    }

    /// # Errors
    /// The refusal, if the value is over the limit.
    pub fn check(&self, reason: RejectReason, id: LimitId, value: u64) -> Result<(), Rejection> {
        match self.get(id) {
            Some(bound) if value > bound => Err(Rejection::over(reason, id, value, bound)),
            _ => Ok(()),
        }
    }
}
