"""CSV as text: every cell where it stands, and bytes that come back as they were."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.protection.csv_text import read

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)


@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_reads_like_the_csv_module_and_gives_back_the_same_bytes(rows, end, encoding, closed):
    rows = [["a;b", "c", "d"], ["1", "2", "3"], ["4", "5", "6"], *rows]  # enough to tell the delimiter
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    text = out.getvalue() if closed else out.getvalue().removesuffix(end)
    content = text.encode(encoding)
    found = read(content, "t.csv")
    assert found.delimiter == ";"
    assert [[cell.text for cell in line.cells] for line in found.lines] == rows
    assert found.replaced([]) == content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_encodings_are_kept(encoding):
    content = "Straße;Größe\r\nMüllerstraße;3\r\nKöln, Süd;40\r\nÄpfel für Öl;5\r\n".encode(encoding)
    found = read(content, "t.csv")
    cell = found.lines[1].cells[1]
    assert found.lines[1].cells[0].text == "Müllerstraße"
    assert found.replaced([(cell.start, cell.end, "")]) == content.decode(encoding).replace(";3\r", ";\r").encode(
        encoding
    )


def test_lines_are_counted_as_an_editor_does():
    found = read(b'a;b\n"x\ny";1\n\nz;2\n', "t.csv")
    assert [line.number for line in found.lines] == [1, 2, 5]


def test_lone_quotes_are_text():
    found = read(b'a;b\n5" Rohr;1\n"x"y;2\n', "t.csv")
    assert [line.cells[0].text for line in found.lines] == ["a", '5" Rohr', "xy"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_blank"),
        (b"\n\n", "file_empty"),
        (b"a;b\n", "file_empty"),
        (b"a;b\n;\n", "file_empty"),
        (b"a;b\n1;2;3\n", "row_length"),
        (b'a;b\n1;2\n"3;4\n', "file_cut"),
        (b"a;b\n\x00;1\n", "file_unreadable"),
        ("a;b\nä;1\n".encode() + "ö;2\n".encode("cp1252"), "encoding_mixed"),
    ],
)
def test_refused(content, code):
    with pytest.raises(GeodataError) as error:
        read(content, "t.csv")
    assert error.value.problems[0].code == code
