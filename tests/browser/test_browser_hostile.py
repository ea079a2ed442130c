"""A corpus in which every text, title, outlet, name and id is an attack runs nothing, wherever it is shown."""

import newsroom
import pytest

import onrecord
from onrecord import markup

HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><body data-jp-theme-light="true">'


@pytest.fixture(scope="module")
def hostile():
    return newsroom.hostile()


def views(record):
    """All that a notebook shows of a record."""
    yield record
    yield from record.tables.values()
    for question in ("share_of_voice", "disputes", "diversity", "network", "co_mentions"):
        yield getattr(record, question)()
    yield record.kwic("park")
    for doc_id in dict.fromkeys(record.corpus):
        yield record.show(doc_id)
    for statement_id in record.statements.df["statement_id"]:
        yield record.statement(statement_id)
        yield record.show(statement=statement_id)
    for quote_id in record.quotes.df["quote_id"]:
        yield record.why(quote_id)


def poke(page):
    """Do what a reader does: hover, click, focus, open."""
    page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("body *")];
          for (const one of all) {
            if (one.tagName === "DETAILS") one.open = true;
            for (const name of ["mouseover", "mouseenter", "mousemove", "focus", "load", "error", "toggle"])
              one.dispatchEvent(new Event(name));
            if (!["INPUT", "BUTTON"].includes(one.tagName)) one.click?.();
          }
        }"""
    )
    page.wait_for_timeout(100)


def test_report(tab, hostile, tmp_path):
    path = hostile.report(tmp_path / "report.html", "</title><script>window.hacked=1</script>")
    page = tab.open(path)
    assert page.title() == "</title><script>window.hacked=1</script>"
    poke(page)
    for attack in newsroom.ATTACKS[:17]:
        page.get_by_label("Search", exact=True).fill(attack)
    assert page.evaluate("document.querySelectorAll('#filter [name=o] option').length") > 10
    for name in ("Outlet", "Speaker"):
        page.get_by_label(name, exact=True).select_option(index=3)
    assert page.evaluate("document.scripts.length") == 1
    assert page.evaluate("document.querySelectorAll('iframe, img, object, embed, base, link').length") == 0
    tab.is_quiet()


def test_all_that_a_notebook_shows(tab, hostile, tmp_path):
    shown = list(views(hostile))
    assert len(shown) > 150
    path = tmp_path / "views.html"
    path.write_bytes((HEAD + "\n<hr>".join(one._repr_html_() for one in shown)).encode())
    page = tab.open(path)
    poke(page)
    assert page.evaluate("document.scripts.length") == 0
    # Every rule stands: no style sheet was left early.
    assert page.evaluate("document.querySelectorAll('style').length") == sum(
        "<style>" in v._repr_html_() for v in shown
    )
    handlers = """[...document.querySelectorAll("*")].flatMap(e => [...e.attributes]).filter(
        a => a.name.startsWith("on") || /^\\s*(javascript|data):/i.test(a.value) && a.name !== "title").length"""
    assert page.evaluate(handlers) == 0
    tab.is_quiet()


def test_what_turns_the_direction_stays_in_its_place(tab, tmp_path):
    turn = "\u2066\u202eEve"
    rows = {"id": ["a", "b"], "title": [turn, "Next"], "outlet": [turn, "Post"], "text": ["Rain fell.", "Snow fell."]}
    record = onrecord.analyze([dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True)])
    path = tmp_path / "v.html"
    path.write_bytes(f"{HEAD}{record.documents._repr_html_()}{record.show('a')._repr_html_()}".encode())
    page = tab.open(path)
    for cell in page.locator("td[dir=auto]").all():
        assert cell.evaluate("e => getComputedStyle(e).unicodeBidi") in ("isolate", "plaintext")
    # A word's letters stand from left to right where no turn reaches them.
    ascending = """(words) => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const out = [];
      for (let node; (node = walk.nextNode()); ) {
        const at = node.data.indexOf(words);
        if (at < 0 || !node.parentElement.getClientRects().length || node.parentElement.tagName === "STYLE") continue;
        const x = [...words].map((_, i) => {
          const range = document.createRange();
          range.setStart(node, at + i); range.setEnd(node, at + i + 1);
          return range.getBoundingClientRect().x;
        });
        out.push(x.every((v, i) => i === 0 || v > x[i - 1]));
      }
      return out;
    }"""
    for words in ("Post", "Next", "documents", "outlet", "Rain"):
        found = page.evaluate(ascending, words)
        assert found, words
        assert all(found), words
    assert not all(page.evaluate(ascending, "Eve")), "the test sees a turn where there is one"


def test_right_to_left_words_stand_right(tab, tmp_path):
    record = onrecord.analyze(
        [{"id": "a", "title": "שלום עולם", "text": "«לא מכרנו את הפארק», אמרה עדה. Ada Quill left."}]
    )
    path = tmp_path / "v.html"
    path.write_bytes(f"{HEAD}{record.documents._repr_html_()}{record.show('a')._repr_html_()}".encode())
    page = tab.open(path)
    assert page.locator(".zone > div").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("td", has_text="שלום").first.evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.parametrize("tab", ["light", "dark"], indirect=True)
def test_no_fault_of_accessibility_in_a_notebook(tab, record, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    key = record.statements.df["statement_id"].iloc[0]
    shown = [record, *record.tables.values(), record.show("002_66c95482b9b80ac9"), record.statement(key)]
    shown += [record.show(statement=key), record.kwic("government"), record.disputes()]
    path = tmp_path / "views.html"
    head = HEAD.replace(' data-jp-theme-light="true"', "").replace("<body>", "<body><main><h1>t</h1>")
    path.write_bytes((head + "<hr>".join(one._repr_html_() for one in shown)).encode())
    page = tab.open(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = axe.Axe().run(page, context={"include": [[".onrecord"]]}).response
    assert len(found["passes"]) > 10, "the check ran"
    bad = [
        (one["id"], node["html"][:150], node["failureSummary"])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    assert bad == []


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(28, 28, 30)"), ("dark", "rgb(255, 253, 248)")])
def test_the_notebooks_theme_outweighs_the_systems(browser, scheme, paper, tmp_path):
    page = browser(scheme).new_page()
    path = tmp_path / "v.html"
    theme = "true" if scheme == "dark" else "false"
    table = onrecord.analyze({"a": "Rain fell."}).documents._repr_html_()
    path.write_text(f'<!doctype html><meta charset="utf-8"><body data-jp-theme-light="{theme}">{table}', "utf-8")
    page.goto(path.as_uri())
    assert page.locator(".onrecord").evaluate("e => getComputedStyle(e).backgroundColor") == paper
    page.close()
    assert markup.css().count("{") == markup.css().count("}")


def test_never_more_than_a_screenful(tab, record, tmp_path):
    page = tab.page
    for n, one in enumerate([record, *record.tables.values(), record.disputes(), record.share_of_voice()]):
        path = tmp_path / f"{n}.html"
        path.write_bytes((HEAD + one._repr_html_()).encode())
        page.goto(path.as_uri())
        assert page.locator(".onrecord").bounding_box()["height"] <= 900, one
