use smol_str::SmolStr;
use text::Span;

/// A value of a YAML document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Without surrounding blanks, tag and anchor; a block scalar's runs from its `|` or `>` to the end of its
    /// last line that is not blank.
    pub span: Span,
    /// Its tag and anchor, boxed because hardly a node has any.
    pub properties: Option<Box<Properties>>,
    /// What it is.
    pub kind: NodeKind,
}

/// What may stand before a value: `!tag &anchor`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    /// From the first of the two to the end of the last.
    pub span: Span,
    /// `!tag`, as written.
    pub tag: Option<SmolStr>,
    /// `&anchor`, without the ampersand.
    pub anchor: Option<SmolStr>,
}

/// What a YAML value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum NodeKind {
    /// Nothing is written (`key:`); the span is empty and stands where the value would.
    #[default]
    Empty,
    /// A scalar with its value and the way it is written.
    Scalar(SmolStr, Style),
    /// `key: value` pairs in order, duplicates kept.
    Mapping(Vec<Entry>),
    /// `- item`s in order.
    Sequence(Vec<Node>),
    /// `*name`
    Alias(SmolStr),
}

/// How a scalar is written; only a plain one can be a number, a boolean or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No quotes.
    Plain,
    /// `'...'`
    Single,
    /// `"..."`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// `key: value`
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Node,
    /// The value.
    pub value: Node,
}

impl Default for Node {
    fn default() -> Self {
        Self { span: Span::default(), properties: None, kind: NodeKind::Empty }
    }
}

impl Entry {
    /// From the key to the end of the value.
    pub fn span(&self) -> Span {
        self.key.span.cover(self.value.span)
    }
}

impl Node {
    /// A node without tag and anchor.
    pub fn new(span: Span, kind: NodeKind) -> Self {
        Self { span, properties: None, kind }
    }

    /// Its tag as written, such as `!!str`.
    pub fn tag(&self) -> Option<&str> {
        self.properties.as_ref()?.tag.as_deref()
    }

    /// Its anchor, without the ampersand.
    pub fn anchor(&self) -> Option<&str> {
        self.properties.as_ref()?.anchor.as_deref()
    }

    /// The scalar's text, whatever its style.
    pub fn as_str(&self) -> Option<&str> {
        if let NodeKind::Scalar(s, _) = &self.kind { Some(s) } else { None }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        if let NodeKind::Mapping(e) = &self.kind { e } else { &[] }
    }

    /// The items of a sequence; none for anything else.
    pub fn items(&self) -> &[Node] {
        if let NodeKind::Sequence(i) = &self.kind { i } else { &[] }
    }

    /// The first entry whose key is `name`.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key.as_str() == Some(name))
    }

    /// The value under `name`.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|e| &e.value)
    }

    /// The value under a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }
}
