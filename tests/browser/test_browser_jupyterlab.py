"""A real JupyterLab: what a person would see after running the example notebook, and checks in the reviewer."""

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


CELLS = [
    """import onrecord
odd = "We like <img src=x onerror=alert(1)> here"
texts = {"a1": f"“No,” said Ada Quill. “Yes,” said Bo Reed. “{odd},” said Cy Doe. “So,” said Di Hay."}
record = onrecord.analyze(texts)
review = record.review()
review.widget()""",
    "pass",
]
HELD = """for item in review.items:
    print(item.quote_id, item.verdict, item.right_speaker, item.note, sep="|")
better = record.correct(review)
print(better.quotes.df[["quote_id", "speaker", "checked"]].fillna("").values.tolist())
print(better.corrections)"""


def test_reviewer(browser, tmp_path):
    """Accept, fix the speaker, reject, from the keyboard; then the review in the kernel holds it."""
    pytest.importorskip("jupyterlab")
    from laboratory import jupyterlab, run_all, run_cell

    context = browser("light")
    context.set_offline(False)
    page = context.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    try:
        with jupyterlab(tmp_path, CELLS) as address:
            run_all(page, address, 1)
            reviewer = page.locator("section.onrecord-review")
            reviewer.wait_for(timeout=30_000)
            status, problem = reviewer.get_by_role("status"), reviewer.get_by_role("alert")

            def told(words):
                status.get_by_text(words).wait_for(timeout=30_000)

            told("Quote 1 of 4, 0 checked.")
            assert reviewer.locator("blockquote mark").inner_text() == "No,"
            reviewer.focus()
            page.keyboard.press("a")
            told("Quote 2 of 4, 1 checked.")
            # Enter without an answer is no answer.
            page.keyboard.press("s")
            page.keyboard.press("Enter")
            problem.get_by_text("Say what is right").wait_for()
            page.keyboard.type("Bo Read")
            page.keyboard.press("Enter")
            told("Quote 3 of 4, 2 checked.")
            problem.get_by_text("Quote 2 is taken down, but speaker: no entity is called 'Bo Read'").wait_for()
            assert reviewer.locator("blockquote mark").inner_text() == "We like <img src=x onerror=alert(1)> here,"
            page.keyboard.press("p")
            told("Quote 2 of 4, 2 checked. Verdict: fix.")
            page.keyboard.press("s")
            page.keyboard.press("Control+A")
            page.keyboard.type("Ada Quill")
            page.keyboard.press("Enter")
            told("Quote 3 of 4, 2 checked.")
            # With the mouse.
            reviewer.get_by_role("button", name="No quotation").click()
            told("Quote 4 of 4, 3 checked.")
            assert page.locator(".jp-CodeCell").count() == 2, "keys are the reviewer's, not the notebook's"
            held = run_cell(page, HELD).splitlines()
            assert held[:4] == ["a1:q1|accept||", "a1:q2|fix|Ada Quill|", "a1:q3|reject||", "a1:q4|||"]
            said = [["a1:q1", "Ada Quill", "accepted"], ["a1:q2", "Ada Quill", "corrected"], ["a1:q4", "Di Hay", ""]]
            assert held[4] == str(said)
            assert held[5] == "Corrections: 3 (3 applied)"
            assert dialogs == []
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
