//! What the pure line needs to know of the configuration.

use crate::{
    alerts, behaviour, identity, presence,
    scoring::RuleSet,
    track,
    types::{ModelTag, Product, Recognition, Zone},
};

/// Settings of `track` to `alerts`, and the showroom they work in.
#[derive(Clone, Debug)]
pub struct LineSettings {
    pub zones: Vec<Zone>,
    pub products: Vec<Product>,
    pub recognition: Recognition,
    /// Tag of the signatures that will come; stored templates with another tag are left alone.
    pub signature_tag: Option<ModelTag>,
    pub track: track::Settings,
    pub identity: identity::Settings,
    pub presence: presence::Settings,
    pub behaviour: behaviour::Settings,
    pub rules: RuleSet,
    pub alerts: alerts::Settings,
}

impl LineSettings {
    pub(super) fn behaviour_place(&self) -> behaviour::Place {
        behaviour::Place::new(&self.zones, &self.products)
    }

    pub(super) fn alerts_place(&self) -> alerts::Place {
        let texts = self
            .rules
            .rules
            .iter()
            .map(|r| (r.id.clone(), r.text.clone()))
            .collect();
        alerts::Place::new(&self.zones, &self.products, texts)
    }
}
