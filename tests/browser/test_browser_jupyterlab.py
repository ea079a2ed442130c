"""The example notebook in a real JupyterLab: what a person would see after running all its cells."""

import pytest


def test_quickstart(browser, tmp_path):
    pytest.importorskip("jupyterlab")
    from laboratory import jupyterlab, run_all, set_theme

    # The system's scheme is the other one: the notebook's theme counts.
    context = browser("dark")
    context.set_offline(False)
    page = context.new_page()
    try:
        with jupyterlab(tmp_path) as address:
            run_all(page, address)
            assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
            assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
            article = page.locator(".onrecord.article")
            assert article.count() == 1
            article.scroll_into_view_if_needed()
            assert article.locator(".zone").count() > 20
            for kind in (".quote.denial", ".quote.allegation", ".source", ".cue", ".mention"):
                mark = article.locator(f".zone {kind}").first
                assert mark.is_visible(), kind
                assert mark.get_attribute("title"), kind
            # The record tells what it holds; statements and tables are there.
            assert page.locator(".onrecord.table", has_text="record.share_of_voice()").count() == 1
            assert page.locator(".onrecord.statement svg rect.dot").count() >= 1
            assert page.locator(".jp-OutputArea-output table").count() > 12
            looks_like(page, article, "rgb(255, 253, 248)", "rgb(27, 27, 27)")
            set_theme(page, "JupyterLab Dark")
            page.emulate_media(color_scheme="light")
            looks_like(page, article, "rgb(28, 28, 30)", "rgb(232, 230, 227)")
    finally:
        page.close()


def looks_like(page, article, paper, ink):
    """Ground and ink are ours, whatever the notebook says of tables."""
    assert article.evaluate("e => getComputedStyle(e).backgroundColor") == paper
    marked = article.locator(".zone .quote.denial").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert marked not in ("rgba(0, 0, 0, 0)", paper)
    look = """cells => cells.map(e => [getComputedStyle(e).color, getComputedStyle(e.parentElement).backgroundColor])"""
    found = page.locator(".onrecord:not(.article) tbody td").evaluate_all(look)
    assert len(found) > 20
    assert {tuple(one) for one in found} == {(ink, "rgba(0, 0, 0, 0)")}
