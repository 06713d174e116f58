//! One step of a search: a module changed in one way, chosen by a seed. What comes out is valid.

mod body;
mod module;
mod operators;
mod random;
mod spans;

use body::Body;
use module::Functions;
use random::Random;

/// Ways that are tried before a module is given up.
const TRIES: usize = 60;
/// Longest module that is made; the default limit on modules.
const MOST_BYTES: usize = 4 << 20;

/// Another module, with what was done, for the same seed the same one; nothing if no way leads to a valid one.
pub fn mutate(wasm: &[u8], seed: u64) -> Option<(Vec<u8>, &'static str)> {
    let mut random = Random::new(seed);
    let functions = Functions::read(wasm)?;
    if functions.is_empty() {
        return None;
    }
    for _ in 0..TRIES {
        let mut changed = functions.clone();
        let Some(how) = change(&mut changed, wasm, &mut random) else { continue };
        let out = changed.write(wasm);
        if out.len() <= MOST_BYTES && out != wasm && module::valid(&out) {
            return Some((out, how));
        }
    }
    None
}

fn change(functions: &mut Functions, wasm: &[u8], random: &mut Random) -> Option<&'static str> {
    let at = random.below(functions.len());
    Some(match random.below(12) {
        0 => {
            for _ in 0..1 << random.below(6) {
                functions.repeat(at);
            }
            "functions repeated"
        }
        1 if functions.len() > 1 => {
            functions.hollow(at);
            "a function hollowed out"
        }
        2 if functions.len() > 1 => {
            for i in 0..functions.len() {
                if i != at && random.below(2) == 0 {
                    functions.hollow(i);
                }
            }
            "functions hollowed out"
        }
        3..=5 => {
            let body = Body::read(wasm, functions, at)?;
            let (start, end) = spans::pick(&body, random)?;
            let times = 1 << random.below(9);
            let code = body.code(start, end).repeat(times);
            functions.set(at, body.with(end, end, &code));
            "a piece repeated"
        }
        6 => {
            let body = Body::read(wasm, functions, at)?;
            let (start, end) = spans::pick(&body, random)?;
            functions.set(at, body.with(start, end, &[]));
            "a piece taken out"
        }
        7 => {
            let body = Body::read(wasm, functions, at)?;
            let other = Body::read(wasm, functions, random.below(functions.len()))?;
            let (start, end) = spans::pick(&other, random)?;
            let place = random.below(body.operators());
            functions.set(at, body.with(place, place, other.code(start, end)));
            "a piece copied"
        }
        8 => {
            let body = Body::read(wasm, functions, at)?;
            let (start, end) = spans::pick(&body, random)?;
            let opcode = [0x02, 0x03][random.below(2)];
            let code = [&[opcode, 0x40], body.code(start, end), &[0x0b]].concat();
            functions.set(at, body.with(start, end, &code));
            "a piece in a block"
        }
        _ => {
            let body = Body::read(wasm, functions, at)?;
            functions.set(at, operators::replaced(&body, random)?);
            "operators exchanged"
        }
    })
}
