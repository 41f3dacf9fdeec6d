//! `showfloor eval`: one file per evaluation, each with its table for people.

mod behaviour;
mod cameras;
mod identity;
mod noise;
mod tracking;

pub(super) use behaviour::behaviour;
pub(super) use cameras::cameras;
pub(super) use identity::identity;
pub(super) use noise::noise;
pub(super) use tracking::tracking;
