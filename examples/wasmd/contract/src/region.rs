//! Pieces of memory as CosmWasm passes them: a pointer to where they are, how much fits and how much is there.

#[repr(C)]
pub struct Region {
    offset: usize,
    capacity: usize,
    length: usize,
}

const PAGE: usize = 65536;
/// The first byte that nobody has; 0 before the first call.
static mut NEXT: usize = 0;

extern "C" {
    static __heap_base: u8;
}

/// Memory that is never given back. Stops the instance where there is no more.
fn take(size: usize) -> *mut u8 {
    unsafe {
        let next = if NEXT == 0 { &raw const __heap_base as usize } else { NEXT };
        let start = (next + 7) & !7;
        let Some(end) = start.checked_add(size) else {
            core::arch::wasm32::unreachable()
        };
        let pages = core::arch::wasm32::memory_size(0);
        let wanted = end.div_ceil(PAGE);
        if wanted > pages && core::arch::wasm32::memory_grow(0, wanted - pages) == usize::MAX {
            core::arch::wasm32::unreachable();
        }
        NEXT = end;
        start as *mut u8
    }
}

impl Region {
    /// An empty region with room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> *mut Region {
        let region = take(core::mem::size_of::<Region>()) as *mut Region;
        let offset = take(capacity) as usize;
        unsafe { region.write(Region { offset, capacity, length: 0 }) };
        region
    }

    /// What a region holds.
    pub fn bytes<'a>(region: *const Region) -> &'a [u8] {
        unsafe { core::slice::from_raw_parts((*region).offset as *const u8, (*region).length) }
    }

    /// A region with the pieces one after the other.
    pub fn joined(pieces: &[&[u8]]) -> *const Region {
        let region = Region::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
        for piece in pieces {
            for byte in *piece {
                Region::push(region, *byte);
            }
        }
        region
    }

    /// A region with the Base64 of `bytes`.
    pub fn base64(bytes: &[u8]) -> *const Region {
        let region = Region::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let at = |i: usize| u32::from(*chunk.get(i).unwrap_or(&0));
            let bits = at(0) << 16 | at(1) << 8 | at(2);
            for i in 0..4 {
                let sextet = (bits >> (18 - 6 * i) & 63) as u8;
                let digit = match sextet {
                    0..=25 => b'A' + sextet,
                    26..=51 => b'a' + sextet - 26,
                    52..=61 => b'0' + sextet - 52,
                    62 => b'+',
                    _ => b'/',
                };
                Region::push(region, if i > chunk.len() { b'=' } else { digit });
            }
        }
        region
    }

    fn push(region: *mut Region, byte: u8) {
        unsafe {
            // Who made the region gave it room for all that is pushed.
            *((*region).offset as *mut u8).add((*region).length) = byte;
            (*region).length += 1;
        }
    }
}
