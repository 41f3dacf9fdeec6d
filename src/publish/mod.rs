//! What is said to the outside, and what comes in from there: MQTT.
