//! Reads the embedded data in place. Positions outside it read as 0 and as the empty text, so no lookup can
//! fail; `layout` says what lies where.

use crate::layout;

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schema.bin"));
static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/schema.txt"));

/// The word at a position.
pub(crate) fn word(at: u32) -> u32 {
    let start = at as usize * 4;
    WORDS.get(start..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// The text with a number.
pub(crate) fn text(id: u32) -> &'static str {
    if id >= word(layout::TEXT_COUNT) {
        return "";
    }
    let entry = word(layout::TEXT_TABLE) + id;
    TEXT.get(word(entry) as usize..word(entry + 1) as usize).unwrap_or("")
}

/// The text whose number stands at a position.
pub(crate) fn text_at(at: u32) -> &'static str {
    text(word(at))
}

/// Items of equal size that lie one after the other.
#[derive(Clone, Copy)]
pub(crate) struct List {
    first: u32,
    len: u32,
    stride: u32,
}

impl List {
    /// The list at a position, of items that are `stride` words each.
    pub(crate) fn at(at: u32, stride: u32) -> Self {
        Self::new(at.saturating_add(1), word(at), stride)
    }

    /// `len` items from a position on.
    pub(crate) fn new(first: u32, len: u32, stride: u32) -> Self {
        Self { first, len, stride }
    }

    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    /// The position of an item; the caller keeps `index` below the length.
    pub(crate) fn item(self, index: u32) -> u32 {
        self.first.saturating_add(index.saturating_mul(self.stride))
    }

    pub(crate) fn items(self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + Clone {
        (0..self.len).map(move |index| self.item(index))
    }

    /// The item that bears a name, of a list that is sorted by it.
    pub(crate) fn find(self, name: &str, name_of: impl Fn(u32) -> &'static str) -> Option<u32> {
        let item = self.item(self.lower_bound(name, &name_of));
        (item < self.item(self.len) && name_of(item) == name).then_some(item)
    }

    /// The number of items whose names sort before `name`.
    pub(crate) fn lower_bound(self, name: &str, name_of: impl Fn(u32) -> &'static str) -> u32 {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            if name_of(self.item(middle)) < name {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Every item as a text, of a list of texts.
    pub(crate) fn texts(self) -> impl ExactSizeIterator<Item = &'static str> + DoubleEndedIterator + Clone {
        self.items().map(text_at)
    }
}
