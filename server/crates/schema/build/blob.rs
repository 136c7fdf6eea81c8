//! Collects the data as `layout` describes it and writes the two files that the crate embeds.

use std::collections::HashMap;
use std::path::Path;
use std::{fs, io};

use crate::layout;

/// The data being written.
pub(crate) struct Blob {
    words: Vec<u32>,
    records: HashMap<Box<[u32]>, u32>,
    text: String,
    offsets: Vec<u32>,
    texts: HashMap<String, u32>,
}

impl Blob {
    pub(crate) fn new() -> Self {
        let words = vec![0; layout::HEADER as usize];
        let (records, texts) = (HashMap::new(), HashMap::new());
        let mut blob = Self { words, records, text: String::new(), offsets: vec![0], texts };
        blob.text("");
        blob
    }

    /// The number of a text; the empty text is 0.
    pub(crate) fn text(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.texts.get(text) {
            return id;
        }
        let id = self.texts.len() as u32;
        self.text.push_str(text);
        self.offsets.push(self.text.len() as u32);
        self.texts.insert(text.to_owned(), id);
        id
    }

    /// The position of a record with these words.
    pub(crate) fn record(&mut self, words: &[u32]) -> u32 {
        if let Some(&at) = self.records.get(words) {
            return at;
        }
        let at = self.words.len() as u32;
        self.words.extend_from_slice(words);
        self.records.insert(words.into(), at);
        at
    }

    /// The position of a list of items that are `N` words each.
    pub(crate) fn list<const N: usize>(&mut self, items: &[[u32; N]]) -> u32 {
        let mut words = Vec::with_capacity(1 + items.len() * N);
        words.push(items.len() as u32);
        words.extend(items.iter().flatten());
        self.record(&words)
    }

    /// The position of a list of texts in the given order.
    pub(crate) fn texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> u32 {
        let items: Vec<[u32; 1]> = texts.into_iter().map(|text| [self.text(text)]).collect();
        self.list(&items)
    }

    /// Sets a part's root: the header's word `part` becomes the position of a record with these words.
    pub(crate) fn set_root(&mut self, part: u32, root: &[u32]) {
        self.words[part as usize] = self.record(root);
    }

    /// Writes `schema.bin` and `schema.txt` into a directory.
    pub(crate) fn write(mut self, directory: &Path) -> io::Result<()> {
        self.words[layout::TEXT_TABLE as usize] = self.words.len() as u32;
        self.words[layout::TEXT_COUNT as usize] = self.texts.len() as u32;
        self.words.append(&mut self.offsets);
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        fs::write(directory.join("schema.bin"), bytes)?;
        fs::write(directory.join("schema.txt"), self.text)
    }
}

/// `bit` when `set`, else nothing.
pub(crate) fn bit(set: bool, bit: u32) -> u32 {
    if set { bit } else { 0 }
}
