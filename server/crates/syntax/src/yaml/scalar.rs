use super::{Node, NodeKind, Style};
use crate::strconv;

/// What a scalar is once Kubernetes has turned it into JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarType {
    /// `null`, `~` or nothing.
    Null,
    /// `true`, and by YAML 1.1 also `yes`, `on`, `y` and their opposites.
    Bool,
    /// `12`, `0x1f`, `0755`, `1_000`, within 64 bits.
    Int,
    /// `1.5`, `1e3`, `.inf`, and integers that do not fit 64 bits.
    Float,
    /// Everything else: quoted, block and tagged scalars too.
    String,
}

/// The value of a scalar.
enum Value {
    Null,
    Bool(bool),
    /// Within `i64::MIN..=u64::MAX`.
    Int(i128),
    Float(f64),
    String,
}

impl Node {
    /// The type of a scalar or of nothing; `None` for collections and aliases.
    ///
    /// The rules are those of go-yaml v2 (`resolve.go`), which `sigs.k8s.io/yaml` and Alertmanager read with.
    /// go-yaml v3, which Prometheus reads rules with, differs in one point: `yes`, `no`, `on`, `off`, `y` and `n`
    /// are strings to it.
    pub fn scalar_type(&self) -> Option<ScalarType> {
        Some(match self.value()? {
            Value::Null => ScalarType::Null,
            Value::Bool(_) => ScalarType::Bool,
            Value::Int(_) => ScalarType::Int,
            Value::Float(_) => ScalarType::Float,
            Value::String => ScalarType::String,
        })
    }

    /// The boolean that is written here.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self.value()? { Some(b) } else { None }
    }

    /// The integer that is written here.
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Int(i) = self.value()? { i64::try_from(i).ok() } else { None }
    }

    /// The number that is written here, an integer or not.
    pub fn as_f64(&self) -> Option<f64> {
        match self.value()? {
            #[expect(clippy::cast_precision_loss, reason = "JSON numbers are read as doubles too")]
            Value::Int(i) => Some(i as f64),
            Value::Float(f) => Some(f),
            _ => None,
        }
    }

    fn value(&self) -> Option<Value> {
        let (text, plain) = match &self.kind {
            NodeKind::Empty => ("", true),
            NodeKind::Scalar(text, style) => (text.as_str(), *style == Style::Plain),
            _ => return None,
        };
        let resolves = match self.tag() {
            None => plain,
            Some(tag) => is_core_tag(tag),
        };
        Some(if resolves { resolve(text) } else { Value::String })
    }
}

/// Whether a scalar with this tag is read by its text; to all others it is a string.
fn is_core_tag(tag: &str) -> bool {
    let long = tag.strip_prefix("!<tag:yaml.org,2002:").and_then(|t| t.strip_suffix('>'));
    let name = tag.strip_prefix("!!").or(long);
    matches!(name, Some("int" | "float" | "bool" | "null"))
}

/// The value of a plain scalar, by go-yaml v2's `resolve`.
fn resolve(text: &str) -> Value {
    let number = match text.as_bytes().first() {
        None => return Value::Null,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text),
        Some(_) => None,
    };
    number.unwrap_or_else(|| word(text))
}

fn word(text: &str) -> Value {
    match text {
        "~" | "null" | "Null" | "NULL" => Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => {
            Value::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            Value::Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Value::Float(f64::NEG_INFINITY),
        _ => Value::String,
    }
}

fn number(text: &str) -> Option<Value> {
    let digits: String;
    let text = if text.contains('_') {
        digits = text.replace('_', "");
        digits.as_str()
    } else {
        text
    };
    let int = strconv::parse_int(text).map(i128::from);
    let int = int.or_else(|| strconv::parse_uint(text).map(i128::from)).map(Value::Int);
    int.or_else(|| decimal(text))
}

/// A decimal number that a double can hold; go-yaml reads greater ones as strings.
fn decimal(text: &str) -> Option<Value> {
    let value: f64 = if is_decimal(text) { text.parse().ok()? } else { return None };
    value.is_finite().then_some(Value::Float(value))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, go-yaml's form of a float.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = if whole.is_empty() { !fraction.is_empty() } else { true };
    let exponent_fits = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && is_digits(e)
    });
    has_digits && is_digits(whole) && is_digits(fraction) && exponent_fits
}
