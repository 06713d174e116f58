//! SP1's local provers, set up for the machine and with their steps saved.

use crate::error::EngineError;
use crate::machine;
use crate::saved::Saving;
use sp1_core_executor::SP1CoreOpts;
use sp1_core_machine::riscv::RiscvAir;
use sp1_hypercube::prover::{CpuShardProver, ProverSemaphore};
use sp1_primitives::SP1GlobalContext;
use sp1_prover::worker::{SP1LocalNode, SP1LocalNodeBuilder, SP1WorkerBuilder};
use sp1_prover::{
    CoreSC, CpuSP1ProverComponents, CpuWrapProverBuilder, RecursionSC, SP1ProverComponents, WrapProverBuilder,
};
use std::sync::Arc;

type Cpu = CpuSP1ProverComponents;

/// The SDK's CPU provers, saving their steps.
struct Components;

impl SP1ProverComponents for Components {
    type CoreProver = Saving<SP1GlobalContext, CoreSC, <Cpu as SP1ProverComponents>::CoreProver>;
    type RecursionProver =
        Saving<SP1GlobalContext, RecursionSC, <Cpu as SP1ProverComponents>::RecursionProver>;
    type WrapProver = <Cpu as SP1ProverComponents>::WrapProver;
    type WrapProverBuilder = Wrap;
}

struct Wrap;

impl WrapProverBuilder<Components> for Wrap {
    fn build(&self) -> Arc<<Components as SP1ProverComponents>::WrapProver> {
        CpuWrapProverBuilder.build()
    }
}

/// Starts the provers, for one program, with as many proving steps at a time as the machine has memory for. The SDK runs up to four;
/// shards and recursion at once took 24 GiB, and two cores gain nothing from it.
///
/// `shard_cells` bounds the cells of a shard; `None` is SP1's default.
pub async fn start(shard_cells: Option<u64>) -> Result<SP1LocalNode, EngineError> {
    let permits = ProverSemaphore::new(machine::proving_steps());
    let core = Components::core_verifier(RiscvAir::machine());
    let compress = Components::compress_verifier();
    let shrink = Components::shrink_verifier();
    let core = Arc::new(Saving::new(CpuShardProver::new(core.shard_verifier().clone()), 1));
    let compress =
        Arc::new(Saving::new(CpuShardProver::new(compress.shard_verifier().clone()), machine::keys_kept()));
    let shrink =
        Arc::new(Saving::new(CpuShardProver::new(shrink.shard_verifier().clone()), machine::keys_kept()));
    let mut options = SP1CoreOpts::default();
    if let Some(cells) = shard_cells {
        options.sharding_threshold.element_threshold = cells;
    }
    let workers = SP1WorkerBuilder::<Components>::new()
        .with_core_opts(options)
        .with_core_air_prover(core, permits.clone())
        .with_compress_air_prover(compress, permits.clone())
        .with_shrink_air_prover(shrink, permits.clone())
        .with_wrap_air_prover(Wrap, permits)
        // The program's table is committed to once, not in every shard: 50 s a shard instead of 55.
        .with_config(|config| config.prover_config.core_prover_config.use_fixed_pk = true);
    SP1LocalNodeBuilder::from_worker_client_builder(workers)
        .build()
        .await
        .map_err(|e| EngineError::Proving(e.to_string()))
}
