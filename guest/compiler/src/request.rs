//! What an image is asked to do, as it goes in: the first piece of input. The module is the second.

/// The private side of a statement: what the caller chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Goes into the journal as it is.
    pub context: [u8; 32],
    /// Largest module accepted, bytes.
    pub wasm_bytes: u64,
    /// Most heap live at once, bytes.
    pub heap_bytes: u64,
}

/// The bytes are not exactly one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestError;

impl Request {
    /// Encoded length in bytes.
    pub const LENGTH: usize = 48;

    /// Context, then the limits as little-endian u64.
    pub fn encode(&self) -> [u8; Self::LENGTH] {
        let mut out = [0; Self::LENGTH];
        out[..32].copy_from_slice(&self.context);
        out[32..40].copy_from_slice(&self.wasm_bytes.to_le_bytes());
        out[40..].copy_from_slice(&self.heap_bytes.to_le_bytes());
        out
    }

    /// # Errors
    /// If the length is not exactly [`Request::LENGTH`].
    pub fn decode(bytes: &[u8]) -> Result<Self, RequestError> {
        let bytes: &[u8; Self::LENGTH] = bytes.try_into().map_err(|_| RequestError)?;
        let word = |at: usize| {
            let mut w = [0; 8];
            w.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(w)
        };
        let mut context = [0; 32];
        context.copy_from_slice(&bytes[..32]);
        Ok(Self { context, wasm_bytes: word(32), heap_bytes: word(40) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_one_encoding() {
        let request = Request { context: [7; 32], wasm_bytes: 1 << 20, heap_bytes: u64::MAX };
        assert_eq!(Request::decode(&request.encode()), Ok(request));
        assert_eq!(Request::decode(&request.encode()[1..]), Err(RequestError));
        assert_eq!(Request::decode(&[0; Request::LENGTH + 1]), Err(RequestError));
    }
}
