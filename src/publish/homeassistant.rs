//! What Home Assistant is told of the showroom, so that it shows it without being configured. Pure.
//!
//! One device stands for the site; each of its entities has a discovery config of its own at
//! `{prefix}/{component}/showfloor-{site}/{object}/config`, retained, and takes its state from the topics that everybody
//! reads. An empty config takes an entity away. `docs/homeassistant.md` lists them for people.

use serde_json::{Map, Value, json};

use super::messages::topic;
use crate::types::{CameraId, OutboxMessage, Product};

/// What there is to tell of.
#[derive(Clone, Debug, PartialEq)]
pub struct Showroom {
    /// `site.id` and `site.name`.
    pub site: String,
    pub name: String,
    /// The site's first language: of the entities' names, and of the latest alert.
    pub language: String,
    pub cameras: Vec<CameraId>,
    pub products: Vec<Product>,
}

/// What Home Assistant is told, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    prefix: String,
    showroom: Showroom,
}

impl Discovery {
    /// `prefix` is the discovery prefix of Home Assistant's MQTT options.
    pub fn new(prefix: &str, showroom: Showroom) -> Self {
        Self {
            prefix: prefix.to_owned(),
            showroom,
        }
    }

    /// After a reload. Cameras, the site's id and the prefix stay until the next start, as everywhere.
    pub fn reload(&mut self, showroom: Showroom) {
        let old = std::mem::replace(&mut self.showroom, showroom);
        (self.showroom.site, self.showroom.cameras) = (old.site, old.cameras);
    }

    /// The config of each entity.
    pub fn messages(&self) -> Vec<OutboxMessage> {
        let entities = entities(&self.showroom).into_iter();
        entities.map(|entity| self.config(entity)).collect()
    }

    /// Where Home Assistant says that it has started, and where our own configs are.
    pub(super) fn subscriptions(&self) -> [String; 2] {
        let node = self.node();
        let ours = format!("{}/+/{node}/+/config", self.prefix);
        [self.birth(), ours]
    }

    /// Where Home Assistant says `online` after its start.
    pub(super) fn birth(&self) -> String {
        format!("{}/status", self.prefix)
    }

    /// Whether a config at this topic is about this site, be it of today or of earlier.
    pub(super) fn is_ours(&self, topic: &str) -> bool {
        let rest = topic.strip_prefix(&self.prefix);
        let levels: Vec<_> = rest.unwrap_or_default().split('/').collect();
        matches!(levels[..], ["", _, node, _, "config"] if node == self.node())
    }

    fn node(&self) -> String {
        format!("showfloor-{}", self.showroom.site)
    }

    fn config(&self, entity: Entity) -> OutboxMessage {
        let Entity {
            component,
            object,
            mut config,
        } = entity;
        let site = &self.showroom.site;
        config.extend(object_of(json!({
            "unique_id": format!("showfloor.{site}.{object}"),
            "default_entity_id": format!("{component}.{}", slug(&format!("showfloor_{site}_{object}"))),
            "qos": 1,
            "availability_topic": topic(site, "status"),
            "availability_template": "{{ value_json.state }}",
            "payload_available": "online",
            "payload_not_available": "offline",
            "device": {
                "identifiers": [format!("showfloor.{site}")],
                "name": self.showroom.name,
                "manufacturer": "showfloor",
                "model": "showroom",
                "sw_version": env!("CARGO_PKG_VERSION"),
            },
            "origin": {"name": "showfloor", "sw_version": env!("CARGO_PKG_VERSION")},
        })));
        OutboxMessage {
            topic: format!(
                "{}/{component}/{}/{object}/config",
                self.prefix,
                self.node()
            ),
            payload: Value::Object(config).to_string(),
            retain: true,
            latest_only: true,
        }
    }
}

/// One entity, without what all have in common.
struct Entity {
    /// `sensor` or `binary_sensor`.
    component: &'static str,
    /// Its name in topics.
    object: String,
    config: Map<String, Value>,
}

fn sensor(object: impl Into<String>, config: Value) -> Entity {
    Entity {
        component: "sensor",
        object: object.into(),
        config: object_of(config),
    }
}

fn entities(showroom: &Showroom) -> Vec<Entity> {
    let mut all = of_the_floor(showroom);
    all.push(latest_alert(showroom));
    for camera in &showroom.cameras {
        all.extend(of_a_camera(showroom, camera));
    }
    for product in &showroom.products {
        all.extend(of_a_product(showroom, product));
    }
    all
}

fn of_the_floor(showroom: &Showroom) -> Vec<Entity> {
    let words = words(&showroom.language);
    let floor = topic(&showroom.site, "floor");
    let count = |object: &str, name: &str, icon: &str| {
        sensor(
            object,
            json!({
                "name": name, "icon": icon, "state_class": "measurement", "state_topic": floor,
                "value_template": format!("{{{{ value_json.{object} }}}}"),
            }),
        )
    };
    let mut alerts = count("alerts", words.alerts, "mdi:bell-ring");
    alerts.config.extend(object_of(json!({
        "json_attributes_topic": floor,
        "json_attributes_template":
            "{{ {'waiting': value_json.waiting, 'visitors': value_json.visitors, 'people': value_json.people} | tojson }}",
    })));
    vec![
        alerts,
        count("people", words.people, "mdi:account-group"),
        count("visitors", words.visitors, "mdi:account-search"),
        count("waiting", words.waiting, "mdi:account-clock"),
    ]
}

/// What the latest revision of an alert says. A state of Home Assistant's has at most 255 characters.
fn latest_alert(showroom: &Showroom) -> Entity {
    let alerts = topic(&showroom.site, "alerts");
    let language = &showroom.language;
    sensor(
        "latest_alert",
        json!({
            "name": words(language).latest, "icon": "mdi:message-alert", "state_topic": alerts,
            "value_template": format!("{{{{ value_json.text.{language}[:255] }}}}"),
            "json_attributes_topic": alerts,
            "json_attributes_template":
                "{% set zone = value_json.zone or {} %}\
                 {{ {'id': value_json.id, 'kind': value_json.kind, 'priority': value_json.priority, \
                 'state': value_json.state, 'visitor': value_json.visitor, \
                 'car': zone.product | default(none), 'where': zone.label | default(none), 'by': value_json.by, 'for': value_json['for'], \
                 'at': value_json.at} | tojson }}",
        }),
    )
}

fn of_a_camera(showroom: &Showroom, camera: &CameraId) -> [Entity; 2] {
    let words = words(&showroom.language);
    let status = topic(&showroom.site, &format!("cameras/{camera}/status"));
    let state = sensor(
        format!("camera_{camera}_state"),
        json!({
            "name": format!("{} {camera}", words.camera), "icon": "mdi:cctv",
            "device_class": "enum", "entity_category": "diagnostic",
            "options": ["ok", "unreachable", "frozen", "black", "moved", "skewed", "slow"],
            "state_topic": status, "value_template": "{{ value_json.state }}",
            "json_attributes_topic": status,
            "json_attributes_template":
                "{{ {'since': value_json.since, 'detail': value_json.detail | default('')} | tojson }}",
        }),
    );
    let problem = Entity {
        component: "binary_sensor",
        object: format!("camera_{camera}_problem"),
        config: object_of(json!({
            "name": format!("{} {camera}: {}", words.camera, words.problem),
            "device_class": "problem", "entity_category": "diagnostic",
            "state_topic": status,
            "value_template": "{{ 'OFF' if value_json.state == 'ok' else 'ON' }}",
            "payload_on": "ON", "payload_off": "OFF",
        })),
    };
    [state, problem]
}

fn of_a_product(showroom: &Showroom, product: &Product) -> [Entity; 2] {
    let words = words(&showroom.language);
    let floor = topic(&showroom.site, "floor");
    let (id, label) = (&product.id, &product.label);
    // Nothing, which changes no state, where a state of before a reload does not have the product.
    let value = |field: &str| {
        format!(
            "{{% for product in value_json.products if product.id == '{id}' %}}{{{{ product.{field} }}}}{{% endfor %}}"
        )
    };
    [
        sensor(
            format!("car_{id}_dwell"),
            json!({
                "name": format!("{label}: {}", words.dwell), "icon": "mdi:timer-outline",
                "device_class": "duration", "unit_of_measurement": "s",
                // Not `total_increasing`: what turns out to be a colleague's is taken back, and no new day begins by that.
                "state_class": "total", "last_reset_value_template": "{{ value_json.since }}",
                "state_topic": floor, "value_template": value("dwell_s"),
            }),
        ),
        sensor(
            format!("car_{id}_here"),
            json!({
                "name": format!("{label}: {}", words.here), "icon": "mdi:car-info", "state_class": "measurement",
                "state_topic": floor, "value_template": value("here"),
            }),
        ),
    ]
}

/// What entities are called.
struct Words {
    alerts: &'static str,
    latest: &'static str,
    people: &'static str,
    visitors: &'static str,
    waiting: &'static str,
    camera: &'static str,
    problem: &'static str,
    dwell: &'static str,
    here: &'static str,
}

fn words(language: &str) -> Words {
    match language {
        "fr" => Words {
            alerts: "Alertes ouvertes",
            latest: "Dernière alerte",
            people: "Personnes dans le showroom",
            visitors: "Visiteurs",
            waiting: "En attente",
            camera: "Caméra",
            problem: "problème",
            dwell: "temps passé aujourd'hui",
            here: "visiteurs sur place",
        },
        "pl" => Words {
            alerts: "Otwarte alerty",
            latest: "Ostatni alert",
            people: "Osoby w salonie",
            visitors: "Klienci",
            waiting: "Czekający",
            camera: "Kamera",
            problem: "problem",
            dwell: "czas oglądania dzisiaj",
            here: "klienci przy aucie",
        },
        "de" => Words {
            alerts: "Offene Hinweise",
            latest: "Letzter Hinweis",
            people: "Personen im Verkaufsraum",
            visitors: "Besucher",
            waiting: "Wartende",
            camera: "Kamera",
            problem: "Problem",
            dwell: "Verweildauer heute",
            here: "Besucher am Auto",
        },
        _ => Words {
            alerts: "Open alerts",
            latest: "Latest alert",
            people: "People in the showroom",
            visitors: "Visitors",
            waiting: "Waiting",
            camera: "Camera",
            problem: "problem",
            dwell: "dwell today",
            here: "visitors now",
        },
    }
}

/// As Home Assistant writes the ids of entities.
fn slug(text: &str) -> String {
    text.to_lowercase().replace('-', "_")
}

fn object_of(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn product(id: &str, label: &str) -> Product {
        Product {
            id: id.into(),
            label: label.into(),
            category: String::new(),
            stock_number: String::new(),
            zone: None,
        }
    }

    fn showroom() -> Showroom {
        Showroom {
            site: "north".into(),
            name: "Example Motors North".into(),
            language: "en".into(),
            cameras: vec!["hall".into(), "Desk-2".into()],
            products: vec![
                product("kona", "Kona \"Electric\""),
                product("i_6", "Ioniq 6"),
            ],
        }
    }

    fn configs(showroom: Showroom) -> Vec<(String, Value)> {
        let messages = Discovery::new("homeassistant", showroom).messages();
        let config = |message: OutboxMessage| {
            assert!(message.retain && message.latest_only, "{message:?}");
            (
                message.topic,
                serde_json::from_str(&message.payload).unwrap(),
            )
        };
        messages.into_iter().map(config).collect()
    }

    /// What Home Assistant demands of a discovery config (its `mqtt` documentation and schemas), for the two components.
    #[test]
    fn each_config_has_what_home_assistant_demands_and_an_id_of_its_own() {
        let (mut ids, mut entities) = (BTreeSet::new(), BTreeSet::new());
        let all = configs(showroom());
        assert_eq!(all.len(), 5 + 2 * 2 + 2 * 2);
        for (topic, config) in all {
            let levels: Vec<_> = topic.split('/').collect();
            let [
                "homeassistant",
                component,
                "showfloor-north",
                object,
                "config",
            ] = levels[..]
            else {
                panic!("{topic}");
            };
            let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            assert!(object.chars().all(allowed), "{topic}");
            let text = |key: &str| {
                let value = config[key].as_str();
                value.unwrap_or_else(|| panic!("{topic}: no {key}"))
            };
            for key in [
                "name",
                "state_topic",
                "value_template",
                "availability_topic",
            ] {
                assert!(!text(key).is_empty(), "{topic}: {key}");
            }
            assert!(ids.insert(text("unique_id").to_owned()), "{topic}");
            let entity = text("default_entity_id").to_owned();
            let slug = entity.strip_prefix(&format!("{component}.")).unwrap();
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(slug.chars().all(allowed), "{entity}");
            assert!(entities.insert(entity), "{topic}");
            assert_eq!(config["device"]["identifiers"], json!(["showfloor.north"]));
            assert_eq!(config["device"]["name"], "Example Motors North");
            assert_eq!(config["origin"]["name"], "showfloor");
            // One of these does not go without the other, and a state that is no number has no statistics.
            let has = |key: &str| config.get(key).is_some();
            assert_eq!(
                has("json_attributes_topic"),
                has("json_attributes_template")
            );
            assert_eq!(has("options"), config["device_class"] == "enum");
            assert!(!(has("options") && has("state_class")));
            assert_eq!(
                has("last_reset_value_template"),
                config["state_class"] == "total"
            );
            assert_eq!(has("payload_on"), component == "binary_sensor");
        }
    }

    #[test]
    fn ids_of_two_sites_never_meet() {
        let (mut one, mut other) = (showroom(), showroom());
        one.products = vec![product("car_x", "X")];
        (other.site, other.products) = ("north_car".into(), vec![product("x", "X")]);
        let ids = |showroom| -> BTreeSet<String> {
            let ids = configs(showroom).into_iter();
            ids.map(|(_, config)| config["unique_id"].to_string())
                .collect()
        };
        assert!(ids(one).is_disjoint(&ids(other)));
    }

    #[test]
    fn names_and_the_latest_alert_are_in_the_sites_first_language() {
        for (language, name) in [
            ("en", "Latest alert"),
            ("fr", "Dernière alerte"),
            ("pl", "Ostatni alert"),
            ("de", "Letzter Hinweis"),
        ] {
            let all = configs(Showroom {
                language: language.into(),
                ..showroom()
            });
            let latest = all.iter().find(|(topic, _)| topic.contains("latest_alert"));
            let (_, config) = latest.unwrap();
            assert_eq!(config["name"], name);
            let template = format!("{{{{ value_json.text.{language}[:255] }}}}");
            assert_eq!(config["value_template"], template);
        }
    }

    #[test]
    fn only_configs_of_this_site_are_ours() {
        let discovery = Discovery::new("home/assistant", showroom());
        for (topic, ours) in [
            (
                "home/assistant/sensor/showfloor-north/car_old_dwell/config",
                true,
            ),
            (
                "home/assistant/sensor/showfloor-south/car_old_dwell/config",
                false,
            ),
            ("home/assistant/sensor/showfloor-north/config", false),
            ("home/assistant/status", false),
            (
                "homeassistant/sensor/showfloor-north/car_old_dwell/config",
                false,
            ),
            (
                "home/assistants/sensor/showfloor-north/car_old_dwell/config",
                false,
            ),
        ] {
            assert_eq!(discovery.is_ours(topic), ours, "{topic}");
        }
        assert!(
            discovery
                .messages()
                .iter()
                .all(|message| discovery.is_ours(&message.topic))
        );
    }

    #[test]
    fn after_a_reload_other_cars_and_the_same_cameras_are_told_of() {
        let mut discovery = Discovery::new("homeassistant", showroom());
        discovery.reload(Showroom {
            site: "south".into(),
            cameras: Vec::new(),
            products: vec![product("tucson", "Tucson")],
            ..showroom()
        });
        let told = |part: &str| {
            let messages = discovery.messages();
            messages.iter().any(|message| message.topic.contains(part))
        };
        assert!(told("car_tucson_dwell") && told("camera_hall_state"));
        assert!(!told("kona") && !told("south"));
    }
}
