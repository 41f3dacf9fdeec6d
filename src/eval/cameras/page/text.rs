//! Text that is safe in HTML and SVG.

use std::fmt;

/// A text whose `<`, `>`, `&` and quotes are written as entities.
pub(super) struct Safe<'a>(pub(super) &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '&' => f.write_str("&amp;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c => write!(f, "{c}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_become_markup() {
        let safe = Safe("<b onclick='x'>\"A & B\"").to_string();
        assert_eq!(safe, "&lt;b onclick=&#39;x&#39;&gt;&quot;A &amp; B&quot;");
    }
}
