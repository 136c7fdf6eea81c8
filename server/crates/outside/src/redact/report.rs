use std::collections::BTreeMap;
use std::fmt;

/// What was kept back, without the values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many texts of each kind were replaced at each place: the kind is a label such as `aws_key`, the place a
    /// path or `the request`.
    pub counts: BTreeMap<(String, &'static str), usize>,
}

impl Report {
    /// How many texts were replaced.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.counts.is_empty() {
            return f.write_str("nothing was kept back");
        }
        f.write_str("kept back: ")?;
        for (number, ((place, kind), count)) in self.counts.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            write!(f, "{comma}{count} {} in {place}", kind.replace('_', " "))?;
        }
        Ok(())
    }
}
