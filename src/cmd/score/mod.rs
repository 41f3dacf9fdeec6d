//! `showfloor score`.

mod backtest;
mod calibrate;
mod explain;

pub(super) use backtest::backtest;
pub(super) use calibrate::calibrate;
pub(super) use explain::explain;
