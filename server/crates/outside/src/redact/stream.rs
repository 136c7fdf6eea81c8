use super::Redactor;

/// Puts secrets back into an answer that arrives in pieces, however it is cut.
#[derive(Debug)]
pub struct Restorer<'a> {
    redactor: &'a Redactor,
    held: String,
}

impl<'a> Restorer<'a> {
    pub(super) fn new(redactor: &'a Redactor) -> Self {
        Self { redactor, held: String::new() }
    }

    /// Takes the next piece and gives what is certain by now; the beginning of a placeholder is held back.
    pub fn push(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        let open = self.held.rmatch_indices('<').map(|(at, _)| at).take(Self::LOOK_BACK);
        let cut = open.filter(|at| self.redactor.begins(&self.held[*at..])).last();
        let rest = self.held.split_off(cut.unwrap_or(self.held.len()));
        let certain = std::mem::replace(&mut self.held, rest);
        self.redactor.restore(&certain)
    }

    /// The rest of the answer.
    pub fn finish(self) -> String {
        self.redactor.restore(&self.held)
    }

    /// A placeholder has two opening brackets, both at its start: an earlier one cannot begin one that is open.
    const LOOK_BACK: usize = 2;
}
