//! A relocatable object that is changed in place: code may grow, symbols and relocations may move, nothing else does.

use crate::Error;
use object::elf::{self, FileHeader64, Rela64, SectionHeader64, Sym64};
use object::{pod, LittleEndian as LE};

pub type Section = SectionHeader64<LE>;
pub type Symbol = Sym64<LE>;
pub type Relocation = Rela64<LE>;

pub struct ObjectFile {
    bytes: Vec<u8>,
    pub sections: Vec<Section>,
    pub symbols: Vec<Symbol>,
    /// By section: its relocations.
    pub relocations: Vec<Vec<Relocation>>,
    symbol_table: usize,
    /// By section: the section that holds its relocations.
    relocated_by: Vec<Option<usize>>,
    /// By section: content that takes the place of what the file has.
    changed: Vec<Option<Vec<u8>>>,
}

fn bad(what: &str) -> Error {
    Error::new(format!("a linker input is not an object that the counter can change: {what}"))
}

fn table<T: object::Pod + Copy>(bytes: &[u8], section: &Section) -> Result<Vec<T>, Error> {
    let (at, size) = (section.sh_offset.get(LE) as usize, section.sh_size.get(LE) as usize);
    let data = bytes.get(at..).and_then(|rest| rest.get(..size)).ok_or_else(|| bad("it is cut short"))?;
    let count = size / size_of::<T>();
    let (table, _) = pod::slice_from_bytes::<T>(data, count).map_err(|()| bad("a table is not aligned"))?;
    Ok(table.to_vec())
}

impl ObjectFile {
    pub fn parse(bytes: Vec<u8>) -> Result<Self, Error> {
        // Tables are looked at where they lie, so the file has to lie on a boundary of words.
        let (header, _) =
            pod::from_bytes::<FileHeader64<LE>>(&bytes).map_err(|()| bad("it has no header"))?;
        let ident = &header.e_ident;
        let is_riscv = header.e_machine.get(LE) == elf::EM_RISCV && header.e_type.get(LE) == elf::ET_REL;
        if ident.magic != elf::ELFMAG || ident.class != elf::ELFCLASS64 || !is_riscv {
            return Err(bad("it is not a 64-bit RISC-V object"));
        }
        if header.e_flags.get(LE) & elf::EF_RISCV_RVC != 0 {
            return Err(bad("it may have compressed instructions"));
        }
        let (at, count) = (header.e_shoff.get(LE), u64::from(header.e_shnum.get(LE)));
        let first: Section = *pod::from_bytes(bytes.get(at as usize..).unwrap_or(&[]))
            .map_err(|()| bad("it has no sections"))?
            .0;
        // With many sections the header has no room for their number.
        let count = if count == 0 { first.sh_size.get(LE) } else { count };
        let mut headers = first;
        headers.sh_offset.set(LE, at);
        headers.sh_size.set(LE, count.saturating_mul(size_of::<Section>() as u64));
        let sections: Vec<Section> = table(&bytes, &headers)?;
        let symbol_table = sections
            .iter()
            .position(|s| s.sh_type.get(LE) == elf::SHT_SYMTAB)
            .ok_or_else(|| bad("no symbols"))?;
        let symbols = table(&bytes, &sections[symbol_table])?;
        let mut relocations = vec![Vec::new(); sections.len()];
        let mut relocated_by = vec![None; sections.len()];
        for (i, section) in sections.iter().enumerate() {
            if section.sh_type.get(LE) == elf::SHT_RELA {
                let of = section.sh_info.get(LE) as usize;
                if of >= sections.len() || relocated_by[of].is_some() {
                    return Err(bad("relocations of no section, or of one that has others"));
                }
                relocations[of] = table(&bytes, section)?;
                relocated_by[of] = Some(i);
            }
        }
        let changed = vec![None; sections.len()];
        Ok(Self { bytes, sections, symbols, relocations, symbol_table, relocated_by, changed })
    }

    /// A section's content as the file has it.
    pub fn content(&self, section: usize) -> Result<&[u8], Error> {
        let header = &self.sections[section];
        let (at, size) = (header.sh_offset.get(LE) as usize, header.sh_size.get(LE) as usize);
        self.bytes.get(at..).and_then(|rest| rest.get(..size)).ok_or_else(|| bad("it is cut short"))
    }

    /// Sections of code.
    pub fn code(&self) -> Vec<usize> {
        let is_code = |s: &Section| {
            s.sh_type.get(LE) == elf::SHT_PROGBITS
                && s.sh_flags.get(LE) & u64::from(elf::SHF_EXECINSTR) != 0
                && s.sh_size.get(LE) > 0
        };
        (0..self.sections.len()).filter(|&i| is_code(&self.sections[i])).collect()
    }

    /// A symbol's name.
    pub fn name(&self, symbol: &Symbol) -> Result<String, Error> {
        let names = self.content(self.sections[self.symbol_table].sh_link.get(LE) as usize)?;
        let rest = names.get(symbol.st_name.get(LE) as usize..).ok_or_else(|| bad("a name lies outside"))?;
        let end = rest.iter().position(|&b| b == 0).ok_or_else(|| bad("a name has no end"))?;
        Ok(String::from_utf8_lossy(&rest[..end]).into_owned())
    }

    pub fn change(&mut self, section: usize, content: Vec<u8>) {
        self.changed[section] = Some(content);
    }

    /// The file with everything that was changed.
    pub fn write(&self) -> Vec<u8> {
        let mut out = self.bytes.clone();
        let mut sections = self.sections.clone();
        for (section, content) in sections.iter_mut().zip(&self.changed) {
            let Some(content) = content else { continue };
            out.resize(out.len().next_multiple_of(16), 0);
            section.sh_offset.set(LE, out.len() as u64);
            section.sh_size.set(LE, content.len() as u64);
            out.extend_from_slice(content);
        }
        let mut put = |at: u64, bytes: &[u8]| out[at as usize..][..bytes.len()].copy_from_slice(bytes);
        put(self.sections[self.symbol_table].sh_offset.get(LE), pod::bytes_of_slice(&self.symbols));
        for (relocations, by) in self.relocations.iter().zip(&self.relocated_by) {
            let Some(by) = by else { continue };
            put(self.sections[*by].sh_offset.get(LE), pod::bytes_of_slice(relocations));
        }
        let header: FileHeader64<LE> = *pod::from_bytes(&self.bytes).expect("it was parsed").0;
        put(header.e_shoff.get(LE), pod::bytes_of_slice(&sections));
        out
    }
}
