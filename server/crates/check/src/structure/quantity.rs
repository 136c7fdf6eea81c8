//! Resource quantities: `100m`, `1.5`, `2Gi`, `1e3`.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource`, `ParseQuantity` and its suffixes.

/// An amount of a resource, comparable with others whatever their suffixes.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct Quantity(f64);

const SUFFIXES: [(&str, f64); 15] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
];

impl Quantity {
    /// The quantity that `text` spells.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at_checked(end)?;
        let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
        let is_number = digits.bytes().any(|b| b.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.matches('.').count() <= 1;
        let value: f64 = if is_number { number.parse().ok()? } else { return None };
        Some(Self(value * factor(suffix)?))
    }
}

/// What a suffix multiplies by.
fn factor(suffix: &str) -> Option<f64> {
    if suffix.is_empty() {
        return Some(1.0);
    }
    let known = SUFFIXES.iter().find(|(name, _)| *name == suffix).map(|(_, factor)| *factor);
    known.or_else(|| {
        let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
        Some(10_f64.powi(exponent))
    })
}

/// Whether `text` spells a quantity.
pub(crate) fn is_quantity(text: &str) -> bool {
    Quantity::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn quantities_compare_across_suffixes() {
        let of = |text| Quantity::parse(text).unwrap_or_else(|| panic!("{text} is a quantity"));
        assert!(
            of("100m") < of("1") && of("1Gi") > of("1G") && of("1e3") == of("1k") && of(".5") == of("500m")
        );
    }

    #[test]
    fn other_words_are_no_quantities() {
        for text in ["", "1 Gi", "1GB", "one", "1.2.3", "-", "m", "1gi", "1e"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
