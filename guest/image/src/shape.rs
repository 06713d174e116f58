//! A look at a module's shape before it is compiled: counts, held against limits as they are counted.
//!
//! Cranelift is super-linear in some of these counts (wasmtime issues 3441, 4923, cranelift 1243 and others), so
//! bounding them bounds what a hostile module can cost. What is wrong with a module is the compiler's to say: the
//! look ends where parsing does, and nothing after that place is compiled either.

use crate::calls::Calls;
use crate::imports::AllowedImports;
use crate::limits::Limits;
#[cfg(feature = "older-wasmparser")]
use crate::parser::ImportsWithOffsets;
use crate::parser::{imported_function, resume_throw};
use wasmparser::{
    ConstExpr, Element, ElementItems, ElementKind, Encoding, ExternalKind, FunctionBody, GlobalType,
    MemoryType, Operator, Parser, Payload, SubType, TableInit, TableType, TypeRef, ValType,
};
use zkcwasm_journal::LimitId as Id;
use zkcwasm_journal::RejectReason::{ImportNotAllowed, ShapeLimit};
use zkcwasm_journal::Rejection;

/// What the look counts.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Functions with a body.
    pub functions: u64,
    /// Bytes of the largest body.
    pub largest_function: u64,
    /// Operators of all bodies.
    pub operators: u64,
    /// Imported functions: they come before the others in the index space.
    pub imported_functions: u64,
    /// Who calls whom.
    pub calls: Calls,
}

/// Counts a module's shape into `shape`. `at_each` is called for each section, item and operator that is looked at: there
/// an image looks at the limit of its own instructions.
///
/// # Errors
/// The first limit that is exceeded, or import that is not allowed.
pub fn measure(
    wasm: &[u8],
    limits: &Limits,
    allowed: AllowedImports<'_>,
    shape: &mut Shape,
    at_each: fn(),
) -> Result<(), Rejection> {
    let mut look =
        Look { limits, allowed, shape, at_each, counts: Counts::default(), params: vec![], types_of: vec![] };
    for payload in Parser::new(0).parse_all(wasm) {
        let Ok(payload) = payload else {
            look.shape.calls.unknown();
            break;
        };
        match look.payload(payload) {
            Err(Stop::Over(rejection)) => return Err(rejection),
            Err(Stop::Malformed) => {
                look.shape.calls.unknown();
                break;
            }
            Ok(()) => {}
        }
    }
    Ok(())
}

enum Stop {
    Over(Rejection),
    Malformed,
}

impl From<wasmparser::BinaryReaderError> for Stop {
    fn from(_: wasmparser::BinaryReaderError) -> Self {
        Stop::Malformed
    }
}

/// Sums over sections; a section can come twice in a malformed module.
#[derive(Default)]
struct Counts {
    types: u64,
    imports: u64,
    functions: u64,
    tables: u64,
    memories: u64,
    globals: u64,
    exports: u64,
    element_segments: u64,
    element_items: u64,
    data_segments: u64,
    locals: u64,
}

struct Look<'a> {
    limits: &'a Limits,
    allowed: AllowedImports<'a>,
    shape: &'a mut Shape,
    at_each: fn(),
    counts: Counts,
    /// Parameters of each type.
    params: Vec<u32>,
    /// Type of each function with a body.
    types_of: Vec<u32>,
}

impl Look<'_> {
    fn payload(&mut self, payload: Payload<'_>) -> Result<(), Stop> {
        (self.at_each)();
        match payload {
            Payload::Version { encoding: Encoding::Component, .. } => return Err(Stop::Malformed),
            Payload::TypeSection(section) => {
                for group in section.into_iter_with_offsets() {
                    let (offset, group) = group?;
                    for ty in group.types() {
                        self.counts.types += 1;
                        self.module_wide(Id::Types, self.counts.types, offset)?;
                        self.signature(ty, offset)?;
                        self.shape.calls.tables.add_type(ty, !group.is_explicit_rec_group());
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports_with_offsets() {
                    let (offset, import) = import?;
                    let index = self.counts.imports;
                    self.counts.imports += 1;
                    self.module_wide(Id::Imports, self.counts.imports, offset)?;
                    if !self.allowed.allows(import.module, import.name) {
                        let refusal = Rejection { value: index, ..Rejection::plain(ImportNotAllowed) };
                        return Err(Stop::Over(Rejection { offset: Some(offset as u64), ..refusal }));
                    }
                    match import.ty {
                        imported_function!(ty) => {
                            self.shape.imported_functions += 1;
                            self.shape.calls.tables.add_function(ty, true);
                        }
                        TypeRef::Table(ty) => self.table(&ty, true, offset)?,
                        TypeRef::Memory(ty) => self.memory(&ty, offset)?,
                        TypeRef::Global(ty) => self.global(&ty, true, offset)?,
                        TypeRef::Tag(_) => self.shape.calls.unknown(),
                    }
                }
            }
            Payload::FunctionSection(section) => {
                let offset = section.range().start;
                self.counts.functions += u64::from(section.count());
                self.module_wide(Id::Functions, self.counts.functions, offset)?;
                for ty in section {
                    (self.at_each)();
                    let ty = ty?;
                    self.types_of.push(ty);
                    self.shape.calls.tables.add_function(ty, false);
                }
            }
            Payload::TableSection(section) => {
                for table in section.into_iter_with_offsets() {
                    let (offset, table) = table?;
                    self.table(&table.ty, false, offset)?;
                    if let TableInit::Expr(init) = table.init {
                        self.references(&init)?;
                        let index = u32::try_from(self.counts.tables - 1).unwrap_or(u32::MAX);
                        self.shape.calls.tables.write(index);
                    }
                }
            }
            Payload::MemorySection(section) => {
                for memory in section.into_iter_with_offsets() {
                    let (offset, memory) = memory?;
                    self.memory(&memory, offset)?;
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.into_iter_with_offsets() {
                    let (offset, global) = global?;
                    self.global(&global.ty, false, offset)?;
                    if matches!(global.ty.content_type, ValType::Ref(_)) {
                        self.references(&global.init_expr)?;
                    }
                }
            }
            Payload::ExportSection(section) => {
                self.counts.exports += u64::from(section.count());
                self.module_wide(Id::Exports, self.counts.exports, section.range().start)?;
                for export in section {
                    let export = export?;
                    match export.kind {
                        ExternalKind::Table => self.shape.calls.tables.export_table(export.index),
                        ExternalKind::Global => self.shape.calls.tables.export_global(export.index),
                        _ => {}
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section.into_iter_with_offsets() {
                    let (offset, element) = element?;
                    self.counts.element_segments += 1;
                    self.module_wide(Id::ElementSegments, self.counts.element_segments, offset)?;
                    self.counts.element_items += u64::from(match &element.items {
                        ElementItems::Functions(items) => items.count(),
                        ElementItems::Expressions(_, items) => items.count(),
                    });
                    self.module_wide(Id::ElementItems, self.counts.element_items, offset)?;
                    self.segment(element)?;
                }
            }
            Payload::DataSection(section) => {
                self.counts.data_segments += u64::from(section.count());
                self.module_wide(Id::DataSegments, self.counts.data_segments, section.range().start)?;
            }
            Payload::CodeSectionEntry(body) => {
                // A body that ends early is for the compiler to refuse; the next one may still be compiled.
                match self.function(&body) {
                    Err(Stop::Malformed) => self.shape.calls.unknown(),
                    other => other?,
                }
            }
            Payload::TagSection(_) => self.shape.calls.unknown(),
            _ => {}
        }
        Ok(())
    }

    /// The functions of a segment. One that is only declared is empty when the module runs.
    fn segment(&mut self, element: Element<'_>) -> Result<(), Stop> {
        let tables = &mut self.shape.calls.tables;
        match element.kind {
            ElementKind::Active { table_index, .. } => tables.add_segment(Some(table_index.unwrap_or(0))),
            ElementKind::Passive => tables.add_segment(None),
            ElementKind::Declared => {
                tables.add_segment(None);
                return Ok(());
            }
        }
        match element.items {
            ElementItems::Functions(items) => {
                for function in items {
                    tables.add_item(function?);
                }
            }
            ElementItems::Expressions(_, items) => {
                for item in items {
                    let mut operators = item?.get_operators_reader();
                    while !operators.eof() {
                        match operators.read()? {
                            Operator::RefFunc { function_index } => tables.add_item(function_index),
                            Operator::RefNull { .. } | Operator::End => {}
                            _ => tables.add_unknown_item(),
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What a constant takes references of.
    fn references(&mut self, constant: &ConstExpr<'_>) -> Result<(), Stop> {
        let mut operators = constant.get_operators_reader();
        while !operators.eof() {
            if let Operator::RefFunc { function_index } = operators.read()? {
                self.shape.calls.tables.refer(function_index);
            }
        }
        Ok(())
    }

    fn module_wide(&self, id: Id, value: u64, offset: usize) -> Result<(), Stop> {
        (self.at_each)();
        self.limits
            .check(ShapeLimit, id, value)
            .map_err(|over| Stop::Over(Rejection { offset: Some(offset as u64), ..over }))
    }

    fn signature(&mut self, ty: &SubType, offset: usize) -> Result<(), Stop> {
        let wasmparser::CompositeInnerType::Func(function) = &ty.composite_type.inner else {
            self.params.push(0);
            return Ok(());
        };
        let (params, results) = (function.params().len(), function.results().len());
        self.module_wide(Id::FunctionParams, params as u64, offset)?;
        self.module_wide(Id::FunctionResults, results as u64, offset)?;
        self.params.push(u32::try_from(params).unwrap_or(u32::MAX));
        Ok(())
    }

    fn table(&mut self, ty: &TableType, imported: bool, offset: usize) -> Result<(), Stop> {
        self.counts.tables += 1;
        self.module_wide(Id::Tables, self.counts.tables, offset)?;
        self.shape.calls.tables.add_table(ty.element_type, imported);
        self.module_wide(Id::TableElements, ty.initial, offset)
    }

    fn memory(&mut self, ty: &MemoryType, offset: usize) -> Result<(), Stop> {
        self.counts.memories += 1;
        self.module_wide(Id::Memories, self.counts.memories, offset)?;
        self.module_wide(Id::MemoryPages, ty.initial, offset)
    }

    fn global(&mut self, ty: &GlobalType, imported: bool, offset: usize) -> Result<(), Stop> {
        self.counts.globals += 1;
        self.shape.calls.tables.add_global(ty.content_type, ty.mutable, imported);
        self.module_wide(Id::Globals, self.counts.globals, offset)
    }

    fn function(&mut self, body: &FunctionBody<'_>) -> Result<(), Stop> {
        let (offset, bytes) = (body.range().start, body.range().len() as u64);
        let index = self.shape.functions;
        self.shape.functions += 1;
        self.shape.largest_function = self.shape.largest_function.max(bytes);
        self.shape.calls.next_function();
        let place = Place {
            limits: self.limits,
            function: u32::try_from(self.shape.imported_functions + index).ok(),
            offset: offset as u64,
        };
        place.check(Id::FunctionBytes, bytes)?;

        let type_index = usize::try_from(index).ok().and_then(|i| self.types_of.get(i)).copied();
        let params = type_index.and_then(|t| self.params.get(usize::try_from(t).ok()?)).copied().unwrap_or(0);
        let mut locals = u64::from(params);
        for group in body.get_locals_reader()? {
            (self.at_each)();
            locals += u64::from(group?.0);
        }
        place.check(Id::FunctionLocals, locals)?;
        self.counts.locals += locals;
        place.check(Id::Locals, self.counts.locals)?;

        let mut count = FunctionCounts::default();
        let imported = self.shape.imported_functions;
        let read = count.read(body, &mut self.shape.calls, imported, self.at_each);
        self.shape.operators += count.operators;
        place.check(Id::FunctionOperators, count.operators)?;
        place.check(Id::Operators, self.shape.operators)?;
        place.check(Id::FunctionBlocks, count.blocks)?;
        place.check(Id::FunctionNesting, count.deepest as u64)?;
        place.check(Id::BrTableTargets, count.widest_table)?;
        place.check(Id::FunctionBranches, count.branches)?;
        place.check(Id::FunctionBlockLocals, count.blocks.saturating_mul(locals))?;
        place.check(Id::FunctionLoopNesting, count.deepest_loop)?;
        place.check(Id::FunctionBranchLocals, count.branches.saturating_mul(locals))?;
        read
    }
}

/// Where a function's refusal points to.
struct Place<'a> {
    limits: &'a Limits,
    function: Option<u32>,
    offset: u64,
}

impl Place<'_> {
    fn check(&self, id: Id, value: u64) -> Result<(), Stop> {
        self.limits.check(ShapeLimit, id, value).map_err(|over| {
            Stop::Over(Rejection { function: self.function, offset: Some(self.offset), ..over })
        })
    }
}

#[derive(Default)]
struct FunctionCounts {
    operators: u64,
    blocks: u64,
    /// The open blocks: is it a loop?
    open: Vec<bool>,
    deepest: usize,
    loops: u64,
    deepest_loop: u64,
    widest_table: u64,
    branches: u64,
}

impl FunctionCounts {
    // A guard that pops would be no guard.
    #[allow(clippy::collapsible_match)]
    fn read(
        &mut self,
        body: &FunctionBody<'_>,
        calls: &mut Calls,
        imported: u64,
        at_each: fn(),
    ) -> Result<(), Stop> {
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            at_each();
            let operator = operators.read()?;
            self.operators += 1;
            match operator {
                Operator::Loop { .. } => {
                    self.enter(true);
                    self.loops += 1;
                    self.deepest_loop = self.deepest_loop.max(self.loops);
                }
                Operator::Block { .. } | Operator::If { .. } | Operator::TryTable { .. } => self.enter(false),
                Operator::End => {
                    if self.open.pop() == Some(true) {
                        self.loops -= 1;
                    }
                }
                Operator::Br { .. } | Operator::BrIf { .. } => self.branches += 1,
                Operator::BrTable { targets } => {
                    let targets = u64::from(targets.len()) + 1;
                    self.branches += targets;
                    self.widest_table = self.widest_table.max(targets);
                }
                // A tail call takes its caller's frame away, so that a sum with both is not too small.
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    match u64::from(function_index).checked_sub(imported) {
                        Some(callee) => calls.direct(callee),
                        None => calls.leaves_wasm(),
                    }
                }
                Operator::CallIndirect { type_index, table_index }
                | Operator::ReturnCallIndirect { type_index, table_index } => {
                    calls.through_table(table_index, type_index);
                }
                Operator::CallRef { .. }
                | Operator::ReturnCallRef { .. }
                | Operator::ContNew { .. }
                | Operator::Resume { .. }
                | resume_throw!()
                | Operator::Switch { .. }
                | Operator::TableAtomicGet { .. }
                | Operator::TableAtomicSet { .. }
                | Operator::TableAtomicRmwXchg { .. }
                | Operator::TableAtomicRmwCmpxchg { .. } => calls.unknown(),
                Operator::RefFunc { function_index } => calls.tables.refer(function_index),
                Operator::TableGet { table } => calls.tables.read(table),
                Operator::TableSet { table }
                | Operator::TableFill { table }
                | Operator::TableGrow { table } => calls.tables.write(table),
                Operator::TableInit { elem_index, table } => calls.tables.init(table, elem_index),
                Operator::TableCopy { dst_table, src_table } => calls.tables.copy(dst_table, src_table),
                _ => {}
            }
        }
        Ok(())
    }

    fn enter(&mut self, is_loop: bool) {
        self.blocks += 1;
        self.open.push(is_loop);
        self.deepest = self.deepest.max(self.open.len());
    }
}
