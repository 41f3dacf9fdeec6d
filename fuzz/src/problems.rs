//! What a person needs of an error about a file: where, what, and how to mend it.

use std::path::Path;

use showfloor::config::Problems;

/// Fails where one of these problems of a text leaves somebody alone.
pub fn assert_helpful(problems: &Problems, file: &Path, text: &str) {
    assert!(!problems.0.is_empty(), "refused without a reason");
    let lines = text.split('\n').count();
    let mut last = 0;
    for problem in &problems.0 {
        assert!(!problem.what.is_empty(), "{problem:?}");
        assert!(!problem.hint.is_empty(), "no hint: {problem}");
        if let Some(line) = problem.line.filter(|_| problem.file == file) {
            assert!((1..=lines).contains(&line), "{lines} lines: {problem}");
            assert!(line >= last, "not in order: {problems}");
            last = line;
        }
    }
}
