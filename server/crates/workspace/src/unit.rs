use std::sync::Arc;
use syntax::{SyntaxError, hcl, yaml};

/// The smallest part of a file that parses alone: a top-level HCL block, a YAML document, a JSON file.
/// All spans in it are relative to its own start.
#[derive(Debug)]
pub struct Unit {
    /// Its text.
    pub text: Arc<str>,
    /// As much as could be read.
    pub tree: Tree,
    /// What could not.
    pub errors: Vec<SyntaxError>,
}

/// The tree of a unit.
#[derive(Debug)]
pub enum Tree {
    /// A body with (as a rule) one block.
    Hcl(hcl::Body),
    /// A YAML document, or a JSON file read into the same tree.
    Yaml(yaml::Node),
    /// Not parsed.
    Opaque,
}
