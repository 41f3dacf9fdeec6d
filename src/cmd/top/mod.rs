//! `showfloor top`: how a running appliance is, live.

mod figures;
mod live;
mod page;
mod view;

pub(super) use live::run;
