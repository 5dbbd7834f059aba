"""Markdown of ours becomes HTML that a link can land in and nothing can run in."""

from app.pages.markdown import write_html

PAGE = """\
# All of it

Read this.

## Doses

| agent | dose |
| --- | --- |
| <a id="agent-x"></a>x | 50 [MGH](#MGH) |
| y | <script>alert(1)</script> |

### <a id="strategy-z"></a>z

| a |
| --- |
| [bad](javascript:alert(1)) <img src=x onerror=alert(1)> |
"""


def test_a_row_has_the_id_that_links_end_at() -> None:
    (row,) = [line for line in write_html(PAGE).sections.splitlines() if 'id="agent-x"' in line]
    assert row.startswith("<tr ")


def test_each_cell_says_its_column_for_narrow_screens_and_its_role_for_screen_readers() -> None:
    html = write_html(PAGE).sections
    assert '<td role="cell" data-label="dose">50 <a href="#MGH">MGH</a></td>' in html
    assert '<th role="columnheader" scope="col">agent</th>' in html


def test_markup_in_the_text_is_shown_and_never_run() -> None:
    html = write_html(PAGE).sections
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_a_heading_has_its_own_id_or_one_of_its_words() -> None:
    written = write_html(PAGE)
    assert written.headings == (("section-doses", "Doses"),)
    assert '<h3 id="strategy-z">z</h3>' in written.sections
    assert "<h1" in written.beginning
    assert "<h2" not in written.beginning


def test_a_table_names_the_heading_it_stands_under() -> None:
    html = write_html(PAGE).sections
    assert html.count('aria-labelledby="section-doses"') == 1
    assert html.count('aria-labelledby="strategy-z"') == 1
