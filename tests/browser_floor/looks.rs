//! It fits its screens in every language, and a visitor's card opens from the plan.

use crate::{
    browser::{Driver, LAPTOP, TABLET, complaints, find, in_browser, overflow, picture},
    floor::{Floor, until},
};

#[test]
fn the_floor_fits_tablets_in_every_language_and_cards_open() {
    let floor = Floor::play(10.0);
    let driver = Driver::start();
    in_browser(async {
        let first = floor.tablet(&driver, "quiet", "en").await;
        until(
            &first,
            "the calm",
            "!document.getElementById('calm').hidden",
        )
        .await;
        picture(&first, "floor-calm").await;
        first.close().await.expect("closed");
        for language in ["en", "fr", "pl", "de"] {
            let name = format!("user-{language}");
            let tablet = floor.tablet(&driver, &name, language).await;
            until(
                &tablet,
                "three alerts",
                "document.querySelectorAll('.alert').length >= 3",
            )
            .await;
            for screen in [TABLET, LAPTOP, (400, 800)] {
                tablet
                    .set_window_size(screen.0, screen.1)
                    .await
                    .expect("a size");
                let wide = overflow(&tablet).await;
                assert!(wide.is_empty(), "{language} at {screen:?}: {wide:#?}");
                // What to do is read at a glance, not a word a line.
                let narrow = "return Array.from(document.querySelectorAll('.alert')).filter((card) => 2 * card.querySelector('.what').clientWidth < card.clientWidth).length";
                let narrow = tablet.execute(narrow, vec![]).await.expect("a script");
                assert_eq!(narrow, 0, "{language} at {screen:?}");
                picture(&tablet, &format!("floor-{language}-{}", screen.0)).await;
            }
            tablet
                .set_window_size(TABLET.0, TABLET.1)
                .await
                .expect("a size");
            until(
                &tablet,
                "a dot",
                "document.querySelector('#plan .party') !== null",
            )
            .await;
            tablet
                .execute("document.querySelector('#here a').click()", vec![])
                .await
                .expect("a script");
            find(&tablet, "#sheet .say li").await;
            let wide = overflow(&tablet).await;
            assert!(wide.is_empty(), "the card in {language}: {wide:#?}");
            picture(&tablet, &format!("floor-card-{language}")).await;
            // Escape closes it, and the focus is back where it was.
            tablet
                .active_element()
                .await
                .expect("focus")
                .send_keys("\u{E00C}")
                .await
                .expect("keys");
            until(
                &tablet,
                "it is closed",
                "document.getElementById('sheet').hidden",
            )
            .await;
            until(
                &tablet,
                "the focus",
                "Boolean(document.activeElement.dataset.party)",
            )
            .await;
            assert_eq!(complaints(&tablet).await, Vec::<String>::new());
            tablet.close().await.expect("closed");
        }
    });
}
