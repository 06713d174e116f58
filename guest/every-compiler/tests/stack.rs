//! The bound on the stack against runs: modules with random calls, whose deepest path is found by brute force and then
//! really called, under a stack limit of exactly the bound and of one byte less.
#![cfg(all(feature = "x86_64-linux", feature = "winch", target_arch = "x86_64", target_os = "linux"))]

use std::collections::BTreeSet;
use std::fmt::Write;
use wasmtime::{Engine, Instance, Module, Store, Trap, Val};
use zkcwasm_compiler::{
    code_figures, compile, engine_for, measure, stack_frames, AllowedImports, Limits, Profile, ProfileName,
    Shape, Target, Unbounded, COMPILER_VERSION,
};

const TARGET: Target = Target::X86_64Linux;
const NONE: &[u8] = &[0; 4];

/// Parameters after the pointer to the script. Many, so that some are on the stack.
const TYPES: [&str; 4] = ["", "i64", "i64 i64 i64 i64 i64 i64 i64 i64 i64", "f64 i32"];
const TABLE_SIZE: usize = 12;

/// splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

#[derive(Clone, Copy)]
enum Call {
    Direct(usize),
    /// A table and a type.
    Through(usize, usize),
}

struct Function {
    ty: usize,
    calls: Vec<Call>,
    /// Values that live across its calls, or while it computes if it has none.
    values: usize,
}

struct Graph {
    functions: Vec<Function>,
    /// What the tables hold once the module runs.
    tables: Vec<Vec<Option<usize>>>,
    /// Of the first slot of the second table to slot `TABLE_SIZE` + n of the first.
    copies: Vec<(usize, usize)>,
    /// Tables that are written to with a reference, and what may be in one of those.
    written: Vec<bool>,
    referenced: BTreeSet<usize>,
}

impl Graph {
    /// Calls go to functions of a higher number; those through tables do where `layered`.
    fn new(random: &mut Random, layered: bool) -> Self {
        let count = 2 + random.below(9);
        let types: Vec<usize> = (0..count)
            .map(|n| if layered { n * TYPES.len() / count } else { random.below(TYPES.len()) })
            .collect();
        let tables: Vec<Vec<Option<usize>>> = (0..1 + random.below(3))
            .map(|_| (0..TABLE_SIZE).map(|_| (!random.one_in(3)).then(|| random.below(count))).collect())
            .collect();
        let written = tables.iter().map(|_| random.one_in(4)).collect();
        let mut referenced: BTreeSet<usize> = tables.iter().flatten().flatten().copied().collect();
        referenced.insert(count - 1);
        let functions = (0..count)
            .map(|n| {
                let higher = count - n - 1;
                let calls = (0..random.below(4)).filter_map(|_| {
                    if random.one_in(2) {
                        return (higher > 0).then(|| Call::Direct(n + 1 + random.below(higher)));
                    }
                    let types = if layered { types[n] + 1..TYPES.len() } else { 0..TYPES.len() };
                    (!types.is_empty()).then(|| {
                        Call::Through(random.below(tables.len()), types.start + random.below(types.len()))
                    })
                });
                let calls = calls.collect();
                Function { ty: types[n], calls, values: random.below(40) }
            })
            .collect();
        let copies =
            (0..random.below(3)).map(|_| (random.below(tables.len()), random.below(tables.len()))).collect();
        Graph { functions, tables, copies, written, referenced }
    }

    /// What a call may reach: the rules, once more, from what was generated.
    fn reached(&self, call: Call) -> Vec<usize> {
        match call {
            Call::Direct(function) => vec![function],
            Call::Through(table, ty) => {
                // Tables that are copied to and from, in any number of steps.
                let mut pool = BTreeSet::from([table]);
                for _ in &self.tables {
                    for &(to, from) in &self.copies {
                        if pool.contains(&to) || pool.contains(&from) {
                            pool.extend([to, from]);
                        }
                    }
                }
                let held: BTreeSet<usize> = if pool.iter().any(|&t| self.written[t]) {
                    self.referenced.clone()
                } else {
                    pool.iter().flat_map(|&t| &self.tables[t]).flatten().copied().collect()
                };
                held.into_iter().filter(|&f| self.functions[f].ty == ty).collect()
            }
        }
    }

    /// Every path of calls: the deepest, as its functions; `None` where one comes back to where it was.
    fn deepest(&self, frames: &[u64]) -> Option<(u64, Vec<usize>)> {
        fn walk(
            of: &Graph,
            frames: &[u64],
            path: &mut Vec<usize>,
            best: &mut (u64, Vec<usize>),
        ) -> Option<()> {
            let depth = path.iter().map(|&f| frames[f]).sum();
            if depth > best.0 {
                *best = (depth, path.clone());
            }
            for &call in &of.functions[*path.last()?].calls {
                for callee in of.reached(call) {
                    if path.contains(&callee) {
                        return None;
                    }
                    path.push(callee);
                    walk(of, frames, path, best)?;
                    path.pop();
                }
            }
            Some(())
        }
        let mut best = (0, vec![]);
        for root in 0..self.functions.len() {
            walk(self, frames, &mut vec![root], &mut best)?;
        }
        Some(best)
    }

    /// Each function reads from the script which of its calls it makes, and through which slot: a step is two bytes.
    fn text(&self) -> String {
        let mut out = String::from("(module (memory (export \"m\") 1)\n");
        for (n, params) in TYPES.iter().enumerate() {
            writeln!(out, "(type $t{n} (func (param i32 {params}) (result i64)))").unwrap();
        }
        let mut start = String::new();
        for (n, table) in self.tables.iter().enumerate() {
            writeln!(out, "(table $table{n} {} funcref)", TABLE_SIZE + self.copies.len()).unwrap();
            for (slot, function) in table.iter().enumerate() {
                let Some(function) = function else { continue };
                if (slot + n) % 3 > 0 {
                    writeln!(out, "(elem (table $table{n}) (i32.const {slot}) func $f{function})").unwrap();
                    continue;
                }
                writeln!(out, "(elem $e{n}s{slot} func $f{function})").unwrap();
                let to = format!("$table{n} $e{n}s{slot} (i32.const {slot})");
                writeln!(start, "(table.init {to} (i32.const 0) (i32.const 1))").unwrap();
            }
            if self.written[n] {
                // Writes what is there already, but that is not for the rules to see.
                let last = self.functions.len() - 1;
                writeln!(
                    out,
                    "(func $w{n} (table.set $table{n} (i32.const 0) (table.get $table{n} (i32.const 0))))"
                )
                .unwrap();
                writeln!(out, "(elem declare func $f{last}) (func $r{n} (drop (ref.func $f{last})))")
                    .unwrap();
            }
        }
        for (n, (to, from)) in self.copies.iter().enumerate() {
            let (tables, slot) = (format!("$table{to} $table{from}"), TABLE_SIZE + n);
            writeln!(start, "(table.copy {tables} (i32.const {slot}) (i32.const 0) (i32.const 1))").unwrap();
        }
        if !start.is_empty() {
            writeln!(out, "(func $start {start}) (start $start)").unwrap();
        }
        for (n, function) in self.functions.iter().enumerate() {
            out += &function.text(n, &self.functions);
        }
        out + ")"
    }

    /// The script for a path; `None` if no slot holds a function on it.
    fn script(&self, path: &[usize]) -> Option<Vec<u8>> {
        let mut script = vec![];
        for step in path.windows(2) {
            let choices = self.functions[step[0]].calls.iter().enumerate();
            let choice =
                choices.filter(|(_, &c)| self.reached(c).contains(&step[1])).find_map(|(n, &c)| match c {
                    Call::Direct(_) => Some([n, 0]),
                    Call::Through(table, _) => {
                        let copy =
                            |&(to, from): &(usize, usize)| self.tables[from][0].filter(|_| to == table);
                        let mut slots =
                            self.tables[table].iter().copied().chain(self.copies.iter().map(copy));
                        slots.position(|f| f == Some(step[1])).map(|slot| [n, slot])
                    }
                });
            script.extend(choice?.map(|b| u8::try_from(b).unwrap()));
        }
        script.extend([255, 255]);
        Some(script)
    }
}

impl Function {
    fn text(&self, n: usize, functions: &[Function]) -> String {
        let mut out = format!("(func $f{n} (export \"f{n}\") (type $t{})\n(local $r i64)\n", self.ty);
        let values = self.values;
        (0..values).for_each(|i| write!(out, "(local $v{i} i64)").unwrap());
        let address = "(i32.and (local.get 0) (i32.const 255))";
        for i in 0..values {
            writeln!(out, "(local.set $v{i} (i64.load offset={} {address}))", 512 + 8 * i).unwrap();
        }
        for (number, &call) in self.calls.iter().enumerate() {
            let ty = match call {
                Call::Direct(callee) => functions[callee].ty,
                Call::Through(_, ty) => ty,
            };
            let zeros: String = TYPES[ty].split_whitespace().map(|t| format!("({t}.const 0)")).collect();
            let args = format!("(i32.add (local.get 0) (i32.const 2)) {zeros}");
            let made = match call {
                Call::Direct(callee) => format!("(call $f{callee} {args})"),
                Call::Through(table, ty) => {
                    let slot = "(i32.load8_u offset=1 (local.get 0))";
                    format!("(call_indirect $table{table} (type $t{ty}) {args} {slot})")
                }
            };
            let chosen = format!("(i32.eq (i32.load8_u (local.get 0)) (i32.const {number}))");
            writeln!(out, "(if {chosen} (then (local.set $r {made})))").unwrap();
        }
        out += "(local.get $r)";
        // All of them twice, so that they are all there at once.
        for i in (0..values).rev().chain(0..values) {
            write!(out, "(i64.mul (i64.xor (local.get $v{i})) (i64.const 3))").unwrap();
        }
        out + ")\n"
    }
}

struct Compiled {
    artifact: Vec<u8>,
    shape: Shape,
}

fn shape_of(wasm: &[u8]) -> Shape {
    let mut shape = Shape::default();
    measure(wasm, &Limits::default(), AllowedImports::decode(NONE).unwrap(), &mut shape, || ())
        .expect("no limits");
    shape
}

fn compiled(text: &str, profile: &Profile) -> Compiled {
    let wasm = wat::parse_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let shape = shape_of(&wasm);
    let artifact = compile(&engine_for(profile).unwrap(), &wasm).expect("the module compiles");
    Compiled { artifact, shape }
}

/// Calls an export with a script under a stack limit of so many bytes: does it come back? `None` if there is not even room
/// for the start, which the host enters from another place.
fn runs(artifact: &[u8], profile: &Profile, stack: u64, export: &str, script: &[u8]) -> Option<bool> {
    let mut config = profile.config().unwrap();
    config.max_wasm_stack(usize::try_from(stack).unwrap());
    let engine = Engine::new(&config).expect("the profile is valid");
    // SAFETY: the artifact was made by this process.
    let module = unsafe { Module::deserialize(&engine, artifact) }.expect("an artifact of the same profile");
    let mut store = Store::new(&engine, ());
    let overflowed = |error: wasmtime::Error| {
        assert_eq!(error.downcast_ref::<Trap>(), Some(&Trap::StackOverflow), "{error:?}");
    };
    let instance = Instance::new(&mut store, &module, &[]).map_err(overflowed).ok()?;
    let memory = instance.get_memory(&mut store, "m").expect("the memory is exported");
    memory.write(&mut store, 0, script).expect("the script fits");
    let function = instance.get_func(&mut store, export).expect("every function is exported");
    let mut args: Vec<Val> =
        function.ty(&store).params().map(|ty| Val::default_for_ty(&ty).expect("a number")).collect();
    args[0] = Val::I32(0);
    Some(function.call(&mut store, &args, &mut [Val::I64(0)]).map_err(overflowed).is_ok())
}

/// The least stack limit under which a script comes back.
fn least_stack(artifact: &[u8], profile: &Profile, export: &str, script: &[u8]) -> u64 {
    let (mut low, mut high) = (1, 256 << 10);
    assert_eq!(runs(artifact, profile, high, export, script), Some(true));
    while low < high {
        let middle = (low + high) / 2;
        if runs(artifact, profile, middle, export, script) == Some(true) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// What the host and its trampoline take before a function of each type, which no bound has: measured at functions whose
/// frames a disassembler has read (tests/frames.rs).
fn before_wasm(profile: &Profile) -> Vec<u64> {
    (0..TYPES.len())
        .map(|ty| {
            // A frame, so that there is a check, and no calls, so that nothing is asked for but the frame.
            let one = Graph {
                functions: vec![Function { ty, calls: vec![], values: 30 }],
                tables: vec![],
                copies: vec![],
                written: vec![],
                referenced: BTreeSet::new(),
            };
            let Compiled { artifact, shape } = compiled(&one.text(), profile);
            let bound = code_figures(&artifact, TARGET, &shape.calls).unwrap().deepest_stack.unwrap();
            least_stack(&artifact, profile, "f0", &one.script(&[0]).unwrap()) - bound
        })
        .collect()
}

/// Those that this compiler has.
fn profiles() -> impl Iterator<Item = (&'static str, Profile)> {
    ["fast-exec", "fast-prove", "baseline"]
        .into_iter()
        .filter_map(|name| Some((name, ProfileName::from_name(name)?.profile(TARGET))))
}

/// A bound that could be lower would pass the first half, one that is too low the second.
#[test]
fn the_deepest_path_runs_with_exactly_the_bound_and_not_with_less() {
    for (name, profile) in profiles() {
        let before = before_wasm(&profile);
        let (mut bounded, mut recursive, mut run) = (0, 0, 0);
        for seed in 0..80 {
            let mut random = Random(seed);
            let graph = Graph::new(&mut random, seed % 4 != 0);
            // Its Winch has no `ref.func`.
            if COMPILER_VERSION.starts_with("36.") && name == "baseline" && graph.written.contains(&true) {
                continue;
            }
            let Compiled { artifact, shape } = compiled(&graph.text(), &profile);
            let frames: Option<Vec<u64>> = stack_frames(&artifact, TARGET).unwrap().into_iter().collect();
            let frames = frames.expect("every prologue is understood");
            // Those that write to tables come first.
            let helpers = frames.len() - graph.functions.len();
            let helper = frames[..helpers].iter().copied().max().unwrap_or(0);
            let bound = shape.calls.deepest(&frames);
            let figures = code_figures(&artifact, TARGET, &shape.calls).unwrap();
            assert_eq!(figures.deepest_stack, bound.clone().ok());
            let Some((deepest, path)) = graph.deepest(&frames[helpers..]) else {
                assert!(matches!(bound, Err(Unbounded::Recursion(_))), "{name} {seed}: {bound:?}");
                recursive += 1;
                continue;
            };
            bounded += 1;
            assert_eq!(bound, Ok(deepest.max(helper)), "{name} {seed}");
            let Some(script) = graph.script(&path).filter(|_| deepest > helper) else { continue };
            let (root, last) = (path[0], path[path.len() - 1]);
            let limit = before[graph.functions[root].ty] + deepest;
            let export = format!("f{root}");
            let baseline = name == "baseline";
            // One that could call, but does not here, still wants room for a callee's return address and frame pointer.
            let limit = if baseline || graph.functions[last].calls.is_empty() { limit } else { limit + 16 };
            let Some(back) = runs(&artifact, &profile, limit, &export, &script) else { continue };
            assert!(back, "{name} {seed}");
            run += 1;
            // Winch claims at once the most that it pushes anywhere, so a call may be made higher up.
            if !baseline {
                assert_ne!(
                    runs(&artifact, &profile, limit - 1, &export, &script),
                    Some(true),
                    "{name} {seed}"
                );
            }
        }
        eprintln!(
            "{name}: {bounded} bounded, {run} of them run, {recursive} recursive; before wasm {before:?}"
        );
        assert!(bounded >= 20 && recursive >= 3 && run >= 10, "{name}: {bounded} {recursive} {run}");
    }
}

/// The same graphs with frames of any size, and many more of them.
#[test]
fn the_bound_is_what_a_search_of_every_path_finds() {
    let (mut bounded, mut recursive) = (0, 0);
    for seed in 1000..1300 {
        let mut random = Random(seed);
        let graph = Graph::new(&mut random, seed % 4 != 0);
        let shape = shape_of(&wat::parse_str(graph.text()).unwrap());
        let helpers = usize::try_from(shape.functions).unwrap() - graph.functions.len();
        let mut frames = vec![0; helpers];
        frames.extend(graph.functions.iter().map(|_| random.next() >> 40));
        let bound = shape.calls.deepest(&frames);
        match graph.deepest(&frames[helpers..]) {
            Some((deepest, _)) => {
                bounded += 1;
                assert_eq!(bound, Ok(deepest), "{seed}");
            }
            None => {
                recursive += 1;
                assert!(matches!(bound, Err(Unbounded::Recursion(_))), "{seed}: {bound:?}");
            }
        }
    }
    assert!(bounded >= 200 && recursive >= 30, "{bounded} {recursive}");
}
