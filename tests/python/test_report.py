"""The report: what it chooses, that every link leads somewhere, and that nothing of a text becomes markup."""

import base64
import hashlib
import os
import re
import subprocess
from html.parser import HTMLParser

import newsroom
import pytest

import onrecord
from onrecord.cli import main
from onrecord.exceptions import ArgumentError
from onrecord.report.rows import choose

VOID = {"meta", "input", "br", "link", "img", "hr"}
TAGS = set(
    "html head meta title style body a header h1 h2 h3 h4 nav ul ol li form label input select option button output "
    "main section p dl div dt dd table caption thead tbody tr th td details summary span bdi b sup svg text line "
    "circle rect article del ins footer script".split()
)
ATTRIBUTES = set(
    "for lang charset http-equiv content name class href dir aria-label aria-labelledby aria-live aria-hidden id role "
    "hidden type value autocomplete spellcheck tabindex open scope data-of data-o data-p data-s title viewbox width "
    "height x y x1 x2 y1 y2 cx cy r text-anchor".split()
)


class Page(HTMLParser):
    """What stands in a page, with its nesting checked."""

    def __init__(self, html):
        super().__init__()
        self.open, self.ids, self.links, self.headings, self.items = [], [], [], [], []
        self.text, self.scripts, self.styles, self.after = [], [], [], {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, given):
        attributes = dict(given)
        assert tag in TAGS, tag
        assert set(attributes) <= ATTRIBUTES, (tag, attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            self.links.append(attributes["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "data-of" in attributes:
            self.items.append(attributes)
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tag = self.open[-1][0] if self.open else ""
        {"script": self.scripts, "style": self.styles}.get(tag, self.text).append(data)
        if not any(name in ("sup", "style", "script") for name, _ in self.open):
            for words in self.after.values():
                words.append(data)
        for name, attributes in self.open:
            if name == "a" and "id" in attributes:
                self.after.setdefault(attributes["id"], [])


def page(record, tmp_path, **options):
    return Page(record.report(tmp_path / "r.html", **options).read_text("utf-8"))


@pytest.fixture(scope="module")
def many():
    return onrecord.analyze(newsroom.articles(1000))


@pytest.fixture(scope="module")
def large(many, tmp_path_factory):
    return many.report(tmp_path_factory.mktemp("large") / "r.html")


def hashed(code):
    return "'sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() + "'"


def test_it_is_one_file_whose_policy_allows_its_own_script_and_style_only(seeds, tmp_path):
    html = seeds.report(tmp_path / "r.html").read_text("utf-8")
    found = Page(html)
    assert len(found.scripts) == len(found.styles) == 1
    policy = re.search('content="(default-src[^"]+)"', html)[1]
    assert policy == (
        f"default-src 'none'; script-src {hashed(found.scripts[0])}; style-src {hashed(found.styles[0])}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert all(link.startswith("#") for link in found.links)
    for word in ("http:", "https:", "@import", "url(", "style="):
        assert word not in html


@pytest.mark.parametrize("name", ["seeds", "large", "hostile"])
def test_every_link_leads_somewhere_and_headings_are_in_order(name, seeds, large, tmp_path):
    if name == "large":
        found = Page(large.read_text("utf-8"))
    else:
        found = page(seeds if name == "seeds" else newsroom.hostile(), tmp_path)
    assert len(found.ids) == len(set(found.ids))
    assert all(re.fullmatch("[a-z][a-z0-9-]*", one) for one in found.ids)
    assert {link[1:] for link in found.links} <= set(found.ids)
    assert len(found.links) > 50
    assert found.headings[0] == 1
    assert all(b <= a + 1 for a, b in zip(found.headings, found.headings[1:], strict=False))


def test_a_statement_leads_to_its_places_and_a_place_to_its_statement(seeds, tmp_path):
    html = seeds.report(tmp_path / "r.html").read_text("utf-8")
    after = Page(html).after
    statements = seeds.statements.df.query("n_sightings > 1")["statement_id"].tolist()
    assert len(statements) > 5
    checked = 0
    of = seeds.sightings.df.groupby("statement_id")
    for n, statement_id in enumerate(statements, start=1):
        part = html[html.index(f'id="s{n}"') :]
        links = re.findall(r'<li><a href="#(a\d+[qr]\d+)"', part[: part.index("</ol>")])
        sightings = of.get_group(statement_id)
        assert len(links) == len(sightings)
        for anchor, row in zip(links, sightings.itertuples(), strict=True):
            # What was said may be part of the attribution whose number it is.
            words = "".join("".join(after[anchor])[:400].split())
            assert "".join(row.text.split())[:30] in words, (anchor, words, row.text)
            assert f'<a id="{anchor}" href="#s{n}">' in html
            checked += 1
    assert checked >= 20


def test_a_place_that_repeats_without_quoting_has_an_anchor(tmp_path):
    words = "We never sold the old park by the river to a foreign bank"
    record = onrecord.analyze({"a1": f"“{words},” said Ada Quill.", "a2": f"Rain fell. {words}. Snow fell."})
    repeats = record.sightings.df["quote_id"].isna()
    assert repeats.sum() == 1, "the test is of a sighting without a quote"
    html = record.report(tmp_path / "r.html").read_text("utf-8")
    assert '<a id="a2r1" href="#s1">' in html
    assert '<a href="#a2r1">' in html


def test_counts_are_those_of_the_tables(seeds, tmp_path):
    html = seeds.report(tmp_path / "r.html").read_text("utf-8")
    tiles = dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", html))
    voices = seeds.share_of_voice().df
    assert tiles["documents"] == "5"
    assert tiles["attributions"] == str(voices["n_quotes"].sum())
    assert tiles["speakers"] == str(voices["speaker"].notna().sum())
    assert tiles["statements printed more than once"] == str((seeds.statements.df["n_sightings"] > 1).sum())
    first = voices.sort_values("n_quotes", ascending=False).iloc[0]
    row = html[html.index('data-of="speakers"') :]
    assert re.search(rf'<bdi>{first["speaker"]}</bdi>.*?<td class="n">{first["n_quotes"]}</td>', row)


def test_a_large_corpus_is_sampled_by_a_rule_that_the_page_tells(many, large):
    assert large.stat().st_size <= 3_000_000
    html = large.read_text("utf-8")
    assert "Articles: 100 of 1,000. First those in which the statements shown stand" in html
    n, travelled = len(many.statements), int((many.statements.df["n_sightings"] > 1).sum())
    assert f"Statements: those printed more than once, {travelled:,} of {n:,}; shown are the " in html
    found = Page(html)
    shown = {of: sum(item["data-of"] == of for item in found.items) for of in ("speakers", "statements", "articles")}
    assert shown["articles"] == 100
    assert shown["speakers"] == 40
    assert 20 < shown["statements"] < travelled
    choice = choose(many, 100)
    assert len(choice.articles) == len(set(choice.articles)) == 100
    carriers = {doc for one in choice.statements for doc in one.sightings.df["doc_id"]}
    assert set(choice.articles[:50]) <= carriers
    outlets = many.documents.df.set_index("doc_id")["outlet"].loc[choice.articles[50:]]
    # 50 turns over 15 outlets: each has 3 or 4, less those that stand there already.
    assert set(outlets) == set(newsroom.OUTLETS)
    assert outlets.value_counts().max() <= 4


@pytest.mark.parametrize("n", [1, 6])
def test_as_many_articles_as_asked_for(tmp_path, n):
    found = page(onrecord.analyze(newsroom.articles(40)), tmp_path, articles=n)
    assert sum(item["data-of"] == "articles" for item in found.items) == n
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_the_same_bytes_in_any_process(tmp_path, python):
    pages = set()
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.html"
        command = [python, "-m", "onrecord", "report", "seeds", "--entities", "seeds/entities.csv", "--out", str(path)]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
        pages.add(path.read_bytes())
    assert len(pages) == 1


def test_the_same_bytes_on_any_number_of_threads(tmp_path):
    rows = newsroom.articles(60)
    pages = {onrecord.analyze(rows, n_threads=n).report(tmp_path / f"{n}.html").read_bytes() for n in (1, 2, 3)}
    assert len(pages) == 1


def test_nothing_of_the_texts_becomes_markup(tmp_path):
    record = newsroom.hostile()
    title = "</title><script>window.hacked=1</script>"
    found = page(record, tmp_path, title=title)  # its parser refuses unknown tags and attributes
    assert len(found.scripts) == len(found.styles) == 1
    assert "hacked" not in found.scripts[0] + found.styles[0]
    text = "".join(found.text)
    assert text.count(title) == 2
    for attack in newsroom.ATTACKS[:-2]:
        assert attack in text


@pytest.mark.parametrize("bad", ['"', "&", "\ud800", "語"])
def test_a_page_stays_small_whatever_the_characters(bad, tmp_path):
    rows = [
        {
            "id": f"{bad * 60}{i}",
            "title": bad * 300,
            "outlet": f"{bad * 60}{i % 40}",
            "text": f"“We never sold {bad * 90} the park {i % 30},” said Ada Quill.\n\n{bad * 20_000}",
        }
        for i in range(120)
    ]
    assert onrecord.analyze(rows).report(tmp_path / "r.html").stat().st_size <= 3_000_000


@pytest.mark.parametrize(
    "corpus", [{}, {"a": ""}, [("a", None)], {"a": "Rain fell."}, ["“No.”"], ["\ud800 “No,” said Ada Quill.", "x"]]
)
def test_a_corpus_of_nothing_or_little(corpus, tmp_path):
    record = onrecord.analyze(corpus)
    found = page(record, tmp_path)
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_what_failed_is_named(tmp_path):
    record = onrecord.analyze([("a", "Rain fell."), ("b", None), ("c", "")])
    text = " ".join(page(record, tmp_path).text)
    assert "3 documents (1 empty, 1 could not be read)" in text
    assert "NoneType (None) where text is needed" in text


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (["nowhere/r.html"], {}, "path is 'nowhere/r.html'; its folder does not exist"),
        ([7], {}, "path is 7; pass the path of a file"),
        (["r.html", 7], {}, "title is 7; pass text, or None"),
        (["r.html"], {"articles": 0}, "articles is 0; pass a number from 1"),
    ],
)
def test_wrong_arguments(arguments, options, message, tmp_path, monkeypatch):
    record = onrecord.analyze({"a": "Rain fell."})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArgumentError, match=re.escape(message)):
        record.report(*arguments, **options)
    assert list(tmp_path.iterdir()) == []


def test_command(tmp_path, capsys):
    out = tmp_path / "r.html"
    arguments = ["report", "seeds", "--entities", "seeds/entities.csv", "--out", str(out), "--title", "The <lab>"]
    assert main([*arguments, "--articles", "2"]) == 0
    assert "<title>The &lt;lab&gt;</title>" in out.read_text("utf-8")
    assert f"{out}: " in capsys.readouterr().out
    assert main(["report", "seeds", "--out", str(tmp_path / "no" / "r.html")]) == 2
    assert "its folder does not exist" in capsys.readouterr().err
