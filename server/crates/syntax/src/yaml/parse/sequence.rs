use super::block::Place;
use super::{Column, Reader};
use crate::yaml::{Node, NodeKind};
use text::Span;

impl Reader<'_> {
    /// A block sequence whose dashes stand at `column`; the one here is its first. Where `column` is `parent`,
    /// it is a list that is indented no more than its key.
    pub(super) fn sequence(&mut self, column: Column, parent: Column) -> Node {
        let start = self.pos;
        self.fresh = false;
        if !self.enter() {
            return self.skip_block(start, parent);
        }
        let mut items = Vec::new();
        let mut misplaced = column;
        let mut reported = false;
        self.item(column, &mut items);
        while let Some(here) = self.next_content() {
            let is_item = self.at_indicator(b'-');
            if here < column && here <= parent || (here == parent && !is_item) {
                break;
            }
            if is_item {
                if here != column && here != misplaced {
                    self.misplaced("item", column, here);
                }
                self.item(here, &mut items);
            } else {
                if !reported {
                    self.error_at_line(
                        "expected `- `: indent this line to make it part of the item above it",
                    );
                }
                self.not_an_item(here, &mut items);
            }
            reported = !is_item;
            misplaced = here;
        }
        self.depth -= 1;
        let end = items.last().map_or(start as u32 + 1, |item: &Node| item.span.end);
        Node::new(Span::new(start as u32, end.max(start as u32 + 1)), NodeKind::Sequence(items))
    }

    fn item(&mut self, column: Column, items: &mut Vec<Node>) {
        self.fresh = false;
        self.pos += 1;
        items.push(self.value(column, Place::Dash));
    }

    /// A line without a dash among items: a key most likely belongs to the item above it.
    fn not_an_item(&mut self, here: Column, items: &mut [Node]) {
        let errors = self.errors.len();
        let entry = self.entry(here, None);
        let is_key = self.errors.len() == errors;
        self.errors.truncate(errors);
        if let (Some(entry), true) = (entry, is_key)
            && let Some(Node { span, kind: NodeKind::Mapping(entries), .. }) = items.last_mut()
        {
            *span = span.cover(entry.span());
            entries.push(entry);
        }
    }
}
