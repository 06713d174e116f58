//! Steps of a proof (shards, recursion) on disk, so that a proof that was interrupted goes on where it was.
//!
//! SP1's provers are wrapped: before a step is proved, its proof is looked for in the folder of the job, and after that
//! it is put there. Execution is deterministic, so a job that is begun again comes to the same steps, and a step is known
//! by its machine and public values (which say where in the execution it begins and ends, and what it commits to).
//! A step that was saved is no more believed than one just made: the whole proof is checked before it is handed out.

use crate::keys::{Keys, Named, Promise};
use serde::de::DeserializeOwned;
use serde::Serialize;
use sha2::{Digest, Sha256};
use slop_challenger::IopCtx;
use sp1_hypercube::prover::{
    AirProver, PcsProof, PreprocessedData, Program, ProverPermit, ProverSemaphore, ProvingKey, Record,
};
use sp1_hypercube::{Machine, MachineRecord, MachineVerifyingKey, ShardContext, ShardProof};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Folder of the job that is being proved. The provers outlive jobs, so it is not theirs.
static FOLDER: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Steps taken from the folder since [`open`].
static REUSED: AtomicU64 = AtomicU64::new(0);

/// Time spent on saving since [`open`], in microseconds.
static SPENT: AtomicU64 = AtomicU64::new(0);

/// From now on steps are saved in `folder`, which is made; `None` saves nothing.
pub fn open(folder: Option<&Path>) -> std::io::Result<()> {
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    REUSED.store(0, Relaxed);
    SPENT.store(0, Relaxed);
    if let Ok(mut current) = FOLDER.lock() {
        *current = folder.map(Path::to_path_buf);
    }
    Ok(())
}

/// The proof is whole: its steps are of no use any more.
pub fn close() {
    let folder = FOLDER.lock().ok().and_then(|mut current| current.take());
    if let Some(folder) = folder {
        let _ = fs::remove_dir_all(folder);
    }
}

/// Steps that did not have to be proved again.
pub fn reused() -> u64 {
    REUSED.load(Relaxed)
}

/// Time that naming, looking for and saving steps took.
pub fn spent() -> Duration {
    Duration::from_micros(SPENT.load(Relaxed))
}

/// Does `work`, and counts its time.
fn counted<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    SPENT.fetch_add(u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX), Relaxed);
    done
}

/// A prover whose steps are saved, and whose keys are made when they are used.
pub struct Saving<GC: IopCtx, SC: ShardContext<GC>, P: AirProver<GC, SC>> {
    prover: P,
    keys: Keys<GC, SC, P>,
}

impl<GC, SC, P> Saving<GC, SC, P>
where
    GC: IopCtx,
    SC: ShardContext<GC>,
    P: AirProver<GC, SC>,
    Program<GC, SC>: Named,
    MachineVerifyingKey<GC>: Serialize + DeserializeOwned + PartialEq,
{
    /// Keeps so many proving keys at a time.
    pub fn new(prover: P, keys: usize) -> Self {
        Self { prover, keys: Keys::new(keys) }
    }
}

impl<GC, SC, P> AirProver<GC, SC> for Saving<GC, SC, P>
where
    GC: IopCtx,
    SC: ShardContext<GC>,
    P: AirProver<GC, SC>,
    GC::F: Serialize,
    Program<GC, SC>: Named,
    MachineVerifyingKey<GC>: Serialize + DeserializeOwned + PartialEq,
    ShardProof<GC, PcsProof<GC, SC>>: Serialize + DeserializeOwned,
{
    type PreprocessedData = Promise<GC, SC>;

    fn machine(&self) -> &Machine<GC::F, SC::Air> {
        self.prover.machine()
    }

    async fn setup_from_vk(
        &self,
        program: Arc<Program<GC, SC>>,
        _vk: Option<MachineVerifyingKey<GC>>,
        permits: ProverSemaphore,
    ) -> (PreprocessedData<ProvingKey<GC, SC, Self>>, MachineVerifyingKey<GC>) {
        let (promise, vk) = self.keys.promise(&self.prover, program, permits.clone()).await;
        let permit = permits.acquire().await.expect("the provers' permits are never withdrawn");
        let pk = Arc::new(ProvingKey { vk: vk.clone(), preprocessed_data: promise });
        (PreprocessedData { pk, permit }, vk)
    }

    async fn setup_and_prove_shard(
        &self,
        program: Arc<Program<GC, SC>>,
        record: Record<GC, SC>,
        vk: Option<MachineVerifyingKey<GC>>,
        permits: ProverSemaphore,
    ) -> (MachineVerifyingKey<GC>, ShardProof<GC, PcsProof<GC, SC>>, ProverPermit) {
        let file = counted(|| file_of::<GC, SC>("program", vk.as_ref(), &record));
        if let (Some((vk, proof)), Ok(permit)) =
            (counted(|| load(file.as_deref())), permits.clone().acquire().await)
        {
            return (vk, proof, permit);
        }
        // Shards of one shape are normalized by one program, whose key is then made once.
        let key = self.keys.of(&self.prover, &program, permits.clone()).await;
        let vk = key.vk.clone();
        let (proof, permit) = self.prover.prove_shard_with_pk(key, record, permits).await;
        counted(|| save(file.as_deref(), &(&vk, &proof)));
        (vk, proof, permit)
    }

    async fn prove_shard_with_pk(
        &self,
        pk: Arc<ProvingKey<GC, SC, Self>>,
        record: Record<GC, SC>,
        permits: ProverSemaphore,
    ) -> (ShardProof<GC, PcsProof<GC, SC>>, ProverPermit) {
        let file = counted(|| file_of::<GC, SC>("key", Some(&pk.vk), &record));
        if let (Some(proof), Ok(permit)) =
            (counted(|| load(file.as_deref())), permits.clone().acquire().await)
        {
            return (proof, permit);
        }
        let key = self.keys.keep(&self.prover, &pk.preprocessed_data, &pk.vk, permits.clone()).await;
        let (proof, permit) = self.prover.prove_shard_with_pk(key, record, permits).await;
        counted(|| save(file.as_deref(), &proof));
        (proof, permit)
    }

    async fn preprocessed_table_heights(pk: Arc<ProvingKey<GC, SC, Self>>) -> BTreeMap<String, usize> {
        pk.preprocessed_data.heights.clone()
    }
}

/// Where a step is saved: by kind of machine, verifying key, public values and counts of events.
fn file_of<GC: IopCtx, SC: ShardContext<GC>>(
    kind: &str,
    vk: Option<&MachineVerifyingKey<GC>>,
    record: &Record<GC, SC>,
) -> Option<PathBuf>
where
    GC::F: Serialize,
    MachineVerifyingKey<GC>: Serialize,
{
    let folder = FOLDER.lock().ok()?.clone()?;
    let events: BTreeMap<String, usize> = record.stats().into_iter().collect();
    let step = (std::any::type_name::<SC>(), kind, vk, record.public_values::<GC::F>(), events);
    let name = Sha256::digest(bincode::serialize(&step).ok()?);
    Some(folder.join(hex::encode(name)))
}

/// A step that was saved.
fn load<T: DeserializeOwned>(file: Option<&Path>) -> Option<T> {
    let step = read_checked(file?)?;
    REUSED.fetch_add(1, Relaxed);
    Some(step)
}

/// A step that cannot be saved (a full disk, say) costs the chance to go on from it, not the proof.
fn save<T: Serialize>(file: Option<&Path>, step: &T) {
    if let Some(file) = file {
        write_checked(file, step);
    }
}

/// A file is the SHA-256 of the rest, and the rest: one that was cut short or changed is as good as none.
pub fn read_checked<T: DeserializeOwned>(file: &Path) -> Option<T> {
    let bytes = fs::read(file).ok()?;
    let (digest, body) = bytes.split_at_checked(32)?;
    if *Sha256::digest(body) != *digest {
        return None;
    }
    bincode::deserialize(body).ok()
}

/// Writes such a file, whole or not at all.
pub fn write_checked<T: Serialize>(file: &Path, value: &T) {
    let Ok(body) = bincode::serialize(value) else { return };
    let mut bytes = Sha256::digest(&body).to_vec();
    bytes.extend_from_slice(&body);
    let pending = file.with_extension(std::process::id().to_string());
    if fs::write(&pending, bytes).and_then(|()| fs::rename(&pending, file)).is_err() {
        let _ = fs::remove_file(pending);
    }
}
