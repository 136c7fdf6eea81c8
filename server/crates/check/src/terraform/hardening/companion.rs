use super::Resource;
use crate::hardening::Patch;
use crate::report::Sink;
use workspace::{Key, SymbolKind};

/// A resource that belongs beside another: all that the check, the fix and the example need.
#[derive(Debug)]
pub(crate) struct Companion {
    /// The type of the resource that should have one.
    pub(crate) owner: &'static str,
    /// Its type.
    pub(crate) kind: &'static str,
    /// The argument by which it names its owner.
    pub(crate) link: &'static str,
    /// Nested blocks and arguments of the owner that do the same.
    pub(crate) inline: &'static [&'static str],
    /// What follows the link in its body, without indentation.
    pub(crate) body: &'static str,
    /// What follows the owner's address in the message.
    pub(crate) says: &'static str,
}

impl Companion {
    pub(crate) fn check(&self, resource: &Resource<'_>, sink: &mut Sink<'_>) {
        let block = resource.block;
        if !self.is_needed(resource) {
            return;
        }
        let found = sink.report(block.header(), format!("{} {}", resource.address(), self.says));
        let patch = Patch::new().after(self.written(resource));
        found.patch(format!("Add {}", self.kind), resource.context.unit, patch);
    }

    /// Whether nothing does what it is for.
    pub(crate) fn is_needed(&self, resource: &Resource<'_>) -> bool {
        resource.block.keyword.text == "resource" && !self.is_inline(resource) && !self.exists(resource)
    }

    fn is_inline(&self, resource: &Resource<'_>) -> bool {
        let body = &resource.block.body;
        let is_dynamic = |name: &str| body.blocks_named("dynamic").any(|b| b.label(0) == Some(name));
        self.inline.iter().any(|name| {
            body.attribute(name).is_some() || body.blocks_named(name).next().is_some() || is_dynamic(name)
        })
    }

    /// Whether one refers to the owner, or to something that cannot be seen from here.
    fn exists(&self, resource: &Resource<'_>) -> bool {
        let names = resource.module.names();
        let owner = Key::new(SymbolKind::Resource, self.owner, resource.name);
        let refers = names
            .references(&owner)
            .any(|site| site.unit.block().is_some_and(|b| b.label(0) == Some(self.kind)));
        if refers {
            return true;
        }
        let own = resource.text(self.link);
        names.of_qualifier(SymbolKind::Resource, self.kind).any(|(_, site)| {
            let Some(block) = site.block() else { return true };
            let Some(link) = block.body.attribute(self.link) else { return true };
            let direct = site
                .unit
                .references
                .iter()
                .any(|r| r.key.kind == SymbolKind::Resource && link.value.span.contains(r.span));
            let known = link.value.as_str();
            // Another owner is named, or another name.
            !direct && known.is_none_or(|name| own.as_deref() == Some(name))
        })
    }

    fn written(&self, resource: &Resource<'_>) -> String {
        let address = resource.address();
        let names = resource.module.names();
        let is_free = |name: &str| !names.defines(&Key::new(SymbolKind::Resource, self.kind, name));
        let numbered = (2..1000).map(|n| format!("{}_{n}", resource.name));
        let name = std::iter::once(resource.name.to_owned()).chain(numbered).find(|name| is_free(name));
        let name = name.unwrap_or_else(|| resource.name.to_owned());
        let body = &resource.block.body;
        let (before, link) = if body.attribute("for_each").is_some() {
            (format!("for_each = {address}\n\n"), "each.value.id".to_owned())
        } else if body.attribute("count").is_some() {
            (format!("count = length({address})\n\n"), format!("{address}[count.index].id"))
        } else {
            (String::new(), format!("{address}.id"))
        };
        self.block(&name, &before, &link)
    }

    /// The whole block.
    fn block(&self, name: &str, before: &str, link: &str) -> String {
        let lines = format!("{before}{} = {link}\n{}", self.link, self.body);
        let lines = lines.lines().map(|l| if l.is_empty() { String::new() } else { format!("  {l}") });
        let text = format!(
            "resource \"{}\" \"{name}\" {{\n{}\n}}",
            self.kind,
            lines.collect::<Vec<_>>().join("\n").trim_end()
        );
        text::apply(&text, &syntax::hcl::format(&text)).unwrap_or(text)
    }

    /// An owner without one, and with it.
    pub(crate) fn example(&self) -> (String, String) {
        let bad = format!("resource \"{}\" \"example\" {{\n}}\n", self.owner);
        let link = format!("{}.example.id", self.owner);
        let good = format!("{bad}\n{}\n", self.block("example", "", &link).trim_end());
        (bad, good)
    }
}
