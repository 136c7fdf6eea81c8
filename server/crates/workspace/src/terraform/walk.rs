use smol_str::SmolStr;
use syntax::hcl::{Attribute, Block, Body, Expr, ExprKind, Item, ObjectKey, Step, TemplatePart};

/// What is called on every expression with the names bound around it: by `for`, `%{for}` and `dynamic`.
pub type Visit<'v, 'a> = &'v mut dyn FnMut(&'a Expr, &[SmolStr]);

/// Visits `expr` and everything in it, outer expressions first.
pub fn walk_expression<'a>(expr: &'a Expr, bound: &mut Vec<SmolStr>, visit: Visit<'_, 'a>) {
    visit(expr, bound);
    match &expr.kind {
        ExprKind::List(items) | ExprKind::Call { args: items, .. } => walk_all(items, bound, visit),
        ExprKind::Object(entries) => {
            for entry in entries {
                if let ObjectKey::Expr(key) = &entry.key {
                    walk_expression(key, bound, visit);
                }
                walk_expression(&entry.value, bound, visit);
            }
        }
        ExprKind::Traversal { steps, .. } => walk_steps(steps, bound, visit),
        ExprKind::Access { base, steps } => {
            walk_expression(base, bound, visit);
            walk_steps(steps, bound, visit);
        }
        ExprKind::Unary { operand: inner, .. } | ExprKind::Paren(inner) => {
            walk_expression(inner, bound, visit);
        }
        ExprKind::Binary { left, right, .. } => {
            walk_expression(left, bound, visit);
            walk_expression(right, bound, visit);
        }
        ExprKind::Conditional { test, then, otherwise } => walk_all([&**test, then, otherwise], bound, visit),
        ExprKind::For(inner) => {
            walk_expression(&inner.collection, bound, visit);
            let outer = bound.len();
            bound.extend(inner.key.iter().map(|k| k.text.clone()));
            bound.push(inner.value.text.clone());
            let results = inner.key_expr.iter().chain([&inner.value_expr]).chain(&inner.condition);
            walk_all(results, bound, visit);
            bound.truncate(outer);
        }
        ExprKind::Template(parts) => walk_parts(parts, bound, visit),
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Heredoc(_)
        | ExprKind::Invalid => {}
    }
}

fn walk_all<'a>(exprs: impl IntoIterator<Item = &'a Expr>, bound: &mut Vec<SmolStr>, visit: Visit<'_, 'a>) {
    for expr in exprs {
        walk_expression(expr, bound, visit);
    }
}

fn walk_steps<'a>(steps: &'a [Step], bound: &mut Vec<SmolStr>, visit: Visit<'_, 'a>) {
    for step in steps {
        if let Step::Index(_, index) = step {
            walk_expression(index, bound, visit);
        }
    }
}

fn walk_parts<'a>(parts: &'a [TemplatePart], bound: &mut Vec<SmolStr>, visit: Visit<'_, 'a>) {
    for part in parts {
        match part {
            TemplatePart::Literal(_) => {}
            TemplatePart::Interpolation(inner) => walk_expression(inner, bound, visit),
            TemplatePart::Directive { locals, exprs, parts, .. } => {
                walk_all(exprs, bound, visit);
                let outer = bound.len();
                bound.extend(locals.iter().map(|l| l.text.clone()));
                walk_parts(parts, bound, visit);
                bound.truncate(outer);
            }
        }
    }
}

/// Visits every expression of `body` and of the blocks in it. `enter` says which attributes are expressions at all,
/// given the keywords of the blocks around them.
pub fn walk_body<'a>(
    body: &'a Body,
    path: &mut Vec<&'a str>,
    bound: &mut Vec<SmolStr>,
    enter: &dyn Fn(&[&str], &Attribute) -> bool,
    visit: Visit<'_, 'a>,
) {
    for item in &body.items {
        match item {
            Item::Attribute(attribute) if enter(path, attribute) => {
                walk_expression(&attribute.value, bound, visit);
            }
            Item::Attribute(_) => {}
            Item::Block(block) => {
                path.push(&block.keyword.text);
                match dynamic_iterator(block) {
                    Some(name) => walk_dynamic(block, name, path, bound, enter, visit),
                    None => walk_body(&block.body, path, bound, enter, visit),
                }
                path.pop();
            }
        }
    }
}

fn walk_dynamic<'a>(
    block: &'a Block,
    iterator: SmolStr,
    path: &mut Vec<&'a str>,
    bound: &mut Vec<SmolStr>,
    enter: &dyn Fn(&[&str], &Attribute) -> bool,
    visit: Visit<'_, 'a>,
) {
    for attribute in block.body.attributes().filter(|a| a.name.text == "for_each") {
        walk_expression(&attribute.value, bound, visit);
    }
    bound.push(iterator);
    for attribute in block.body.attributes().filter(|a| a.name.text == "labels") {
        walk_expression(&attribute.value, bound, visit);
    }
    for content in block.body.blocks() {
        walk_body(&content.body, path, bound, enter, visit);
    }
    bound.pop();
}

/// The name that a `dynamic` block binds in its content, if `block` is one.
pub fn dynamic_iterator(block: &Block) -> Option<SmolStr> {
    if block.keyword.text != "dynamic" {
        return None;
    }
    let given = block.body.attribute("iterator").and_then(|a| match &a.value.kind {
        ExprKind::Traversal { root, steps } if steps.is_empty() => Some(root.text.clone()),
        _ => None,
    });
    given.or_else(|| block.labels.first().map(|l| l.text.clone()))
}
