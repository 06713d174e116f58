//! The image's global allocator: size classes over a bump arena, counting, with a hard limit.
//!
//! Counted is what was asked for, not what blocks cost, so that the figure is close to what the same compiler
//! would need natively; the arena's extent is reported beside it.

use crate::classes::{class_of, class_size, CLASSES};
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
    live_limit: usize,
    total_limit: usize,
    on_limit: Option<fn(HeapLimit, usize) -> !>,
}

/// Which bound of the heap was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeapLimit {
    /// Bytes live at once.
    Live,
    /// Sum of all requests.
    Total,
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
    live_limit: usize::MAX,
    total_limit: usize::MAX,
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

/// From now on `on_limit` is called, once, with the number of bytes that went over: live at once, or asked for in all.
/// It may allocate: the limits are lifted first.
pub fn set_heap_limits(live: usize, total: usize, on_limit: fn(HeapLimit, usize) -> !) {
    let s = state();
    s.live_limit = live;
    s.total_limit = total;
    s.on_limit = Some(on_limit);
}

impl State {
    #[inline(always)]
    fn count(&mut self, size: usize) {
        self.total += size;
        if self.total > self.total_limit {
            self.over(HeapLimit::Total);
        }
        self.live += size;
        if self.live > self.peak {
            self.peak = self.live;
            if self.live > self.live_limit {
                self.over(HeapLimit::Live);
            }
        }
        if size > self.largest {
            self.largest = size;
        }
    }

    #[cold]
    fn over(&mut self, limit: HeapLimit) -> ! {
        self.live_limit = usize::MAX;
        self.total_limit = usize::MAX;
        let value = match limit {
            HeapLimit::Live => self.live,
            HeapLimit::Total => self.total,
        };
        match self.on_limit.take() {
            Some(f) => f(limit, value),
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
