//! What the pure line needs to know of the configuration.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    alerts, behaviour,
    config::Config,
    identity, presence,
    publish::Webhook,
    scoring::{self, RuleSet},
    store::Backups,
    track,
    types::{CameraId, FloorMarks, ModelTag, Product, RecogniseIn, Recognition, Zone},
};

/// Settings of `track` to `alerts`, and the showroom they work in.
#[derive(Clone, Debug)]
pub struct LineSettings {
    pub zones: Vec<Zone>,
    /// Of the cameras whose place over the floor is known.
    pub floor: BTreeMap<CameraId, FloorMarks>,
    pub products: Vec<Product>,
    pub recognition: Recognition,
    /// Where faces are compared with those of absent visitors, in mode `opt-in`.
    pub recognise_in: RecogniseIn,
    /// For how long a consent holds, and a code to return by.
    pub consent_for: Duration,
    pub return_code_for: Duration,
    /// Signatures of visitors who stayed away for longer are forgotten.
    pub retention: Option<Duration>,
    /// All that is known of visitors who stayed away for longer is deleted.
    pub history: Option<Duration>,
    /// For how long backups of the store are kept, where there are any.
    pub backups_kept: Option<Duration>,
    /// Tag of the signatures that will come; stored templates with another tag are left alone.
    pub signature_tag: Option<ModelTag>,
    pub track: track::Settings,
    pub identity: identity::Settings,
    pub presence: presence::Settings,
    pub behaviour: behaviour::Settings,
    pub rules: RuleSet,
    pub alerts: alerts::Settings,
    /// What linked visitors' systems are told by, and the site's name as they read it.
    pub webhooks: Vec<Webhook>,
    pub site_name: String,
}

impl LineSettings {
    /// The line's part of a configuration, for signatures with this tag.
    pub fn new(config: &Config, signature_tag: Option<ModelTag>) -> Self {
        Self {
            zones: config.zones.clone(),
            floor: config.floor.clone(),
            products: config.products.clone(),
            recognition: config.privacy.recognition,
            recognise_in: config.privacy.recognise_in,
            consent_for: config.privacy.consent_for(),
            return_code_for: config.privacy.return_code_for(),
            retention: config.privacy.retention(),
            history: config.privacy.history(),
            backups_kept: config.store.backups.as_ref().map(Backups::kept_for),
            signature_tag,
            track: config.track.clone(),
            identity: config.identity.clone(),
            presence: config.presence.clone(),
            behaviour: config.behaviour.clone(),
            rules: config.rules.clone(),
            alerts: config.alerts.clone(),
            webhooks: config.webhooks.clone(),
            site_name: config.site.name.clone(),
        }
    }

    pub(super) fn behaviour_place(&self) -> behaviour::Place {
        behaviour::Place::new(&self.zones, &self.products)
    }

    pub(super) fn alerts_place(&self) -> alerts::Place {
        alerts::Place::new(&self.zones, &self.products, self.rules.texts())
    }

    /// `former`: products of any time, which count where the configuration has them no more.
    pub(super) fn scoring_place(&self, former: &[Product]) -> scoring::Place {
        let timezone = self.alerts.timezone.clone();
        let gone = |old: &&Product| self.products.iter().all(|product| product.id != old.id);
        let mut products = self.products.clone();
        products.extend(former.iter().filter(gone).cloned());
        scoring::Place::new(&self.zones, &products, timezone)
    }
}
