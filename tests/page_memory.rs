//! How much memory a page takes while it is read: at most twenty times its bytes, whatever it holds.
//!
//! A binary of its own, since it counts every allocation of the process.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use unblurb::page::Page;

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn add(bytes: usize) {
    PEAK.fetch_max(NOW.fetch_add(bytes, Relaxed) + bytes, Relaxed);
}

// SAFETY: what the system's allocator promises; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Large blocks grow where they are: the system moves pages, not bytes.
        NOW.fetch_sub(layout.size(), Relaxed);
        add(size);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn memory_is_at_most_twenty_pages() {
    let mut worst = Vec::new();
    for piece in [
        "<p>x",
        "<a>",
        "<b>x</b>",
        "<p>x<br><br>x",
        "<img>",
        "<td>",
        "<tr><td>x",
        "<p a=b class=c id=d>",
        "x ",
        "<x-y>",
        "<br><br>x",
    ] {
        // Tables that double would do so just before the second.
        for n in [1_000_000, 1_100_000] {
            let page = piece.repeat(n);
            let before = NOW.load(Relaxed);
            PEAK.store(before, Relaxed);
            let read = Page::read(page.as_bytes());
            worst.push(((PEAK.load(Relaxed) - before) as f64 / page.len() as f64, piece));
            drop(read);
        }
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    assert!(worst[0].0 <= 20.0, "{worst:?}");
}
