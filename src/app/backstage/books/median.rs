//! Small sums.

/// The middle one of some numbers; `None` of none. Of two in the middle the smaller, as times are told elsewhere.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len().div_ceil(2).checked_sub(1)?;
    numbers.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_them_are_no_longer() {
        assert_eq!(median(Vec::new()), None);
        assert_eq!(median(vec![4.0]), Some(4.0));
        assert_eq!(median(vec![9.0, 1.0, 4.0]), Some(4.0));
        assert_eq!(median(vec![9.0, 1.0, 4.0, 2.0]), Some(2.0));
    }
}
