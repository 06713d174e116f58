//! The aggregator: many receipts in, one statement out.
//!
//! For each receipt it asks SP1 to verify a proof that the image with this ID ended with exit code 0 and committed this
//! journal. SP1 does not do that in here: it hashes the request into the deferred proofs' digest, and the recursion that
//! makes the compressed proof verifies a proof for each, in this order, or there is no proof at all. Which images are
//! good is none of its business: it commits their IDs, and the verifier holds each against its policy.
//!
//! Every way out but the last is exit code 1, which no verifier takes.
#![cfg_attr(target_os = "zkvm", no_main)]

#[cfg(target_os = "zkvm")]
mod image {
    use sp1_zkvm::io::{commit_slice, read_vec};
    use sp1_zkvm::lib::verify::verify_sp1_proof;
    use sp1_zkvm::syscalls::syscall_halt;
    use zkcwasm_aggregate::{decode_input, encode, words, Row};

    sp1_zkvm::entrypoint!(aggregate);

    fn aggregate() {
        let input = read_vec();
        let Some(statement) = statement(&input) else { syscall_halt(1) };
        commit_slice(&statement);
    }

    fn statement(input: &[u8]) -> Option<Vec<u8>> {
        let mut rows = Vec::new();
        for entry in decode_input(input)? {
            let words = words(&entry.image_id)?;
            let row = Row::new(entry.image_id, entry.journal);
            verify_sp1_proof(&words, &row.journal_digest);
            rows.push(row);
        }
        encode(&rows)
    }
}

#[cfg(not(target_os = "zkvm"))]
fn main() {
    eprintln!("this program runs inside a zkVM; build it with scripts/build-aggregator.sh");
    std::process::exit(2);
}
