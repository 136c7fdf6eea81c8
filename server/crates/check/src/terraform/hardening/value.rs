use syntax::hcl::{Block, Expr, ExprKind, ObjectKey, Step, TemplatePart};
use text::Span;
use workspace::terraform::ModuleSource;
use workspace::{Key, Module, Site, SymbolKind, UnitKind, Workspace};

/// Longer chains of variables and locals are not followed.
const DEEPEST: usize = 12;
/// More values of one expression are not looked at: the callers of modules and the elements of collections share them.
const MOST_VALUES: usize = 4096;
/// In a workspace of more modules the calls of one are not looked for.
const MOST_MODULES: usize = 256;

/// Sees what the expressions of one block come to.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    workspace: &'a Workspace,
    module: Module<'a>,
    /// What `each` is bound by.
    block: Option<&'a Block>,
    depth: usize,
    /// How many more values may be looked at.
    left: usize,
}

/// A value that an expression may have.
#[derive(Clone, Debug)]
pub(crate) struct Seen<'a> {
    /// As a string; `None` where it cannot be seen, `null` where nothing is meant.
    pub(crate) text: Option<String>,
    /// The expression that says so.
    pub(crate) expr: Option<&'a Expr>,
    pub(crate) origin: Origin<'a>,
}

/// Where a value is written.
#[derive(Clone, Debug)]
pub(crate) enum Origin<'a> {
    /// In the block itself.
    Here,
    /// In another block: what messages call it, and where it stands.
    There(String, &'a Site, Span),
}

impl<'a> Values<'a> {
    pub(crate) fn new(workspace: &'a Workspace, module: Module<'a>, block: &'a Block) -> Self {
        Self { workspace, module, block: Some(block), depth: 0, left: MOST_VALUES }
    }

    /// Every value that `expr` may have: one, unless instances or callers differ.
    pub(crate) fn of(self, expr: &'a Expr) -> Vec<Seen<'a>> {
        let here = |text: Option<String>| vec![Seen { text, expr: Some(expr), origin: Origin::Here }];
        match &expr.kind {
            ExprKind::Null => here(Some("null".into())),
            ExprKind::Bool(value) => here(Some(value.to_string())),
            ExprKind::Number(text) | ExprKind::String(text) | ExprKind::Heredoc(text) => {
                here(Some(text.to_string()))
            }
            ExprKind::Unary { op, operand } if op == "-" => {
                let text = self.of(operand).pop().and_then(|seen| seen.text);
                here(text.map(|text| format!("-{text}")))
            }
            ExprKind::Paren(inner) => self.of(inner),
            ExprKind::Template(parts) => match parts.as_slice() {
                [TemplatePart::Interpolation(inner)] => self.of(inner),
                _ => here(None),
            },
            ExprKind::Traversal { root, steps } if self.depth < DEEPEST => {
                self.traversal(&root.text, steps).unwrap_or_else(|| here(None))
            }
            _ => here(None),
        }
    }

    fn traversal(self, root: &str, steps: &'a [Step]) -> Option<Vec<Seen<'a>>> {
        let (Step::Attr(name), rest) = steps.split_first()? else { return None };
        match root {
            "var" => self.variable(&name.text, rest),
            "local" => {
                let site = self.module.definition(&Key::plain(SymbolKind::Local, name.text.clone()))?;
                let value = &site.attribute()?.value;
                self.elsewhere(self.module, &format!("local.{}", name.text), site, value, rest)
            }
            "each" if name.text == "value" => self.each(rest),
            _ => None,
        }
    }

    /// The values of `steps` in `value`, which is written at `site` of `module`.
    fn elsewhere(
        self,
        module: Module<'a>,
        title: &str,
        site: &'a Site,
        value: &'a Expr,
        steps: &'a [Step],
    ) -> Option<Vec<Seen<'a>>> {
        let inner = Self { module, block: None, depth: self.depth + 1, ..self };
        let value = inner.step_into(value, steps)?;
        let seen = inner.of(value).into_iter().map(|seen| match seen.origin {
            Origin::Here => {
                let span = seen.expr.map_or(value.span, |expr| expr.span);
                Seen { origin: Origin::There(title.to_owned(), site, span), ..seen }
            }
            Origin::There(..) => seen,
        });
        Some(seen.collect())
    }

    /// The expression that `steps` lead to, through objects and lists that are written out.
    fn step_into(self, mut value: &'a Expr, steps: &[Step]) -> Option<&'a Expr> {
        for step in steps {
            let key = match step {
                Step::Attr(name) => name.text.clone(),
                Step::Index(_, index) => index.as_str()?.into(),
                _ => return None,
            };
            value = self.object(value)?.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)?;
        }
        Some(value)
    }

    /// The entries of an object that is written out, here or in a local.
    fn object(self, value: &'a Expr) -> Option<Vec<(&'a str, &'a Expr)>> {
        match &value.kind {
            ExprKind::Object(entries) => {
                entries.iter().map(|e| Some((ObjectKey::name(&e.key)?, &e.value))).collect()
            }
            ExprKind::Paren(inner) => self.object(inner),
            ExprKind::Traversal { root, steps } if self.depth < DEEPEST => {
                let [Step::Attr(name)] = steps.as_slice() else { return None };
                let inner = Self { depth: self.depth + 1, ..self };
                match &*root.text {
                    "local" => {
                        let key = Key::plain(SymbolKind::Local, name.text.clone());
                        inner.object(&self.module.definition(&key)?.attribute()?.value)
                    }
                    "var" => {
                        let key = Key::plain(SymbolKind::Variable, name.text.clone());
                        inner.object(&self.module.definition(&key)?.block()?.body.attribute("default")?.value)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What a variable may be: what the values files and the calls of the module give it, else its default.
    fn variable(self, name: &str, steps: &'a [Step]) -> Option<Vec<Seen<'a>>> {
        let key = Key::plain(SymbolKind::Variable, name);
        let title = format!("var.{name}");
        let given = self.module.names().references(&key).filter(|s| s.unit.kind == UnitKind::TerraformValues);
        let given: Vec<_> = given.collect();
        if let Some(site) = given.first() {
            let value = &site.unit.hcl()?.attribute(name)?.value;
            return self.elsewhere(self.module, &title, site, value, steps);
        }
        let default = || {
            let site = self.module.definition(&key)?;
            let value = &site.block()?.body.attribute("default")?.value;
            self.elsewhere(self.module, &title, site, value, steps)
        };
        let calls = self.calls();
        if calls.is_empty() {
            return default();
        }
        let share = self.share(calls.len())?;
        let mut all = Vec::new();
        for (module, site) in calls {
            let passed = site.block().and_then(|block| block.body.attribute(name));
            match passed {
                Some(argument) => {
                    let title = format!("{name} of module.{}", site.symbol()?.key.name);
                    all.extend(share.elsewhere(module, &title, site, &argument.value, steps)?);
                }
                None => all.extend(default()?),
            }
        }
        Some(all)
    }

    /// The same with its share of the values that may be looked at, where `branches` of them part; `None` where there
    /// is none left, and what is not seen is no finding.
    fn share(self, branches: usize) -> Option<Self> {
        let left = self.left.checked_div(branches).filter(|left| *left > 0)?;
        Some(Self { left, ..self })
    }

    /// The calls of this module in the workspace.
    fn calls(self) -> Vec<(Module<'a>, &'a Site)> {
        let mut found = Vec::new();
        let modules: Vec<_> = self.workspace.modules().take(MOST_MODULES + 1).collect();
        if modules.len() > MOST_MODULES {
            return found;
        }
        for module in modules {
            for (key, site) in module.names().of_kind(SymbolKind::ModuleCall) {
                if matches!(module.source_of_call(&key.name), Some(ModuleSource::Local(dir)) if dir == self.module.dir())
                {
                    found.push((module, site));
                }
            }
        }
        found
    }

    /// What `each.value` may be: the elements of a collection that is written out.
    fn each(self, steps: &'a [Step]) -> Option<Vec<Seen<'a>>> {
        let over = &self.block?.body.attribute("for_each")?.value;
        let elements = self.object(over)?;
        let share = self.share(elements.len().max(1))?;
        let mut all = Vec::new();
        for (_, element) in elements {
            match self.step_into(element, steps) {
                Some(value) => all.extend(Self { block: None, depth: self.depth + 1, ..share }.of(value)),
                None => return None,
            }
        }
        // What stands in the collection is not the argument itself: an edit of the argument would be one too many.
        let unknown_place = |seen: Seen<'a>| Seen { expr: None, ..seen };
        Some(all.into_iter().map(unknown_place).collect())
    }
}
