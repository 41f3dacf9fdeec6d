//! What Home Assistant is told of the configuration, where it is told anything.

use tokio::sync::watch;

use crate::{
    config::Config,
    publish::{Discovery, Showroom},
};

/// What it is told, to be changed here and read there; nothing where the configuration does not ask for it.
pub(super) fn channel(
    config: &Config,
) -> Option<(watch::Sender<Discovery>, watch::Receiver<Discovery>)> {
    let prefix = config.mqtt.homeassistant.as_ref()?;
    Some(watch::channel(Discovery::new(prefix, showroom(config))))
}

/// What a configuration has to tell of.
pub(super) fn showroom(config: &Config) -> Showroom {
    Showroom {
        site: config.site.id.clone(),
        name: config.site.name.clone(),
        language: config.alerts.language.clone(),
        cameras: config
            .cameras
            .iter()
            .map(|camera| camera.id.clone())
            .collect(),
        products: config.products.clone(),
    }
}
