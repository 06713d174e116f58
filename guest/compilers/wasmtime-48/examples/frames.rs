//! `frames TARGET PROFILE FILE OUT`: writes a module's artifact for a target to a file, and for each function with a body a
//! line: where its code starts in `.text`, how long it is, and the frame that is read from its prologue, or `-`.

use wasmtime_environ::obj::ELF_WASMTIME_INFO;
use wasmtime_environ::{
    CompiledFunctionsTable, CompiledModuleInfo, DefinedFuncIndex, EntityRef, FuncKey, ModuleTypes,
    StaticModuleIndex,
};
use zkcwasm_compiler::{compile, engine_for, stack_frames, ProfileName, Target};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [target, profile, file, out] = args.as_slice() else {
        return Err("usage: frames TARGET PROFILE FILE OUT".into());
    };
    let target = Target::from_triple(target).ok_or("there is no such target")?;
    let profile = ProfileName::from_name(profile).ok_or("there is no such profile")?.profile(target);
    let artifact = match compile(&engine_for(&profile)?, &std::fs::read(file)?) {
        Ok(artifact) => artifact,
        Err(rejection) => return Err(rejection.reason.name().into()),
    };
    std::fs::write(out, &artifact)?;
    let info =
        zkcwasm_image::section(&artifact, ELF_WASMTIME_INFO.as_bytes()).ok_or("this is no artifact")?;
    let (_, table, _): (CompiledModuleInfo, CompiledFunctionsTable, ModuleTypes) =
        postcard::from_bytes(info)?;
    for (index, frame) in stack_frames(&artifact, target).ok_or("no artifact")?.into_iter().enumerate() {
        let key = FuncKey::DefinedWasmFunction(StaticModuleIndex::from_u32(0), DefinedFuncIndex::new(index));
        let place = table.func_loc(key).ok_or("a function has no place")?;
        println!("{} {} {}", place.start, place.length, frame.map_or("-".into(), |f| f.to_string()));
    }
    Ok(())
}
