//! Times a Merkle tree of Poseidon2, or a discrete Fourier transform, over KoalaBear: `bench-vectors merkle|dft`.
//! Prints the fastest of three runs, ms.

use std::hint::black_box;
use std::time::Instant;

use p3_commit::Mmcs;
use p3_dft::{Radix2DitParallel, TwoAdicSubgroupDft};
use p3_field::Field;
use p3_koala_bear::{DiffusionMatrixKoalaBear, KoalaBear};
use p3_matrix::dense::RowMajorMatrix;
use p3_merkle_tree::FieldMerkleTreeMmcs;
use p3_poseidon2::{Poseidon2, Poseidon2ExternalMatrixGeneral};
use p3_symmetric::{PaddingFreeSponge, TruncatedPermutation};
use rand::{rngs::StdRng, SeedableRng};

type Packing = <KoalaBear as Field>::Packing;
type Permutation = Poseidon2<KoalaBear, Poseidon2ExternalMatrixGeneral, DiffusionMatrixKoalaBear, 16, 3>;
type Hash = PaddingFreeSponge<Permutation, 16, 8, 8>;
type Compress = TruncatedPermutation<Permutation, 2, 8, 16>;

const ROWS: usize = 1 << 16;
const COLUMNS: usize = 128;
const RUNS: usize = 3;

fn main() {
    let mut rng = StdRng::seed_from_u64(1);
    let permutation =
        Permutation::new_from_rng_128(Poseidon2ExternalMatrixGeneral, DiffusionMatrixKoalaBear, &mut rng);
    let tree = FieldMerkleTreeMmcs::<Packing, Packing, Hash, Compress, 8>::new(
        Hash::new(permutation.clone()),
        Compress::new(permutation),
    );
    let matrix = RowMajorMatrix::<KoalaBear>::rand(&mut rng, ROWS, COLUMNS);
    let run: Box<dyn Fn(RowMajorMatrix<KoalaBear>)> = match std::env::args().nth(1).as_deref() {
        Some("merkle") => Box::new(|matrix| drop(black_box(tree.commit(vec![matrix])))),
        Some("dft") => Box::new(|matrix| drop(black_box(Radix2DitParallel.dft_batch(matrix)))),
        _ => {
            eprintln!("usage: bench-vectors merkle|dft");
            std::process::exit(2);
        }
    };
    let fastest = (0..RUNS)
        .map(|_| {
            let matrix = matrix.clone();
            let start = Instant::now();
            run(matrix);
            start.elapsed()
        })
        .min()
        .expect("runs");
    println!("{:.1}", fastest.as_secs_f64() * 1e3);
}
