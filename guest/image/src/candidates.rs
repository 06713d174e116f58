//! Which functions a call through a table can reach.
//!
//! A table that is neither imported nor exported holds what the module itself puts there. What `table.init` and active
//! segments put there is known; what `table.set`, `table.fill` and `table.grow` put there is one of the functions that the
//! module takes a reference of, as long as no reference can come from outside. Of what a table may hold, a call reaches
//! the functions of exactly its type: without garbage collection types have no subtypes, and two are the same if their
//! parameters and results are (Wasmtime compares canonical indices, which says the same).
//!
//! Tables between which `table.copy` copies, and segments that go into one of them, are one *pool*: each function of a
//! segment is in one pool, so that what there is to look at stays linear in the module's size.

use crate::parser::and_is_plain;
use std::collections::BTreeMap;
use wasmparser::{AbstractHeapType, FuncType, HeapType, RefType, SubType, ValType};

/// No such type, or none of a function.
const NO_TYPE: u32 = u32::MAX;

/// What is known of tables, and of references of functions.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Number of each function type that differs from those before it.
    canonical: BTreeMap<FuncType, u32>,
    /// The number of each type.
    types: Vec<u32>,
    /// The number of each function's type, imported ones first.
    functions: Vec<u32>,
    imported: usize,
    tables: Vec<Table>,
    segments: Vec<Segment>,
    /// Functions of all segments, one segment after the other.
    items: Vec<u32>,
    /// Functions that `ref.func` takes a reference of.
    referenced: Vec<u32>,
    /// A forest: tables and segments of the same root are one pool.
    parents: Vec<usize>,
    /// Of each root, how many nodes it is the root of.
    sizes: Vec<usize>,
    /// Global variables that others can put a function in.
    open_globals: Vec<bool>,
    /// A reference may come from outside.
    foreign: bool,
    /// There is something here that the rules are not made for.
    beyond_the_rules: bool,
}

#[derive(Debug, Clone)]
struct Table {
    node: usize,
    of_functions: bool,
    /// Imported or exported: others can write to it.
    open: bool,
    /// Any reference that the module can get hold of is written to it.
    any: bool,
    /// References are read from it.
    read: bool,
}

#[derive(Debug, Clone)]
struct Segment {
    node: usize,
    /// Where its functions start in `items`.
    start: usize,
    /// One of its items is not a function by its index, and not null.
    any: bool,
}

/// Functions in calls through tables, numbered as the functions with a body are.
#[derive(Debug, Default)]
pub struct Reach {
    /// The set of each place that was asked for; places of the same pool and type have the same.
    pub set_of: Vec<usize>,
    /// Functions with a body. Imported ones are left out: what those do with the stack is the host's to bound.
    pub sets: Vec<Vec<u32>>,
}

/// Why it is not known what a call reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// What this table holds can come from outside the module.
    Table(u32),
    /// The module has something that the rules are not made for.
    BeyondTheRules,
}

impl Candidates {
    /// The next type of the module.
    pub fn add_type(&mut self, ty: &SubType, of_its_own: bool) {
        let composite = &ty.composite_type;
        let simple = and_is_plain!(of_its_own && ty.is_final && ty.supertype_idx.is_none(), composite);
        let wasmparser::CompositeInnerType::Func(function) = &composite.inner else {
            self.beyond_the_rules = true;
            self.types.push(NO_TYPE);
            return;
        };
        // A type that names another one is not compared by how it is written.
        let named = |ty: &ValType| matches!(ty, ValType::Ref(r) if !matches!(r.heap_type(), HeapType::Abstract { .. }));
        if !simple || function.params().iter().chain(function.results()).any(named) {
            self.beyond_the_rules = true;
        }
        let number = match self.canonical.get(function) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(self.canonical.len()).unwrap_or(NO_TYPE);
                self.canonical.insert(function.clone(), number);
                number
            }
        };
        self.types.push(number);
    }

    /// The next function, imported or with a body, has this type.
    pub fn add_function(&mut self, type_index: u32, imported: bool) {
        let number = self.type_number(type_index);
        self.functions.push(number);
        if imported {
            self.imported += 1;
        }
    }

    /// The next table.
    pub fn add_table(&mut self, element: RefType, imported: bool) {
        let node = self.node();
        let of_functions = refers_to_functions(element);
        self.tables.push(Table { node, of_functions, open: imported, any: false, read: false });
    }

    /// The next global variable: others set it if it is imported, or exported and mutable.
    pub fn add_global(&mut self, ty: ValType, mutable: bool, imported: bool) {
        let function = matches!(ty, ValType::Ref(r) if refers_to_functions(r));
        self.foreign |= function && imported;
        self.open_globals.push(function && mutable);
    }

    /// This table is exported.
    pub fn export_table(&mut self, table: u32) {
        self.with_table(table, |t| t.open = true);
    }

    /// This global variable is exported.
    pub fn export_global(&mut self, global: u32) {
        let open = usize::try_from(global).ok().and_then(|g| self.open_globals.get(g)).copied();
        self.foreign |= open.unwrap_or(true);
    }

    /// The next element segment, which goes into `table` when the module is instantiated. Its items follow.
    pub fn add_segment(&mut self, table: Option<u32>) {
        let node = self.node();
        self.segments.push(Segment { node, start: self.items.len(), any: false });
        if let Some(table) = table {
            self.join_with_table(table, node);
        }
    }

    /// The last segment has this function.
    pub fn add_item(&mut self, function: u32) {
        self.items.push(function);
    }

    /// The last segment has an item that is not known here.
    pub fn add_unknown_item(&mut self) {
        self.segments.iter_mut().last().into_iter().for_each(|s| s.any = true);
    }

    /// `ref.func`.
    pub fn refer(&mut self, function: u32) {
        self.referenced.push(function);
    }

    /// `table.get`.
    pub fn read(&mut self, table: u32) {
        self.with_table(table, |t| t.read = true);
    }

    /// `table.set`, `table.fill`, `table.grow`: whatever function there is a reference of.
    pub fn write(&mut self, table: u32) {
        self.with_table(table, |t| t.any = true);
    }

    /// `table.init`.
    pub fn init(&mut self, table: u32, segment: u32) {
        match usize::try_from(segment).ok().and_then(|s| self.segments.get(s)) {
            Some(segment) => self.join_with_table(table, segment.node),
            None => self.beyond_the_rules = true,
        }
    }

    /// `table.copy`.
    pub fn copy(&mut self, to: u32, from: u32) {
        match self.table(from) {
            Some(from) => self.join_with_table(to, from.node),
            None => self.beyond_the_rules = true,
        }
    }

    /// Something that no rule here is made for.
    pub fn give_up(&mut self) {
        self.beyond_the_rules = true;
    }

    /// The number of a type: the same for types that a call through a table takes for the same.
    pub fn type_number(&self, type_index: u32) -> u32 {
        usize::try_from(type_index).ok().and_then(|t| self.types.get(t)).copied().unwrap_or(NO_TYPE)
    }

    /// What calls through tables reach, each given as table and type number. Takes time and memory in proportion to the
    /// module, times the logarithm of `places`.
    ///
    /// # Errors
    /// Where it is not known what is in a table.
    pub fn reach(&self, places: &[(u32, u32)]) -> Result<Reach, Unknown> {
        let mut reach = Reach::default();
        if places.is_empty() {
            return Ok(reach);
        }
        if self.beyond_the_rules {
            return Err(Unknown::BeyondTheRules);
        }
        let (mut open, mut any) = (vec![false; self.parents.len()], vec![false; self.parents.len()]);
        for table in &self.tables {
            let root = self.root(table.node);
            open[root] |= table.open;
            any[root] |= table.any;
        }
        for segment in self.segments.iter().filter(|s| s.any) {
            any[self.root(segment.node)] = true;
        }
        let foreign = self.foreign || self.references_come_in(&open);

        // The pool whose number is that of no node has everything that there is a reference of.
        let everything = self.parents.len();
        let mut sets: BTreeMap<(usize, u32), usize> = BTreeMap::new();
        for &(table, ty) in places {
            let known = self.table(table).filter(|t| t.of_functions && ty != NO_TYPE);
            let known = known.ok_or(Unknown::BeyondTheRules)?;
            let root = self.root(known.node);
            if open[root] || (any[root] && foreign) {
                return Err(Unknown::Table(table));
            }
            let next = sets.len();
            let pool = if any[root] { everything } else { root };
            reach.set_of.push(*sets.entry((pool, ty)).or_insert(next));
        }
        let (last, everything_asked) = ((everything, NO_TYPE), (everything, 0));
        let everything_asked = sets.range(everything_asked..last).next().is_some();
        reach.sets.resize_with(sets.len(), Vec::new);
        let mut put = |pool: usize, function: u32| {
            let Some(index) = usize::try_from(function).ok().filter(|&f| f < self.functions.len()) else {
                return;
            };
            let Some(body) = index.checked_sub(self.imported) else { return };
            if let Some(set) = sets.get(&(pool, self.functions[index])).and_then(|&s| reach.sets.get_mut(s)) {
                set.extend(u32::try_from(body));
            }
        };
        for (index, segment) in self.segments.iter().enumerate() {
            let end = self.segments.get(index + 1).map_or(self.items.len(), |next| next.start);
            let root = self.root(segment.node);
            for &function in &self.items[segment.start..end] {
                put(root, function);
                if everything_asked {
                    put(everything, function);
                }
            }
        }
        if everything_asked {
            self.referenced.iter().for_each(|&function| put(everything, function));
        }
        Ok(reach)
    }

    /// Whether code can get a reference that is not from this module: as an import's result, as a parameter of a function
    /// that others may call, or from a table of a pool that is `open`, which others may write to.
    fn references_come_in(&self, open: &[bool]) -> bool {
        let (mut taken, mut given) = (vec![false; self.canonical.len()], vec![false; self.canonical.len()]);
        let function = |ty: &ValType| matches!(ty, ValType::Ref(r) if refers_to_functions(*r));
        for (ty, &number) in &self.canonical {
            if let Ok(number) = usize::try_from(number) {
                taken[number] = ty.params().iter().any(function);
                given[number] = ty.results().iter().any(function);
            }
        }
        let has = |of: &[bool], ty: &u32| {
            usize::try_from(*ty).ok().and_then(|t| of.get(t)).copied().unwrap_or(true)
        };
        let (imports, bodies) = self.functions.split_at(self.imported.min(self.functions.len()));
        imports.iter().any(|ty| has(&given, ty))
            || bodies.iter().any(|ty| has(&taken, ty))
            || self.tables.iter().any(|t| t.of_functions && t.read && open[self.root(t.node)])
    }

    fn table(&self, table: u32) -> Option<&Table> {
        self.tables.get(usize::try_from(table).ok()?)
    }

    fn with_table(&mut self, table: u32, change: impl FnOnce(&mut Table)) {
        match usize::try_from(table).ok().and_then(|t| self.tables.get_mut(t)) {
            Some(table) => change(table),
            None => self.beyond_the_rules = true,
        }
    }

    fn join_with_table(&mut self, table: u32, node: usize) {
        match self.table(table) {
            Some(table) => self.join(table.node, node),
            None => self.beyond_the_rules = true,
        }
    }

    fn node(&mut self) -> usize {
        self.sizes.push(1);
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    fn root(&self, mut node: usize) -> usize {
        while self.parents[node] != node {
            node = self.parents[node];
        }
        node
    }

    #[cfg(test)]
    pub fn longest_way_to_a_root(&self) -> usize {
        let way = |node| {
            std::iter::successors(Some(node), |&n| Some(self.parents[n]).filter(|&p| p != n)).count() - 1
        };
        (0..self.parents.len()).map(way).max().unwrap_or(0)
    }

    /// The smaller one below the larger one: in whatever order, no way to a root is longer than the logarithm.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (above, below) = if self.sizes[a] < self.sizes[b] { (b, a) } else { (a, b) };
        if above != below {
            self.parents[below] = above;
            self.sizes[above] += self.sizes[below];
        }
    }
}

/// Whether a reference of this type can be one of a function. Functions and external values have no type in common.
fn refers_to_functions(ty: RefType) -> bool {
    let of_host = |ty| matches!(ty, AbstractHeapType::Extern | AbstractHeapType::NoExtern);
    !matches!(ty.heap_type(), HeapType::Abstract { ty, .. } if of_host(ty))
}
