//! Writing a table.

/// Beginnings that make a spreadsheet take a cell for a formula; the wide ones are taken for the plain ones.
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Rows under headings, cells parted by commas, each line ended as the RFC has it.
pub fn csv(headings: &[&str], rows: &[Vec<String>]) -> String {
    csv_by(',', headings, rows)
}

/// As [`csv`], with another mark between cells: spreadsheets of languages that write decimals with a comma expect `;`.
pub fn csv_by(mark: char, headings: &[&str], rows: &[Vec<String>]) -> String {
    let headings: Vec<_> = headings.iter().map(ToString::to_string).collect();
    let mut text = String::new();
    for row in [&headings].into_iter().chain(rows) {
        let cells: Vec<_> = row
            .iter()
            .map(|cell| quoted(mark, &harmless(cell)))
            .collect();
        text.push_str(&cells.join(&mark.to_string()));
        text.push_str("\r\n");
    }
    text
}

/// A cell that nothing calculates: an apostrophe before what would be a formula. Numbers are what they are.
fn harmless(cell: &str) -> String {
    let is_number = || cell.replacen(',', ".", 1).parse::<f64>().is_ok();
    if cell.starts_with(FORMULA) && !is_number() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn quoted(mark: char, cell: &str) -> String {
    if cell.contains([mark, '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads what RFC 4180 describes.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut chars, mut inside) = (text.chars().peekable(), false);
        while let Some(c) = chars.next() {
            match (c, inside) {
                ('"', true) if chars.next_if_eq(&'"').is_some() => cell.push('"'),
                ('"', _) => inside = !inside,
                (',', false) => row.push(std::mem::take(&mut cell)),
                ('\r', false) if chars.next_if_eq(&'\n').is_some() => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                (c, _) => cell.push(c),
            }
        }
        assert!(row.is_empty() && cell.is_empty() && !inside, "{text:?}");
        rows
    }

    #[test]
    fn cells_are_quoted_where_they_must_be_and_never_calculated() {
        let row = [
            "4711",
            "a, \"b\"",
            "=HYPERLINK(\"x\")",
            "-3.5",
            "-1+cmd",
            "@x",
        ];
        let text = csv(&["one", "two"], &[row.map(ToOwned::to_owned).to_vec()]);
        let expected =
            "one,two\r\n4711,\"a, \"\"b\"\"\",\"'=HYPERLINK(\"\"x\"\")\",-3.5,'-1+cmd,'@x\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn cells_parted_otherwise_may_have_decimals_with_commas() {
        let row = ["-3,5", "a; b"].map(ToOwned::to_owned).to_vec();
        assert_eq!(
            csv_by(';', &["one", "two"], &[row]),
            "one;two\r\n-3,5;\"a; b\"\r\n"
        );
    }

    proptest! {
        #[test]
        fn what_goes_in_is_read_back_harmless(
            rows in prop::collection::vec(prop::collection::vec("[a=+@\",\r\n -]{0,6}", 3), 1..5)
        ) {
            let back = read(&csv(&["a", "b", "c"], &rows));
            let expected = rows.iter().map(|row| row.iter().map(|cell| harmless(cell)).collect::<Vec<_>>());
            prop_assert_eq!(&back[1..], &expected.collect::<Vec<_>>()[..]);
            for cell in back.iter().flatten() {
                let number = cell.replacen(',', ".", 1);
                prop_assert!(!cell.starts_with(FORMULA) || number.parse::<f64>().is_ok());
            }
        }
    }
}
