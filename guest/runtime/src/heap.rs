//! The image's global allocator: size classes over a bump arena, counting, with hard limits. The limit of instructions
//! is here as well: whatever a compiler does, it allocates.
//!
//! Counted is what was asked for, not what blocks cost, so that the figure is close to what the same compiler
//! would need natively; the arena's extent is reported beside it.

use crate::classes::{class_of, class_size, CLASSES};
use crate::instructions::instructions;
use crate::system::HEAP_END;
use core::alloc::{GlobalAlloc, Layout};
use core::ptr;

/// Figures of the heap so far, all in bytes.
#[derive(Debug, Clone, Copy)]
pub struct HeapUse {
    /// Most bytes live at once.
    pub peak: usize,
    /// Sum of all requests (the growth only, where a block grew).
    pub total: usize,
    /// Largest single request.
    pub largest: usize,
    /// Address space that the arena covers.
    pub footprint: usize,
}

struct State {
    free: [*mut u8; CLASSES],
    next: usize,
    start: usize,
    live: usize,
    peak: usize,
    total: usize,
    largest: usize,
    limits: RunLimits,
    on_limit: Option<fn(Exceeded) -> !>,
}

/// What a run may use; the greatest numbers where it may use anything.
#[derive(Debug, Clone, Copy)]
pub struct RunLimits {
    /// Most bytes live at once.
    pub live: usize,
    /// Greatest sum of all requests, in bytes.
    pub total: usize,
    /// Most instructions, as [`instructions`] counts them.
    pub instructions: u64,
}

impl RunLimits {
    /// No limits.
    pub const NONE: Self = Self { live: usize::MAX, total: usize::MAX, instructions: u64::MAX };
}

/// Which limit was exceeded, with the value that did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exceeded {
    /// Bytes live at once.
    Live(usize),
    /// Sum of all requests, in bytes.
    Total(usize),
    /// Instructions.
    Instructions(u64),
}

/// Block alignment; a stricter request takes fresh arena and is not re-used.
const ALIGN: usize = 16;

// One hart, no interrupts: nothing else can run while the allocator does.
static mut STATE: State = State {
    free: [ptr::null_mut(); CLASSES],
    next: 0,
    start: 0,
    live: 0,
    peak: 0,
    total: 0,
    largest: 0,
    limits: RunLimits::NONE,
    on_limit: None,
};

#[inline(always)]
fn state() -> &'static mut State {
    // SAFETY: see STATE.
    unsafe { &mut *ptr::addr_of_mut!(STATE) }
}

/// Sets the arena up; called once, before anything allocates.
pub(crate) fn init() {
    extern "C" {
        static _end: u8;
    }
    let start = (ptr::addr_of!(_end) as usize + ALIGN - 1) & !(ALIGN - 1);
    state().start = start;
    state().next = start;
}

/// Figures so far.
pub fn heap_use() -> HeapUse {
    let s = state();
    HeapUse { peak: s.peak, total: s.total, largest: s.largest, footprint: s.next - s.start }
}

/// From now on `on_limit` is called, once, with what went over a limit; at once, where instructions have already. It may
/// allocate: the limits are lifted first.
pub fn set_limits(limits: RunLimits, on_limit: fn(Exceeded) -> !) {
    let s = state();
    s.limits = limits;
    s.on_limit = Some(on_limit);
    check_instructions();
}

/// Lifts all limits: what ends a run must not end in them again.
pub fn lift_limits() {
    state().limits = RunLimits::NONE;
}

/// Looks at the limit of instructions, as each allocation does: for what may go on for long without one.
#[inline]
pub fn check_instructions() {
    let (s, n) = (state(), instructions());
    if n > s.limits.instructions {
        s.over(Exceeded::Instructions(n));
    }
}

impl State {
    #[inline(always)]
    fn count(&mut self, size: usize) {
        let n = instructions();
        self.total += size;
        // One branch for both, on the way of every allocation.
        if (self.total > self.limits.total) | (n > self.limits.instructions) {
            self.over_total_or_instructions(n);
        }
        self.live += size;
        if self.live > self.peak {
            self.peak = self.live;
            if self.live > self.limits.live {
                self.over(Exceeded::Live(self.live));
            }
        }
        if size > self.largest {
            self.largest = size;
        }
    }

    #[cold]
    #[inline(never)]
    fn over_total_or_instructions(&mut self, n: u64) -> ! {
        let total = self.total;
        self.over(if total > self.limits.total { Exceeded::Total(total) } else { Exceeded::Instructions(n) })
    }

    #[cold]
    #[inline(never)]
    fn over(&mut self, exceeded: Exceeded) -> ! {
        self.limits = RunLimits::NONE;
        match self.on_limit.take() {
            Some(f) => f(exceeded),
            None => crate::system::halt_failed(),
        }
    }

    #[inline(always)]
    fn fresh(&mut self, size: usize, align: usize) -> *mut u8 {
        let at = (self.next + align - 1) & !(align - 1);
        match at.checked_add(size) {
            Some(end) if end <= HEAP_END => {
                self.next = end;
                at as *mut u8
            }
            _ => ptr::null_mut(),
        }
    }
}

struct CountingHeap;

#[global_allocator]
static HEAP: CountingHeap = CountingHeap;

// SAFETY: blocks come from disjoint parts of the arena or from a free list of their own class, both at least
// as large and as aligned as the layout asks.
unsafe impl GlobalAlloc for CountingHeap {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let s = state();
        let size = layout.size();
        s.count(size);
        if layout.align() > ALIGN {
            return s.fresh(size, layout.align());
        }
        let class = class_of(size);
        let head = s.free[class];
        if head.is_null() {
            return s.fresh(class_size(class), ALIGN);
        }
        s.free[class] = *head.cast::<*mut u8>();
        head
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let s = state();
        s.live -= layout.size();
        if layout.align() > ALIGN {
            return;
        }
        let class = class_of(layout.size());
        *block.cast::<*mut u8>() = s.free[class];
        s.free[class] = block;
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let (old_size, align) = (layout.size(), layout.align());
        if align <= ALIGN && class_of(old_size) == class_of(new_size) {
            let s = state();
            if new_size >= old_size {
                s.count(new_size - old_size);
                s.largest = s.largest.max(new_size);
            } else {
                s.live -= old_size - new_size;
            }
            return block;
        }
        let new = self.alloc(Layout::from_size_align_unchecked(new_size, align));
        if !new.is_null() {
            ptr::copy_nonoverlapping(block, new, old_size.min(new_size));
            self.dealloc(block, layout);
        }
        new
    }
}
