//! A rule file with many mistakes, and what each is told.

use std::path::Path;

use showfloor::config;

const WRONG: &str = r#"version = 1
[bands]
warm = 50
hot = 40
[events.basket_changed]
articles = "numbr"
[[rule]]
id = "one"
on = "dweled"
points = 5
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "two"
on = "dwelled"
when = "event.totl_s > 60.0"
points = 5
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "three"
on = "dwelled"
points = "10 + 0.5 * event.added_s"
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "four"
on = "returned"
when = "event.visits_before"
points = 5
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "five"
on = "party"
when = "[1, 2].exists(x, x == event.people)"
points = 5
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "six"
on = "left"
when = "event.duration_s > 60.0 &&"
points = 5
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "six"
on = "entered"
points = 0
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "eight"
on = "entered"
points = 5
half_life_days = 10
linear_days = 10
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[rule]]
id = "nine"
on = "entered"
points = 5
max_per_vist = 5
text = { en = "a", fr = "a", pl = "a" }
[[rule]]
id = "ten"
on = "silence"
points = -5
when = 'seen("solt") == 0'
text = { en = "a", fr = "a", pl = "a", de = "a" }
[[trigger]]
id = "eleven"
when = "score"
do = "start"
text = { en = "a", fr = "a", pl = "a", de = "a" }
"#;

#[test]
fn every_mistake_is_told_with_rule_line_expression_and_fix() {
    let problems = config::rule_file(Path::new("rules.toml"), WRONG).unwrap_err();
    insta::assert_snapshot!(problems.to_string());
}
