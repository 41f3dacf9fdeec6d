//! Every page of theirs, in every language, on both screens.

use fantoccini::Locator;

use crate::{
    browser::{Driver, LAPTOP, TABLET, arrive, click, find, in_browser, overflow, picture},
    erased::after_a_visit,
    start,
};

#[test]
fn every_page_fits_in_four_languages_on_a_tablet_and_a_laptop() {
    let Some((showroom, code)) = after_a_visit() else {
        return;
    };
    let site = start(showroom);
    let driver = Driver::start();
    let request = format!("/privacy/requests?code={code}");
    let pages = [
        "/checklist",
        "/cameras",
        "/cameras/hall",
        "/cameras/hall?zone=window",
        "/cameras/hall?zone=new",
        "/staff",
        "/health",
        "/privacy",
        "/privacy/consents",
        &request,
        "/privacy/audit",
        "/privacy/sign",
    ];
    in_browser(async {
        let browser = driver.browser(LAPTOP, "en").await;
        site.set_up(&browser).await;
        for language in ["en", "fr", "pl", "de"] {
            site.open(&browser, "/checklist").await;
            click(&browser, ".account summary").await;
            let select = find(&browser, "#language").await;
            select.select_by_value(language).await.expect("a language");
            click(&browser, "form[action='/language'] button").await;
            arrive(&browser, "/checklist").await;
            for (size, name) in [(TABLET, "tablet"), (LAPTOP, "laptop")] {
                browser
                    .set_window_size(size.0, size.1)
                    .await
                    .expect("a size");
                for page in pages {
                    site.open(&browser, page).await;
                    let lang = find(&browser, "html")
                        .await
                        .attr("lang")
                        .await
                        .expect("read");
                    assert_eq!(lang.as_deref(), Some(language));
                    assert_eq!(
                        overflow(&browser).await,
                        Vec::<String>::new(),
                        "{page} {language} {name}"
                    );
                    let headings = browser
                        .find_all(Locator::Css("h1"))
                        .await
                        .expect("headings");
                    assert_eq!(headings.len(), 1, "{page}");
                    let title: String = page
                        .chars()
                        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
                        .collect();
                    picture(&browser, &format!("{language}-{name}{title}")).await;
                }
            }
        }
    });
}
