//! Proving keys, made when a step is first proved with one.
//!
//! SP1 makes the keys of all its recursion programs when it starts, and keeps them: five, of more than a gigabyte each, of
//! which a short proof uses one or two. Here the start hands out what the others ask of a key, which is its verifying
//! key and the heights of its tables; both are remembered on disk. The key itself is made when a step is proved with it,
//! and few are kept at a time. What was remembered is no more believed than what was just made: a key that turns
//! out to be another fails the proof, and is forgotten.

use crate::saved::{read_checked, write_checked};
use serde::de::DeserializeOwned;
use serde::Serialize;
use sha2::{Digest, Sha256};
use slop_challenger::IopCtx;
use sp1_core_executor::Program as CoreProgram;
use sp1_hypercube::prover::{AirProver, PreprocessedData, Program, ProverSemaphore, ProvingKey};
use sp1_hypercube::{MachineVerifyingKey, ShardContext};
use sp1_recursion_executor::RecursionProgram;
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Where verifying keys are remembered; the provers outlive jobs, so it is not theirs.
static FOLDER: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on verifying keys are remembered in `folder`, which is made; `None` remembers nothing.
pub fn open(folder: Option<&Path>) -> std::io::Result<()> {
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    if let Ok(mut current) = FOLDER.lock() {
        *current = folder.map(Path::to_path_buf);
    }
    Ok(())
}

/// A program that keys are made of.
pub trait Named {
    /// The same for the same program, and for no other.
    fn name(&self) -> [u8; 32];
    /// Whether its verifying key may be remembered on disk.
    const REMEMBERED: bool;
}

impl Named for CoreProgram {
    fn name(&self) -> [u8; 32] {
        let memory: BTreeMap<_, _> = self.memory_image.iter().collect();
        let place = (self.pc_start_abs, self.pc_base, self.enable_untrusted_programs);
        digest(&(place, &self.instructions, memory))
    }
    /// An image's ID is made of its verifying key: it is computed each time that an engine starts.
    const REMEMBERED: bool = false;
}

impl<F: Serialize> Named for RecursionProgram<F> {
    fn name(&self) -> [u8; 32] {
        digest(self)
    }
    const REMEMBERED: bool = true;
}

/// SHA-256 of the encoding. What cannot be encoded gets a name that nothing else has, and is never found.
fn digest(value: &impl Serialize) -> [u8; 32] {
    let mut hash = Sha256::new();
    if bincode::serialize_into(&mut hash, value).is_err() {
        hash.update(std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos().to_le_bytes());
    }
    hash.finalize().into()
}

/// What is handed out in place of a key: what it is made of, and what is asked of it before.
pub struct Promise<GC: IopCtx, SC: ShardContext<GC>> {
    program: Arc<Program<GC, SC>>,
    name: [u8; 32],
    pub heights: BTreeMap<String, usize>,
}

/// A key that was made.
struct Made<GC: IopCtx, SC: ShardContext<GC>, P: AirProver<GC, SC>> {
    program: Arc<Program<GC, SC>>,
    name: [u8; 32],
    key: Arc<ProvingKey<GC, SC, P>>,
}

/// The keys of one prover; the one that was used last is at the end.
pub struct Keys<GC: IopCtx, SC: ShardContext<GC>, P: AirProver<GC, SC>> {
    made: tokio::sync::Mutex<VecDeque<Made<GC, SC, P>>>,
    most: usize,
}

impl<GC, SC, P> Keys<GC, SC, P>
where
    GC: IopCtx,
    SC: ShardContext<GC>,
    P: AirProver<GC, SC>,
    Program<GC, SC>: Named,
    MachineVerifyingKey<GC>: Serialize + DeserializeOwned + PartialEq,
{
    /// Keeps so many keys at a time, one at least.
    pub fn new(most: usize) -> Self {
        Self { made: tokio::sync::Mutex::default(), most: most.max(1) }
    }

    /// The verifying key, and a promise of the proving key.
    pub async fn promise(
        &self,
        prover: &P,
        program: Arc<Program<GC, SC>>,
        permits: ProverSemaphore,
    ) -> (Promise<GC, SC>, MachineVerifyingKey<GC>) {
        let name = program.name();
        let file = file_of::<GC, SC>(&name);
        let (vk, heights) = if let Some(known) = file.as_deref().and_then(read_checked) {
            known
        } else {
            let key = self.named(prover, &program, Some(name), permits).await;
            let known = (key.vk.clone(), P::preprocessed_table_heights(key).await);
            if let Some(file) = &file {
                write_checked(file, &known);
            }
            known
        };
        (Promise { program, name, heights }, vk)
    }

    /// The key that was promised.
    ///
    /// # Panics
    ///
    /// Panics if it is another: what was remembered is damaged, or of another version.
    pub async fn keep(
        &self,
        prover: &P,
        promised: &Promise<GC, SC>,
        vk: &MachineVerifyingKey<GC>,
        permits: ProverSemaphore,
    ) -> Arc<ProvingKey<GC, SC, P>> {
        let key = self.named(prover, &promised.program, Some(promised.name), permits).await;
        if key.vk != *vk {
            if let Some(file) = file_of::<GC, SC>(&promised.name) {
                let _ = fs::remove_file(file);
            }
            panic!("a key of the recursion that was remembered on disk is not the right one; it was removed: prove again");
        }
        key
    }

    /// The key of a program, made now where it is not among those that are kept.
    pub async fn of(
        &self,
        prover: &P,
        program: &Arc<Program<GC, SC>>,
        permits: ProverSemaphore,
    ) -> Arc<ProvingKey<GC, SC, P>> {
        self.named(prover, program, None, permits).await
    }

    /// The same, where the program's name may be known: to find it takes a hash over the whole program.
    async fn named(
        &self,
        prover: &P,
        program: &Arc<Program<GC, SC>>,
        name: Option<[u8; 32]>,
        permits: ProverSemaphore,
    ) -> Arc<ProvingKey<GC, SC, P>> {
        // Held while a key is made, so that no two make the same. Nobody who waits here has a permit.
        let mut made = self.made.lock().await;
        let same = made.iter().position(|one| Arc::ptr_eq(&one.program, program));
        let name = match (same, name) {
            (Some(index), _) => made[index].name,
            (None, name) => name.unwrap_or_else(|| program.name()),
        };
        if let Some(one) = made.iter().position(|one| one.name == name).and_then(|index| made.remove(index)) {
            let key = one.key.clone();
            made.push_back(one);
            return key;
        }
        // Before the new one is made: there may be no room for both.
        while made.len() >= self.most {
            made.pop_front();
        }
        let (PreprocessedData { pk: key, permit }, _) = prover.setup(program.clone(), permits).await;
        drop(permit);
        made.push_back(Made { program: program.clone(), name, key: key.clone() });
        key
    }
}

/// Where the verifying key of a program is remembered, under this version of SP1.
fn file_of<GC: IopCtx, SC: ShardContext<GC>>(name: &[u8; 32]) -> Option<PathBuf>
where
    Program<GC, SC>: Named,
{
    if !<Program<GC, SC> as Named>::REMEMBERED {
        return None;
    }
    let folder = FOLDER.lock().ok()?.clone()?;
    let machine = (sp1_sdk::SP1_CIRCUIT_VERSION, std::any::type_name::<SC>(), name);
    Some(folder.join(hex::encode(Sha256::digest(bincode::serialize(&machine).ok()?))))
}
