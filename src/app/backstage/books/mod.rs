//! The manager's books: [`crate::web::manager::Books`] over the store.
//!
//! `snapshot` is the store at one moment, every visit with what it came to; it is kept for some seconds. `greetings` is what
//! alerts say of visits. `overview`, `visits`, `visitor`, `cars`, `funnel` and `outcomes` ask it. `change` has corrections carried out. `rules`, `draft`,
//! `trial` and `publish` are about the rule file.

mod cars;
mod change;
mod desk;
mod draft;
mod edit;
mod funnel;
mod greetings;
mod lanes;
mod median;
mod numbers;
mod outcomes;
mod overview;
mod publish;
mod rules;
mod snapshot;
#[cfg(test)]
mod tests;
mod trial;
mod visitor;
mod visits;

pub(in crate::app::backstage) use desk::StoreBooks;
