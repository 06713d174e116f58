//! `stack PROFILE FILE...`: for each module a line with its functions, its calls through tables, and how deep the machine
//! stack can get, or why that has no bound; then the same along direct calls alone, as if there were no others. Functions
//! have their index in the module, and the name that it gives them.

use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Operator, Parser, Payload};
use zkcwasm_compiler::{
    compile, engine_for, measure, stack_frames, AllowedImports, Calls, Limits, ProfileName, Shape, Target,
    Unbounded,
};

const TARGET: Target = Target::X86_64Linux;
const ANY: &[u8] = &[1, 0, 0, 0, 1, 0, 0, 0, b'*', 1, 0, 0, 0, b'*'];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [profile, files @ ..] = args.as_slice() else { return Err("usage: stack PROFILE FILE...".into()) };
    let profile = ProfileName::from_name(profile).ok_or("there is no such profile")?.profile(TARGET);
    let engine = engine_for(&profile)?;
    for file in files {
        let wasm = std::fs::read(file)?;
        let mut shape = Shape::default();
        let allowed = AllowedImports::decode(ANY).map_err(|_| "the list of imports is canonical")?;
        measure(&wasm, &Limits::default(), allowed, &mut shape, || ()).map_err(|r| r.reason.name())?;
        let artifact = compile(&engine, &wasm).map_err(|r| r.reason.name())?;
        let frames: Option<Vec<u64>> =
            stack_frames(&artifact, TARGET).ok_or("not an artifact")?.into_iter().collect();
        let Module { direct, calls_through_tables, names } = look(&wasm, shape.imported_functions)?;
        let name = |function: &u32| {
            let index = u64::from(*function) + shape.imported_functions;
            names.get(&index).map_or(index.to_string(), |name| format!("{index} {name}"))
        };
        let text = |bound: Result<u64, Unbounded>| match bound {
            Ok(bytes) => format!("{bytes} bytes"),
            Err(Unbounded::Recursion(functions)) => {
                format!("recursion of {}", functions.iter().map(name).collect::<Vec<_>>().join(", "))
            }
            Err(Unbounded::Table(table)) => format!("table {table} is not the module's alone"),
            Err(Unbounded::Unknown) => "a call that nothing is known of".into(),
        };
        let deepest = |calls: &Calls| match &frames {
            Some(frames) => text(calls.deepest(frames)),
            None => "a prologue that is not understood".into(),
        };
        println!(
            "{file}: {} functions, {calls_through_tables} calls through tables: {}; direct calls alone: {}",
            shape.functions,
            deepest(&shape.calls),
            deepest(&direct),
        );
    }
    Ok(())
}

struct Module {
    direct: Calls,
    calls_through_tables: u64,
    names: BTreeMap<u64, String>,
}

fn look(wasm: &[u8], imported: u64) -> wasmparser::Result<Module> {
    let mut module = Module { direct: Calls::default(), calls_through_tables: 0, names: BTreeMap::new() };
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::CodeSectionEntry(body) => {
                module.direct.next_function();
                for operator in body.get_operators_reader()? {
                    match operator? {
                        Operator::Call { function_index } => {
                            let callee = u64::from(function_index).checked_sub(imported);
                            callee.into_iter().for_each(|callee| module.direct.direct(callee));
                        }
                        Operator::CallIndirect { .. } => module.calls_through_tables += 1,
                        _ => {}
                    }
                }
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    let Name::Function(names) = subsection? else { continue };
                    for naming in names {
                        let naming = naming?;
                        module.names.insert(u64::from(naming.index), naming.name.into());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(module)
}
