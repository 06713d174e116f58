//! Committed seals in both forms: the same proof, the same claim, and SP1's own verdict.

use sp1_primitives::SP1Field;
use sp1_recursion_executor::RecursionPublicValues;
use sp1_verifier::compressed::SP1CompressedVerifier;
use std::borrow::Borrow;
use std::path::Path;
use zkcwasm_stark::check::{check, check_packed, read, write, Refusal, Seal};
use zkcwasm_stark::packed::{pack, unpack, MAX_RATIO};

/// A seal in SP1's form.
fn committed() -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts/receipts/other-program.seal");
    std::fs::read(file).unwrap()
}

/// Whether SP1's own verifier takes a seal.
fn sp1_takes(bytes: &[u8]) -> bool {
    let Ok(seal) = bincode::deserialize::<Seal>(bytes) else { return false };
    let values: &RecursionPublicValues<SP1Field> = seal.proof.public_values.as_slice().borrow();
    SP1CompressedVerifier::new().verify_compressed(&seal, &values.sp1_vk_digest).is_ok()
}

/// Numbers that look random, the same each time.
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    }
}

#[test]
fn half_the_size_and_the_same_claim() {
    let seal = committed();
    let packed = pack(read(&seal).unwrap()).unwrap();
    assert!(packed.len() < 660_000, "{} bytes", packed.len());
    assert!(write(&unpack(&packed).unwrap()).unwrap() == seal);
    assert!(sp1_takes(&seal));
    let claim = check(&seal).unwrap();
    assert_eq!(check_packed(&packed), Ok(claim));
    for (name, form, bytes) in [("SP1's", check as fn(&[u8]) -> _, &seal), ("packed", check_packed, &packed)]
    {
        let best = (0..10).map(|_| {
            let start = std::time::Instant::now();
            form(bytes).unwrap();
            start.elapsed()
        });
        println!("{name}: {} bytes, {:?}", bytes.len(), best.min().unwrap());
    }
}

#[test]
fn a_changed_seal_has_sp1s_verdict() {
    let seal = committed();
    let mut number = numbers(1);
    for _ in 0..24 {
        let mut changed = seal.clone();
        changed[number(seal.len())] ^= 1 << number(8);
        assert_eq!(check(&changed).is_ok(), sp1_takes(&changed));
    }
}

#[test]
fn a_changed_packed_seal_is_refused_and_has_no_second_form() {
    let packed = pack(read(&committed()).unwrap()).unwrap();
    let mut number = numbers(2);
    let head = u32::from_le_bytes(*packed.first_chunk().unwrap()) as usize;
    for round in 0..120 {
        let mut changed = packed.clone();
        // The head, the places, and anywhere.
        let at = match round % 3 {
            0 => number(head + 4),
            1 => head + 4 + number(341),
            _ => number(packed.len()),
        };
        changed[at] ^= 1 << number(8);
        assert!(check_packed(&changed).is_err(), "byte {at}");
        if let Ok(proof) = unpack(&changed) {
            assert!(pack(proof).unwrap() == changed, "byte {at}");
        }
    }
}

#[test]
fn cut_or_continued() {
    let packed = pack(read(&committed()).unwrap()).unwrap();
    for length in [0, 1, 3, 4, 100, 60_000, packed.len() / 2, packed.len() - 40, packed.len() - 1] {
        assert_eq!(check_packed(&packed[..length]), Err(Refusal::Malformed), "{length} bytes");
    }
    for more in [&[0][..], &[0; 100], &[1], &[0, 0, 0x80]] {
        assert_eq!(check_packed(&[&packed, more].concat()), Err(Refusal::Malformed));
    }
}

/// All queries at one place, whose leaf is as wide as the head says: what would grow most.
#[test]
fn what_would_grow_too_much_is_refused_before_it_is_made() {
    let mut head = read(&committed()).unwrap();
    let pcs = &mut head.proof.evaluation_proof.pcs_proof;
    pcs.basefold_proof.component_polynomials_query_openings_and_proofs = vec![];
    pcs.basefold_proof.query_phase_openings_and_proofs = vec![];
    let wide = pcs.batch_evaluations[0].iter().copied().cycle().take(100_000).collect::<Vec<_>>();
    pcs.batch_evaluations.rounds[0] = wide.into();
    let head = write(&head).unwrap();
    let body = vec![0; 800_000];
    let packed = [&(head.len() as u32).to_le_bytes()[..], &head, &body].concat();
    assert!(124 * 4 * 100_000 > MAX_RATIO * packed.len());
    assert_eq!(check_packed(&packed), Err(Refusal::Malformed));
}
