//! The view as lines of text: the same on a terminal, in a file and for a screen reader.

use super::view::View;
use crate::cmd::table::{duration, table};

/// The lines of a view.
pub(super) fn page(view: &View) -> String {
    let state = if view.degraded.is_empty() {
        "all is well".to_owned()
    } else {
        format!("degraded: {}", view.degraded.join(", "))
    };
    let up = duration(view.up_s);
    let head = format!("showfloor {}  up {up}  {state}", view.version);
    let parts = [
        head,
        floor(view),
        machine(view),
        cameras(view),
        stages(view),
    ];
    parts.join("\n\n")
}

fn floor(view: &View) -> String {
    let alerts = view.alerts.iter().filter(|(_, count)| **count > 0.0);
    let alerts: Vec<_> = alerts.map(|(state, n)| format!("{n} {state}")).collect();
    let alerts = if alerts.is_empty() {
        "none".to_owned()
    } else {
        alerts.join(", ")
    };
    let oldest = view.outbox_oldest_s.filter(|s| *s >= 1.0);
    let oldest = oldest.map_or_else(String::new, |s| format!(" (oldest {})", duration(s)));
    format!(
        "people {}  visits {}  alerts {alerts}  outbox {}{oldest}  webhooks {}",
        whole(view.people),
        whole(view.visits),
        whole(view.outbox),
        whole(view.deliveries),
    )
}

fn machine(view: &View) -> String {
    let processors = view.processors.map(|cores| cores * 100.0);
    format!(
        "memory {}  processor {} %  threads {}  open files {}\nstore {}  records waiting {}  disk {} free of {}",
        bytes(view.memory_bytes),
        whole(processors),
        whole(view.threads),
        whole(view.open_files),
        bytes(view.store_bytes),
        whole(view.steps_waiting),
        bytes(view.disk_free_bytes),
        bytes(view.disk_size_bytes),
    )
}

fn cameras(view: &View) -> String {
    let headings = [
        "camera",
        "state",
        "for",
        "frames/s",
        "analysed/s",
        "drops/s",
        "drops",
        "lag ms",
        "95 % ms",
        "newest s",
    ];
    let right = [false, false, true, true, true, true, true, true, true, true];
    let rows: Vec<_> = view
        .cameras
        .iter()
        .map(|camera| {
            let ms = |s: Option<f64>| whole(s.map(|s| s * 1000.0));
            vec![
                camera.id.clone(),
                camera.state.clone().unwrap_or_else(|| "-".to_owned()),
                camera.state_for_s.map_or_else(|| "-".to_owned(), duration),
                tenth(camera.grabbed_fps),
                tenth(camera.analysed_fps),
                tenth(camera.dropped_fps),
                whole(Some(camera.dropped)),
                ms(camera.delay_p50_s),
                ms(camera.delay_p95_s),
                camera.newest_s.map_or_else(|| "-".to_owned(), tenth),
            ]
        })
        .collect();
    table(&headings, &right, &rows).trim_end().to_owned()
}

fn stages(view: &View) -> String {
    let headings = ["stage", "calls/s", "p50 ms", "p95 ms"];
    let right = [false, true, true, true];
    let ms = |ms: Option<f64>| ms.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.2}"));
    let rows: Vec<_> = view
        .stages
        .iter()
        .map(|stage| {
            vec![
                stage.name.clone(),
                tenth(stage.calls),
                ms(stage.p50_ms),
                ms(stage.p95_ms),
            ]
        })
        .collect();
    table(&headings, &right, &rows).trim_end().to_owned()
}

fn tenth(value: f64) -> String {
    format!("{value:.1}")
}

fn whole(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0}"))
}

/// Bytes as people say them.
fn bytes(value: Option<f64>) -> String {
    let Some(value) = value else {
        return "-".to_owned();
    };
    for (unit, size) in [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)] {
        if value >= size {
            return format!("{:.1} {unit}", value / size);
        }
    }
    format!("{:.0} kB", value / 1e3)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{super::figures::Figures, *};

    const BEFORE: &str = "\
showfloor_camera_frames_grabbed_total{camera=\"front-door\"} 100
showfloor_camera_frames_analysed_total{camera=\"front-door\"} 30
showfloor_stage_duration_seconds_bucket{stage=\"decide\",le=\"0.001\"} 5
showfloor_stage_duration_seconds_bucket{stage=\"decide\",le=\"+Inf\"} 5
process_cpu_seconds_total 10
";
    const NOW: &str = "\
showfloor_build_info{version=\"1.2.3\"} 1
process_start_time_seconds 1000
showfloor_degraded{reason=\"disk\"} 1
showfloor_degraded{reason=\"line\"} 0
showfloor_people_present 4
showfloor_visits_open 3
showfloor_alerts_open{state=\"open\"} 2
showfloor_alerts_open{state=\"claimed\"} 0
showfloor_outbox_messages 7
showfloor_outbox_oldest_age_seconds 90
showfloor_camera_frames_grabbed_total{camera=\"front-door\"} 150
showfloor_camera_frames_analysed_total{camera=\"front-door\"} 46
showfloor_camera_frames_dropped_total{camera=\"front-door\"} 1
showfloor_camera_state{camera=\"front-door\",state=\"ok\"} 0
showfloor_camera_state{camera=\"front-door\",state=\"frozen\"} 1
showfloor_camera_state_since_timestamp_seconds{camera=\"front-door\"} 4580
showfloor_stage_duration_seconds_bucket{stage=\"decide\",le=\"0.001\"} 15
showfloor_stage_duration_seconds_bucket{stage=\"decide\",le=\"+Inf\"} 15
showfloor_stage_duration_seconds_count{stage=\"decide\"} 15
process_cpu_seconds_total 11
process_resident_memory_bytes 412000000
showfloor_store_disk_free_bytes 81000000000
showfloor_store_disk_size_bytes 250000000000
";

    #[test]
    fn a_page_says_what_goes_on_and_what_is_wrong() {
        let (before, now) = (Figures::read(BEFORE), Figures::read(NOW));
        let at = Timestamp::from_second(4600).unwrap();
        let view = View::new(&before, &now, Duration::from_secs(2), at);
        let expected = "\
showfloor 1.2.3  up 1 h 00 min  degraded: disk

people 4  visits 3  alerts 2 open  outbox 7 (oldest 1 min 30 s)  webhooks -

memory 412.0 MB  processor 50 %  threads -  open files -
store -  records waiting -  disk 81.0 GB free of 250.0 GB

camera      state    for  frames/s  analysed/s  drops/s  drops  lag ms  95 % ms  newest s
front-door  frozen  20 s      25.0         8.0      0.5      1       -        -         -

stage   calls/s  p50 ms  p95 ms
decide      5.0    0.50    0.95";
        assert_eq!(page(&view), expected);
    }
}
