//! What goes out: messages for the broker, deliveries for webhooks.

use super::{kept::Stored, text::Exposition, watch::Gauges};

pub(super) fn write(gauges: &Gauges, stored: Option<&Stored>, text: &mut Exposition) {
    let help = "Messages that wait for the broker.";
    let mut family = text.gauge("showfloor_outbox_messages", help);
    if let Some(stored) = stored {
        family.is(stored.queues.outbox);
    }
    let help = "Age of the oldest waiting message that is no retained state, in seconds; 0 where none waits.";
    let mut family = text.gauge("showfloor_outbox_oldest_age_seconds", help);
    if let Some(stored) = stored {
        family.is(stored.oldest_age.as_secs_f64());
    }
    let help = "Deliveries that wait for the receiver of a webhook.";
    let mut family = text.gauge("showfloor_webhook_deliveries_waiting", help);
    if let Some(stored) = stored {
        for webhook in &gauges.config.webhooks {
            let waiting = stored.queues.deliveries.iter();
            let mut waiting = waiting.filter(|(id, _)| *id == webhook.id);
            let count = waiting.next().map_or(0, |(_, count)| *count);
            family.of(&[("webhook", &webhook.id)], count);
        }
    }
    let help =
        "Seconds from when a frame arrived to when the broker had what was said because of it.";
    text.histograms("showfloor_message_delay_seconds", help)
        .buckets(&[], &gauges.published.delays());
    let totals = gauges.published.totals();
    for (name, help, count) in [
        (
            "showfloor_mqtt_connections_total",
            "Connections to the broker that got as far as \"online\".",
            totals.connections,
        ),
        (
            "showfloor_mqtt_messages_delivered_total",
            "Messages that the broker acknowledged.",
            totals.delivered,
        ),
        (
            "showfloor_mqtt_messages_undeliverable_total",
            "Messages that no broker can take; they are in the log and nowhere else.",
            totals.undeliverable,
        ),
        (
            "showfloor_mqtt_commands_received_total",
            "Commands and events from the broker that were taken in.",
            totals.received,
        ),
        (
            "showfloor_mqtt_commands_refused_total",
            "Commands and events from the broker that were refused.",
            totals.refused,
        ),
    ] {
        text.counter(name, help).is(count);
    }
}
