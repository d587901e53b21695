# ruff: noqa: E501 - a row reads best on one line
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.text.htmltokens import Type, attributes_of, tokens_of
from redactkit.text.markdown import markdown_view
from redactkit.text.references import unescaped, unpercented, unreferenced
from redactkit.text.segments import BETWEEN, segments_of, without_data
from redactkit.text.table import table_view
from redactkit.text.weaving import identity

PARTS = ["<", ">", "</", "</>", "a", '"', "'", "=", " ", "\n", "&", "#49;", "amp", "<!--", "-->", "<!",
         "<?", "<script>", "</script>", "<title/>", "<svg>", "<![CDATA[", "]]>", "😀", "<p a=1>", "/",
         "<i x=&ampb y='q&copy' Z>"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=14))
def test_tokens_leave_nothing_of_the_source_out(parts):
    source = "".join(parts)

    tokens = tokens_of(source)

    assert "".join(source[one.start : one.end] for one in tokens) == source


@given(st.lists(st.sampled_from(PARTS), max_size=10))
def test_attributes_are_those_that_the_parser_reads(parts):
    import turbohtml

    source = "<a " + "".join(parts) + ">"
    tag = tokens_of(source)[0]
    if tag.type is not Type.START:
        return
    read = next(iter(turbohtml.tokenize(source[: tag.end]))).attrs
    found = {}
    for one in attributes_of(source, tag):
        found.setdefault(one.name, one.value.text)

    assert found == dict(read)


def readings(source):
    return [one.view.text for one in segments_of(source).readings]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<p>a<b>b</b>c</p>d", "abc\nd"),
        ("<p>a\n   b</p>", "a b\n"),
        ("<pre>a\n  b</pre>", "a\n  b\n"),
        ("<table><tr><th>x<th>y</tr><tr><td>1<td>2<br>3</table>", "x\ty\n1\t2 3\n"),
        ("<table>1<tr><td>x</td>2</tr>3</table>", "123\nx\n"),
        ("<p>a<i style='display:none'>b</i>c", "ac\n"),
        ("<div style='display:inline'>a</div><div style='display:inline'>b</div>", "ab"),
    ],
)
def test_a_page_is_read_as_it_is_shown(source, shown):
    assert readings(source)[0].rstrip("\n") == shown.rstrip("\n")


def test_every_sign_of_a_page_has_its_place():
    source = "<p>1<b>&#50;</b>3 &amp; <!-- x -->4</p>"
    view = segments_of(source).readings[0].view

    end = len(view.text.rstrip())
    assert [source[slice(*run)] for run in view.runs(0, end)] == ["1", "&#50;", "3 &amp;", "4"]


def test_what_is_above_a_name_goes_with_it():
    source = "<ruby>王<rt>wang</rt>明<rt>ming</rt></ruby>"
    (_, runs), *_ = segments_of(source).places(0, 0, 1)

    assert [source[slice(*run)] for run in runs] == ["王", "wang", "ming"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"wxid\_a_b", "wxid_a_b"),
        ("**微信**`a`", "微信a"),
        ("_a_ b_c_d __e__", "a b_c_d e"),
        ("[a](http://b.c/(d) 't')!", "a!"),
        ("> # a\n- b\n1. c", "a\nb\nc"),
        ("| a | b\\|c |\n|---|:-:|\n| 1 | 2 |", "a\tb|c\n\n1\t2"),
    ],
)
def test_markdown_is_read_without_its_signs(text, shown):
    assert markdown_view(identity(text)).text == shown


def test_values_are_read_as_programs_read_them():
    assert unreferenced(identity("&ampB&#49&notit;&lt;")).text == "&B1¬it;<"
    assert unreferenced(identity("a&copyb=&copy;"), attribute=True).text == "a&copyb=©"
    assert unpercented(identity("%E7%8E%8B a%CD%F5%zz")).text == "王 a王%zz"
    assert unescaped(identity(r'"\u738b\ud83d\ude00\x31\u{32}" + "3"')).text == '"王😀123"'


def test_values_stand_apart_and_once():
    source = '<p a="x1" b="x1" c="x2">t</p>'
    segments = segments_of(source)

    assert segments.texts()[-1] == BETWEEN.join(["x1", "x2"])
    assert len(segments.places(1, 0, 2)) == 2


def test_tables_are_read_by_cells():
    text = 'a,"b,""c""",d\r\n1,"2\n3",4\r\n'

    assert table_view(text).text == 'a\tb,"c"\td\r\n1\t2 3\t4\r\n'
    assert table_view("a;b\n1,5;2\n").text == "a\tb\n1,5\t2\n"


def test_packed_pictures_are_no_text():
    link = "data:image/png;base64," + "wxid138" * 9

    assert without_data(identity(f"a ![]({link}) b")).text == "a ![](\n) b"
    assert all("wxid138" not in text for text in segments_of(f'<img src="{link}">').texts())
