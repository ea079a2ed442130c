"""The report as a reader has it before them: offline, with and without its script, by keyboard, in light and dark."""

import re

import pytest

BOTH = pytest.mark.parametrize("tab", ["light", "dark"], indirect=True)
ITEMS = "document.querySelectorAll('[data-of=\"%s\"]:not([hidden])').length"


def shown(page):
    return {of: page.evaluate(ITEMS % of) for of in ("speakers", "statements", "disputes", "articles")}


def focused(page):
    return page.evaluate(
        "() => { const e = document.activeElement; return e.name || e.id || e.getAttribute('href') || e.tagName; }"
    )


def in_view(locator):
    box, height = locator.bounding_box(), locator.page.viewport_size["height"]
    return box is not None and 0 <= box["y"] < height


@BOTH
def test_loads_from_a_file_with_the_network_cut(tab, report):
    page = tab.open(report)
    assert page.title() == "Kaspersky Lab, 2017"
    assert page.locator("h1").inner_text() == "Kaspersky Lab, 2017"
    assert page.locator("#filter").is_visible()
    tab.is_quiet()


@pytest.mark.parametrize(("tab", "width"), [("light", 1200), ("dark", 1200), ("light", 390)], indirect=["tab"])
def test_no_fault_of_accessibility(tab, report, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = tab.open(report)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Open all").click()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = axe.Axe().run(page).response
    assert len(found["passes"]) > 20, "the check ran"
    bad = [
        (one["id"], one["impact"], node["html"][:150], node["failureSummary"])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    assert bad == []


def test_search(tab, report):
    page = tab.open(report)
    everything = shown(page)
    assert everything["articles"] == 5
    page.get_by_label("Search", exact=True).fill("photo BANK")
    assert shown(page) == {"speakers": 0, "statements": 0, "disputes": 0, "articles": 1}
    assert page.locator("#found").inner_text() == "0 speakers, 0 statements, 0 disputes, 1 article"
    assert page.locator("#statements > .none").is_visible()
    page.get_by_label("Search", exact=True).fill("nowhere to be found")
    assert set(shown(page).values()) == {0}
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.getElementById('found').value.includes('5 articles')")
    assert shown(page) == everything
    assert not page.locator("#statements > .none").is_visible()
    tab.is_quiet()


def test_filters(tab, report, record):
    page = tab.open(report)
    page.get_by_label("Outlet", exact=True).select_option("Sputnik")
    assert shown(page)["articles"] == 1
    assert "Denies Claims" in page.locator("#articles .item:not([hidden]) h3").inner_text()
    sightings = record.sightings.df
    many = sightings.groupby("statement_id").filter(lambda rows: len(rows) > 1)
    assert shown(page)["statements"] == many[many["outlet"] == "Sputnik"]["statement_id"].nunique()
    page.get_by_label("Outlet", exact=True).select_option("all")
    page.get_by_label("Stance", exact=True).select_option("promise")
    promises = record.quotes.df.query("stance == 'promise'")
    assert shown(page)["articles"] == promises["doc_id"].nunique() > 0
    page.get_by_label("Stance", exact=True).select_option("all")
    page.get_by_label("Speaker", exact=True).select_option("Mike Rogers")
    assert shown(page)["speakers"] == 1
    page.get_by_label("Stance", exact=True).select_option("promise")
    assert shown(page)["speakers"] == 0, "filters hold together"
    tab.is_quiet()


def test_from_a_statement_to_its_place_and_back(tab, report):
    page = tab.open(report)
    statement = page.locator("#s1")
    statement.locator("summary").click()
    link = statement.locator(".sightings a", has_text="Sputnik")
    link.click()
    name = link.get_attribute("href")
    place = page.locator(name)
    assert in_view(place)
    words = page.evaluate(f"document.querySelector('{name}').parentElement.nextElementSibling.parentElement.innerText")
    assert "has never helped, nor will help" in words
    # Another article is still closed.
    assert page.evaluate("[...document.querySelectorAll('#articles > .item')].filter(one => one.open).length") == 1
    place.click()
    assert page.url.endswith("#s1")
    assert in_view(page.locator("#s1 h3"))
    tab.is_quiet()


def test_a_link_into_what_the_filter_hides_shows_it(tab, report):
    page = tab.open(report)
    page.locator("#s1 > summary").click()
    page.get_by_label("Stance", exact=True).select_option("promise")
    assert shown(page)["statements"] == 0
    page.evaluate("location.hash = 's1'")
    page.wait_for_function("!document.getElementById('s1').hidden")
    assert page.get_by_label("Stance", exact=True).input_value() == ""
    tab.is_quiet()


def test_the_same_link_leads_there_again(tab, report):
    page = tab.open(report)
    page.locator("#s1 > summary").click()
    link = page.locator("#s1 .sightings a").first
    link.click()
    article = page.locator(re.match("#a[0-9]+", link.get_attribute("href"))[0])
    article.locator("> summary").click()
    assert article.get_attribute("open") is None
    link.click()
    assert article.get_attribute("open") is not None
    tab.is_quiet()


def test_an_address_with_a_place_opens_it(tab, report):
    page = tab.open(report, "#a3q8")
    assert in_view(page.locator("#a3q8"))
    assert page.locator("#a3").get_attribute("open") is not None


@pytest.mark.parametrize("name", ["#<img src=x onerror=window.hacked=1>", "#filter", "#x", "#s1'],[x='"])
def test_any_address_is_harmless(tab, report, name):
    tab.open(report, name)
    tab.is_quiet()


def test_by_keyboard_only(tab, report):
    page = tab.open(report)
    keys = page.keyboard
    keys.press("Tab")
    assert focused(page) == "#main"
    assert in_view(page.locator(".skip")), "the skip link shows itself"
    order = []
    for _ in range(11):
        keys.press("Tab")
        order.append(focused(page))
    sections = ["#overview", "#speakers", "#statements", "#disputes", "#articles"]
    assert order == [*sections, "q", "o", "p", "s", "BUTTON", "fold"]
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style != "none", "focus is seen"
    page.get_by_label("Search", exact=True).focus()
    keys.type("Esposito")
    assert shown(page)["articles"] == 1
    page.locator("#s1 > summary").focus()
    keys.press("Enter")
    assert page.locator("#s1").get_attribute("open") is not None
    page.locator("#s1 .sightings a").first.focus()
    keys.press("Enter")
    keys.press("Tab")
    inside = page.evaluate("document.activeElement.closest('details.item').id")
    assert inside == "a1", "going on from where the link led"
    tab.is_quiet()


def test_without_script_all_is_there(browser, report):
    page = browser("light").new_page()
    try:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        page.goto(report.as_uri() + "#a3q8")
        assert not page.locator("#filter").is_visible()
        for name in ("#s1 .sightings", "#a1 .zone >> nth=0", "#a5 .zone >> nth=0"):
            assert page.locator(name).is_visible()
        assert in_view(page.locator("#a3q8"))
    finally:
        page.close()


def test_nothing_is_wider_than_a_phone(tab, report):
    page = tab.open(report)
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_prints(tab, report):
    page = tab.open(report)
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert page.locator("#overview").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
