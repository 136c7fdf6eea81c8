use super::clean;
use crate::yaml::Node;
use crate::yaml::ScalarType::{self, Bool, Float, Int, Null, String};

fn types(text: &str) -> Vec<ScalarType> {
    clean(text).items().iter().map(|n| n.scalar_type().unwrap()).collect()
}

#[test]
fn plain_scalars_have_the_types_that_kubernetes_sees() {
    assert_eq!(types("[~, null, NULL]"), [Null; 3]);
    assert_eq!(types("[yes, No, on, OFF, y, N, true, False]"), [Bool; 8]);
    assert_eq!(types("[yEs, tRUE, nULL, none, 'yes', \"1\"]"), [String; 6]);
    assert_eq!(types("[0, -1, +2, 0x1F, 0o17, 0b11, 0755, 1_000, 18446744073709551615]"), [Int; 9]);
    assert_eq!(types("[1.5, .5, 1., 1e3, -1E-2, .inf, -.INF, .NaN, 08, 18446744073709551616]"), [Float; 10]);
    assert_eq!(types("[1:30, 2001-01-01, 1.2.3, 0x, -, 100m, 1e, '', ., +-1, --1, 1e+]"), [String; 12]);
    assert_eq!(
        types("[!!str 1, !!int \"1\", ! 1, !foo 1, !!binary 1]"),
        [String, Int, String, String, String]
    );
}

#[test]
fn nothing_is_null_and_collections_have_no_type() {
    let root = clean("a:\nb: [1]\nc: |\n  1\n");
    assert_eq!(root.get("a").unwrap().scalar_type(), Some(Null));
    assert_eq!(root.get("b").unwrap().scalar_type(), None);
    assert_eq!(root.get("c").unwrap().scalar_type(), Some(String));
}

#[test]
fn values_are_read_by_their_type() {
    let root = clean("[0x10, 0755, 1_0, 2.5, off, -7]");
    let items = root.items();
    assert_eq!(items.iter().filter_map(Node::as_i64).collect::<Vec<_>>(), [16, 493, 10, -7]);
    assert_eq!(items.iter().filter_map(Node::as_f64).collect::<Vec<_>>(), [16.0, 493.0, 10.0, 2.5, -7.0]);
    assert_eq!(items[4].as_bool(), Some(false));
}
