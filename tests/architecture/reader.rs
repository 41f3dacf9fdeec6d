//! Reads one source file: every path it names, every string it holds, and what is declared in it.
//!
//! Paths inside macros and attributes are found among the tokens, so nothing hides in a `format!` or a `serde(with)`.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{
    Attribute, ImplItemFn, Item, ItemExternCrate, ItemMod, ItemUse, LitStr, Macro, Meta, Path,
    UseTree, Visibility,
    visit::{self, Visit},
};

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Into this crate: the path from its root.
    Inside(Vec<String>),
    /// Into another crate, or to something local: as it is written.
    Outside(Vec<String>),
}

/// One path, named somewhere in a file.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) target: Target,
    pub(crate) line: usize,
    /// In code that only tests see.
    pub(crate) in_test: bool,
    /// Brought in by `use` or `extern crate`, rather than named in passing.
    pub(crate) imported: bool,
}

/// What one file holds, as far as the architecture is concerned.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) mentions: Vec<Mention>,
    /// String literals outside documentation, with their lines.
    pub(crate) strings: Vec<(String, usize)>,
    /// Items that are neither a module declaration nor a `use`: their lines.
    pub(crate) definitions: Vec<usize>,
    /// `#[path]` and `include!`: ways around the module tree.
    pub(crate) detours: Vec<usize>,
    /// Modules in files of their own that only tests see, as paths from the root.
    pub(crate) test_modules: BTreeSet<Vec<String>>,
}

/// Reads the file that holds the module `module` (its path from the crate's root).
pub(crate) fn read(module: &[String], text: &str) -> syn::Result<Contents> {
    let file = syn::parse_file(text)?;
    let mut reader = Reader {
        module: module.to_vec(),
        in_test: false,
        contents: Contents::default(),
    };
    reader.contents.definitions = file.items.iter().filter_map(definition_line).collect();
    reader.visit_file(&file);
    Ok(reader.contents)
}

fn definition_line(item: &Item) -> Option<usize> {
    use syn::spanned::Spanned;
    match item {
        Item::Use(_) => None,
        Item::Mod(module) if module.content.is_none() => None,
        other => Some(other.span().start().line),
    }
}

struct Reader {
    /// The module being read, inline modules included.
    module: Vec<String>,
    in_test: bool,
    contents: Contents,
}

impl Reader {
    fn mention(&mut self, path: &[String], line: usize, imported: bool) {
        self.contents.mentions.push(Mention {
            target: self.resolve(path),
            line,
            in_test: self.in_test,
            imported,
        });
    }

    /// Follows `crate`, `self` and `super`.
    fn resolve(&self, path: &[String]) -> Target {
        let mut rest = path;
        let mut base = match rest.first().map(String::as_str) {
            Some("crate" | "showfloor") => Vec::new(),
            Some("self" | "super") => self.module.clone(),
            _ => return Target::Outside(path.to_vec()),
        };
        if rest[0] != "super" {
            rest = &rest[1..];
        }
        while rest.first().is_some_and(|segment| segment == "super") {
            base.pop();
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        Target::Inside(base)
    }

    fn read_use(&mut self, tree: &UseTree, prefix: &[String]) {
        let joined = |ident: &syn::Ident| [prefix, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.read_use(&path.tree, &joined(&path.ident)),
            UseTree::Name(name) if name.ident == "self" => {
                self.mention(prefix, name.ident.span().start().line, true);
            }
            UseTree::Name(name) => {
                self.mention(&joined(&name.ident), name.ident.span().start().line, true);
            }
            UseTree::Rename(rename) if rename.ident == "self" => {
                self.mention(prefix, rename.ident.span().start().line, true);
            }
            UseTree::Rename(rename) => {
                self.mention(
                    &joined(&rename.ident),
                    rename.ident.span().start().line,
                    true,
                );
            }
            UseTree::Glob(glob) => {
                self.mention(prefix, glob.star_token.spans[0].start().line, true);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.read_use(tree, prefix);
                }
            }
        }
    }

    /// Finds paths and strings among tokens that nobody has parsed. `prefix` stands before each path, as in
    /// `use prefix::{...}`.
    fn read_tokens(&mut self, tokens: TokenStream, prefix: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(ident) => {
                    let line = ident.span().start().line;
                    let (path, next) = path_at(&tokens, at, prefix);
                    self.mention(&path, line, false);
                    if let Some(TokenTree::Group(group)) = tokens.get(next + 2)
                        && is_path_separator(&tokens, next)
                        && group.delimiter() == Delimiter::Brace
                    {
                        self.read_tokens(group.stream(), &path);
                        at = next + 3;
                        continue;
                    }
                    at = next;
                    continue;
                }
                TokenTree::Group(group) => self.read_tokens(group.stream(), &[]),
                TokenTree::Literal(literal) => {
                    if let Ok(string) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.read_string(&string.value(), literal.span().start().line);
                    }
                }
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }

    fn read_string(&mut self, text: &str, line: usize) {
        self.contents.strings.push((text.to_owned(), line));
        // `#[serde(with = "crate::a::b")]` is a path too.
        if text.contains("::")
            && let Ok(path) = syn::parse_str::<Path>(text)
        {
            self.mention(&segments(&path), line, false);
        }
    }

    /// Reads something that only tests see where `attributes` say so.
    fn within(&mut self, attributes: &[Attribute], read: impl FnOnce(&mut Self)) {
        let before = self.in_test;
        self.in_test |= attributes.iter().any(is_test_only);
        read(self);
        self.in_test = before;
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        self.within(attributes(item), |reader| visit::visit_item(reader, item));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.within(&function.attrs, |reader| {
            visit::visit_impl_item_fn(reader, function);
        });
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.module.push(module.ident.to_string());
        if module.content.is_none() && self.in_test {
            self.contents.test_modules.insert(self.module.clone());
        }
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.read_use(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        let line = item.ident.span().start().line;
        self.mention(&[item.ident.to_string()], line, true);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if let Some(first) = path.segments.first() {
            self.mention(&segments(path), first.ident.span().start().line, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_lit_str(&mut self, string: &'ast LitStr) {
        self.read_string(&string.value(), string.span().start().line);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if call.path.is_ident("include") {
            let line = call.path.segments[0].ident.span().start().line;
            self.contents.detours.push(line);
        }
        self.read_tokens(call.tokens.clone(), &[]);
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        // Documentation may speak of anything.
        if attribute.path().is_ident("doc") {
            return;
        }
        if attribute.path().is_ident("path") {
            let line = attribute.pound_token.spans[0].start().line;
            self.contents.detours.push(line);
        }
        if let Meta::List(list) = &attribute.meta {
            self.read_tokens(list.tokens.clone(), &[]);
        }
        visit::visit_attribute(self, attribute);
    }

    // `pub(crate)` is no import.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// The path that begins at `start`, and where it ends.
fn path_at(tokens: &[TokenTree], start: usize, prefix: &[String]) -> (Vec<String>, usize) {
    let mut path = prefix.to_vec();
    let mut at = start;
    while let Some(TokenTree::Ident(ident)) = tokens.get(at) {
        path.push(ident.to_string());
        at += 1;
        let goes_on = is_path_separator(tokens, at)
            && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)));
        if !goes_on {
            break;
        }
        at += 2;
    }
    (path, at)
}

fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

fn segments(path: &Path) -> Vec<String> {
    let idents = path.segments.iter().map(|segment| &segment.ident);
    idents.map(ToString::to_string).collect()
}

/// `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, ...))]`; not `#[cfg(not(test))]`.
fn is_test_only(attribute: &Attribute) -> bool {
    if attribute.path().is_ident("test") {
        return true;
    }
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    if !list.path.is_ident("cfg") {
        return false;
    }
    let condition = list.tokens.to_string();
    let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| word == "test") && !condition.contains("not") && !condition.contains("any")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
