//! What there is to see: two readings of the figures, and the time between them.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use serde::Serialize;

use super::figures::{Between, Figures};

/// How the appliance is. What it does not say is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct View {
    pub(super) version: String,
    /// Seconds since its start.
    pub(super) up_s: f64,
    /// Why it does not do its work; empty where it does.
    pub(super) degraded: Vec<String>,
    pub(super) people: Option<f64>,
    pub(super) visits: Option<f64>,
    /// Alerts that are not over, by state.
    pub(super) alerts: BTreeMap<String, f64>,
    /// Messages that wait for the broker, and the age of the oldest in seconds.
    pub(super) outbox: Option<f64>,
    pub(super) outbox_oldest_s: Option<f64>,
    /// What waits for webhooks.
    pub(super) deliveries: Option<f64>,
    pub(super) cameras: Vec<Camera>,
    /// Stages that ran since the start.
    pub(super) stages: Vec<Stage>,
    pub(super) memory_bytes: Option<f64>,
    pub(super) threads: Option<f64>,
    pub(super) open_files: Option<f64>,
    /// 1.0: one core.
    pub(super) processors: Option<f64>,
    pub(super) store_bytes: Option<f64>,
    /// Steps whose records wait to be written.
    pub(super) steps_waiting: Option<f64>,
    pub(super) disk_free_bytes: Option<f64>,
    pub(super) disk_size_bytes: Option<f64>,
}

/// One camera.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Camera {
    pub(super) id: String,
    pub(super) state: Option<String>,
    /// Seconds for which it has been so.
    pub(super) state_for_s: Option<f64>,
    /// Frames a second.
    pub(super) grabbed_fps: f64,
    pub(super) analysed_fps: f64,
    pub(super) dropped_fps: f64,
    /// Since the start.
    pub(super) dropped: f64,
    /// Half of the frames were decided about within this time, and 95 of 100, in seconds.
    pub(super) delay_p50_s: Option<f64>,
    pub(super) delay_p95_s: Option<f64>,
    /// Age of the newest frame that was decided about, in seconds.
    pub(super) newest_s: Option<f64>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Stage {
    pub(super) name: String,
    /// Runs a second.
    pub(super) calls: f64,
    /// Half of them took no longer, and 95 of 100; `None` where it did not run.
    pub(super) p50_ms: Option<f64>,
    pub(super) p95_ms: Option<f64>,
}

impl View {
    /// `apart`: between the two readings; `at`: when the second was made.
    pub(super) fn new(before: &Figures, now: &Figures, apart: Duration, at: Timestamp) -> Self {
        let seconds = apart.as_secs_f64().max(1e-3);
        let since = |moment: f64| (at.as_millisecond() as f64 / 1000.0 - moment).max(0.0);
        let (name, info) = ("process_cpu_seconds_total", "showfloor_build_info");
        let processors = now.only(name).zip(before.only(name));
        Self {
            version: now
                .all(info)
                .first()
                .map_or_else(String::new, |info| info.label("version").to_owned()),
            up_s: now.only("process_start_time_seconds").map_or(0.0, since),
            degraded: now
                .all("showfloor_degraded")
                .iter()
                .filter(|reason| reason.value > 0.0)
                .map(|reason| reason.label("reason").to_owned())
                .collect(),
            people: now.only("showfloor_people_present"),
            visits: now.only("showfloor_visits_open"),
            alerts: now
                .all("showfloor_alerts_open")
                .iter()
                .map(|alerts| (alerts.label("state").to_owned(), alerts.value))
                .collect(),
            outbox: now.only("showfloor_outbox_messages"),
            outbox_oldest_s: now.only("showfloor_outbox_oldest_age_seconds"),
            deliveries: now.sum("showfloor_webhook_deliveries_waiting"),
            cameras: cameras(before, now, seconds, since),
            stages: stages(before, now, seconds),
            memory_bytes: now.only("process_resident_memory_bytes"),
            threads: now.only("process_threads"),
            open_files: now.only("process_open_fds"),
            processors: processors.map(|(now, before)| (now - before).max(0.0) / seconds),
            store_bytes: now.sum("showfloor_store_file_bytes"),
            steps_waiting: now.only("showfloor_store_steps_waiting"),
            disk_free_bytes: now.only("showfloor_store_disk_free_bytes"),
            disk_size_bytes: now.only("showfloor_store_disk_size_bytes"),
        }
    }
}

fn cameras(
    before: &Figures,
    now: &Figures,
    seconds: f64,
    since: impl Fn(f64) -> f64,
) -> Vec<Camera> {
    let all = now.all("showfloor_camera_frames_grabbed_total").iter();
    all.map(|camera| {
        let id = camera.label("camera");
        let of = |figures: &Figures, name: &str| figures.of(name, ("camera", id));
        let rate = |name: &str| {
            let counted = of(now, name).unwrap_or(0.0) - of(before, name).unwrap_or(0.0);
            counted.max(0.0) / seconds
        };
        let mut states = now.all("showfloor_camera_state").iter();
        let state = states.find(|state| state.label("camera") == id && state.value > 0.0);
        let delays = Between::new(
            before,
            now,
            "showfloor_camera_delay_seconds",
            ("camera", id),
        );
        Camera {
            id: id.to_owned(),
            state: state.map(|state| state.label("state").to_owned()),
            state_for_s: of(now, "showfloor_camera_state_since_timestamp_seconds").map(&since),
            grabbed_fps: rate("showfloor_camera_frames_grabbed_total"),
            analysed_fps: rate("showfloor_camera_frames_analysed_total"),
            dropped_fps: rate("showfloor_camera_frames_dropped_total"),
            dropped: of(now, "showfloor_camera_frames_dropped_total").unwrap_or(0.0),
            delay_p50_s: delays.quantile(0.5),
            delay_p95_s: delays.quantile(0.95),
            newest_s: of(now, "showfloor_camera_newest_frame_age_seconds"),
        }
    })
    .collect()
}

fn stages(before: &Figures, now: &Figures, seconds: f64) -> Vec<Stage> {
    let name = "showfloor_stage_duration_seconds";
    let all = now.all("showfloor_stage_duration_seconds_count").iter();
    let ran = all.filter(|stage| stage.value > 0.0);
    ran.map(|stage| {
        let stage = stage.label("stage");
        let times = Between::new(before, now, name, ("stage", stage));
        let ms = |part| times.quantile(part).map(|s| s * 1000.0);
        Stage {
            name: stage.to_owned(),
            calls: times.count() / seconds,
            p50_ms: ms(0.5),
            p95_ms: ms(0.95),
        }
    })
    .collect()
}
