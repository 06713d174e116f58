//! What an image is asked to do, as it goes in: the first piece of input. The second is the list of allowed imports,
//! the third the module.

use crate::limits::Limits;
use zkcwasm_journal::{decode_limits, encode_limits};

/// The private side of a statement: what the caller chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Goes into the journal as it is.
    pub context: [u8; 32],
    /// Limits to keep to.
    pub limits: Limits,
}

/// The bytes are not exactly one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestError;

impl Request {
    /// Context, then the limits as in a journal.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.context.to_vec();
        out.extend_from_slice(&encode_limits(&self.limits.0));
        out
    }

    /// # Errors
    /// If the bytes are not exactly one canonical request.
    pub fn decode(bytes: &[u8]) -> Result<Self, RequestError> {
        let (context, limits) = bytes.split_at_checked(32).ok_or(RequestError)?;
        Ok(Self {
            context: context.try_into().map_err(|_| RequestError)?,
            limits: Limits(decode_limits(limits).map_err(|_| RequestError)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zkcwasm_journal::LimitId;

    #[test]
    fn one_request_one_encoding() {
        let limits = Limits(vec![(LimitId::WasmBytes, 1 << 20), (LimitId::HeapBytes, u64::MAX)]);
        let request = Request { context: [7; 32], limits };
        let bytes = request.encode();
        assert_eq!(Request::decode(&bytes), Ok(request));
        for length in 0..bytes.len() {
            assert_eq!(Request::decode(&bytes[..length]), Err(RequestError));
        }
        assert_eq!(Request::decode(&[bytes, vec![0]].concat()), Err(RequestError));
    }
}
