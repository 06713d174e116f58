//! Function symbols of an ELF, by address.

use object::{Object, ObjectSymbol, SymbolKind};

/// Functions in order of address; index 0 stands for code without a symbol.
#[derive(Clone)]
pub struct Symbols {
    starts: Vec<u64>,
    names: Vec<String>,
}

impl Symbols {
    pub fn of(elf: &[u8]) -> Result<Self, String> {
        let file = object::File::parse(elf).map_err(|e| e.to_string())?;
        let mut all: Vec<(u64, String)> = file
            .symbols()
            .filter(|s| s.kind() == SymbolKind::Text && s.address() != 0)
            .map(|s| (s.address(), format!("{:#}", rustc_demangle::demangle(s.name().unwrap_or("?")))))
            .collect();
        all.sort();
        all.dedup_by_key(|(address, _)| *address);
        let (mut starts, mut names) = (vec![0], vec!["?".to_string()]);
        for (start, name) in all {
            starts.push(start);
            names.push(name);
        }
        Ok(Self { starts, names })
    }

    /// How many functions there are, code without a symbol among them.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    pub fn at(&self, address: u64) -> usize {
        self.starts.partition_point(|&s| s <= address) - 1
    }

    /// Where the function starts whose name ends like this.
    pub fn address_of_suffix(&self, suffix: &str) -> Option<u64> {
        self.names.iter().position(|n| n.ends_with(suffix)).map(|i| self.starts[i])
    }

    pub fn name(&self, function: usize) -> &str {
        &self.names[function]
    }

    /// Crate of a function, as far as its name tells: the first path in it.
    pub fn crate_of(&self, function: usize) -> &str {
        let name = self.names[function].trim_start_matches(['<', '&']);
        let end = name.find("::").unwrap_or(name.len());
        &name[..end]
    }
}
