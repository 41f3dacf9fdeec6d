//! What is told to the dealer's other systems of visitors who agreed to it: signed webhooks.
//!
//! `message` and `adf` are pure: from what is known to the bytes that are sent. A `Courier` empties the queue of one
//! webhook, in a thread of its own, one delivery at a time: the oldest stays until the receiver accepts it, so order holds
//! and nothing is missing. `post` is the only file that names the HTTP client. `docs/webhooks.md` is what it promises.

mod adf;
mod courier;
mod error;
mod message;
mod post;
mod settings;
mod sign;
mod url;

pub use courier::{Courier, Delivered};
pub use error::WebhookError;
pub use message::{News, Reason, What, delivery};
pub use settings::{Format, On, Webhook};
pub use url::WebhookUrl;
