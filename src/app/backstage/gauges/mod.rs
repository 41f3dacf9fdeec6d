//! How the appliance is: its figures for Prometheus (`docs/operation.md` names them), and whether it does its work. Each file
//! has the figures of one part; `text` writes them. Nothing here is about anybody in particular.

mod broker;
mod cameras;
mod floor;
mod kept;
mod process;
mod stages;
mod text;
mod trouble;
mod watch;

pub(super) use watch::Gauges;
