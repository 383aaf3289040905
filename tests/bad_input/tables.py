"""Damaged tables: text files that are no tables, and tables whose contents cannot be right."""

from __future__ import annotations

from tests.bad_input.case import Case, case
from tests.geodata.readers.test_tables import CATALOG

HEADER = "nr;name;arbeitslose;personen\n"
FIRST, SECOND, THIRD = "101;Südstadt;5;10\n", "102;Nordend;6;20\n", "103;Weiß;7;30\n"
GOOD = HEADER + FIRST + SECOND + THIRD
COUNTS = "nr;name;einwohner\n101;Südstadt;1500\n102;Nordend;2600\n103;Weiß;3700\n"
LONG = "nr;jahr;arbeitslose;personen\n101;{};5;10\n102;2021;6;20\n103;2021;7;30\n"
BY_YEAR = CATALOG.replace('fixed_period: "2021"', "period: jahr").replace("  name: name\n", "")


def figures(name: str, text: str | bytes, codes: str, **more: object) -> Case:
    """A table that comes with the catalogue of the tests."""
    return case(name, "arbeit.csv", text, codes, **{"catalog": CATALOG, **more})


def plain(name: str, text: str | bytes, codes: str, **more: object) -> Case:
    """A table without a catalogue."""
    return case(name, "einwohner.csv", text, codes, **{"arguments": ("--period", "2021"), **more})


CONTAINERS = [
    plain("empty file", b"", "file_blank", words=("0 Bytes",)),
    plain("only blanks", " \n \n\t\n", "no_table"),
    plain("only a byte order mark", b"\xef\xbb\xbf", "no_table"),
    plain("header only", "nr;name;einwohner\n", "no_table file_empty"),
    plain("header and footer only", "nr;name;einwohner\nQuelle: Amt\n", "no_table file_empty"),
    plain("one line of prose", "Bitte die Tabelle im Anhang verwenden.", "no_table"),
    plain("a letter", "Guten Tag,\n\nanbei die Zahlen.\n\nMit freundlichen Grüßen\n", "no_table"),
    plain("binary", bytes(range(256)) * 20, "file_unreadable no_table"),
    plain("zeros", b"\0" * 4096, "file_unreadable no_table"),
    plain("an image", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_unreadable no_table"),
    plain("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "no_table file_unreadable"),
    plain("a web page", "<!DOCTYPE html>\n<html><body><h1>404</h1></body></html>\n", "no_table key_column_missing"),
    plain("a workbook called csv", b"PK\x03\x04" + bytes(range(256)) * 4, "file_unreadable no_table"),
    plain("NEL line ends", COUNTS.replace("\n", "\x85"), "no_table file_empty"),
    plain("NEL line ends, one byte", COUNTS.replace("\n", "\x85").encode("latin-1"), "no_table file_empty"),
    plain("line separators of Unicode", COUNTS.replace("\n", "\u2028"), "no_table file_empty"),
    plain("cut inside a line", COUNTS[:-10].encode(), "file_cut", row=4),
    plain("cut inside a character", COUNTS.encode()[: COUNTS.encode().index(b"\xc3") + 1],
         "file_cut file_unreadable encoding_mixed no_table"),
    plain("cut inside quotes", 'nr;name;einwohner\n101;"Süd";5\n102;"Nor', "file_cut", row=3),
    plain("a quote that never ends", 'nr;name;einwohner\n101;"Südstadt;5\n102;Nordend;6\n103;Weiß;7\n', "file_cut"),
    plain("two encodings", b"nr;name;einwohner\n101;S\xc3\xbcdstadt;15\n103;Wei\xdf;26\n", "encoding_mixed", row=3),
    plain("two encodings, other order", b"nr;name;zahl\n101;S\xfcdstadt;15\n103;Wei\xc3\x9f;2\n", "encoding_mixed",
         row=3),
    plain("UTF-16 cut in the middle", COUNTS.encode("utf-16")[:-9], "file_cut file_unreadable no_table"),
    plain("UTF-16 without a mark", COUNTS.encode("utf-16-le"), "file_unreadable no_table"),
    plain("UTF-32", COUNTS.encode("utf-32"), "file_unreadable no_table"),
    plain("a cell too many", COUNTS + "104;Müngers;dorf;4800\n", "row_length", row=5),
    plain("a decimal comma cut by commas", "nr,name,rate\n101,Süd,1,5\n102,Nord,2,5\n103,Weiß,3\n",
         "row_length no_table"),
    plain("a cell too few", "nr;name;alt;einwohner\n101;Süd;1;2\n102;3;4\n103;Weiß;5;6\n", "row_length", row=3),
    plain("words instead of a delimiter", COUNTS.replace(";", " – "), "no_table"),
    plain("a huge cell", "nr;name;einwohner\n101;" + "x" * 200_000 + ";5\n", "file_unreadable no_table"),
    figures("delimiter of the catalogue is wrong", GOOD, "no_table column_unknown",
            catalog=CATALOG.replace("  key: nr", "  delimiter: ','\n  key: nr")),
    figures("encoding of the catalogue is wrong", GOOD.encode("cp1252"), "file_unreadable",
            catalog=CATALOG.replace("  key: nr", "  encoding: utf-8\n  key: nr")),
    figures("encoding of the catalogue is unknown", GOOD, "file_unreadable",
            catalog=CATALOG.replace("  key: nr", "  encoding: klingonisch\n  key: nr")),
    case("unknown ending", "zahlen.docx", GOOD, "kind_unclear"),
    case("no ending", "zahlen", GOOD, "kind_unclear"),
    case("missing file", "fehlt.csv", lambda path: None, "file_missing"),
    case("a folder", "ordner.csv", lambda path: path.mkdir(), "file_is_folder"),
    case("a link into nowhere", "verweis.csv", lambda path: path.symlink_to("nirgends"), "file_missing"),
]  # fmt: skip

KEYS = [
    plain("no key column", "name;einwohner\nWiesen;15\nHafen;26\nBerg;37\n", "key_column_missing no_matches"),
    plain("keys of nowhere", "nr;einwohner\n901;15\n902;26\n903;37\n", "areas_not_loaded"),
    plain("keys of another Land", "ags;einwohner\n01001000;15\n02000000;26\n11000000;37\n", "rows_outside_state"),
    plain("keys as powers of ten", "ags;einwohner\n5,31E+06;15\n5,33E+06;26\n5,38E+06;37\n",
          "key_column_missing no_matches"),
    plain("keys with letters", "nr;einwohner\nA101;15\nB102;26\nC103;37\n", "areas_not_loaded"),
    plain("empty keys", "nr;einwohner\n;15\n;26\n;37\n", "key_column_missing no_matches no_table file_empty"),
    plain("the named key column is absent", COUNTS, "column_unknown", arguments=("--key", "ags"), value="ags"),
    plain("an unknown level", COUNTS, "areas_unknown", arguments=("--level", "planet", "--period", "2021")),
    plain("a parent that is no municipality", COUNTS, "bad_parent", arguments=("--parent", "05382")),
    plain("a parent that is no key", COUNTS, "bad_parent", arguments=("--parent", "Köln")),
    figures("duplicate keys", HEADER + FIRST + SECOND + FIRST, "duplicate_rows", row=4),
    figures("duplicate keys, other zeros", HEADER + FIRST + "00101;Süd;5;10\n", "duplicate_rows", row=3),
    figures("duplicate keys, other blanks", HEADER + FIRST + " 1 01;Süd;6;10\n", "duplicate_rows", row=3),
    figures("unknown keys only", HEADER + "901;A;1;9\n902;B;2;9\n", "no_matches"),
    figures("key column renamed", GOOD.replace("nr;", "schluessel;"), "column_unknown", value="nr"),
    figures("key column twice", GOOD.replace("nr;name", "nr;nr"), "column_ambiguous column_unknown"),
]  # fmt: skip

NUMBERS = [
    figures("letters in a number", HEADER + FIRST + "102;Nordend;6a;20\n", "bad_number", row=3, column="arbeitslose",
            value="6a"),
    figures("the letter O", HEADER + FIRST + "102;Nordend;6;2O\n", "bad_number", row=3, column="personen", value="2O"),
    figures("a word", HEADER + FIRST + "102;Nordend;sechs;20\n", "bad_number", row=3, value="sechs"),
    figures("two commas", HEADER + FIRST + "102;Nordend;6;1,2,3\n", "bad_number", row=3, value="1,2,3"),
    figures("two points", HEADER + "101;Süd;5;1.5\n102;Nord;6;1.2.3\n", "bad_number", row=3, value="1.2.3"),
    figures("an unknown symbol", HEADER + FIRST + "102;Nordend;/;20\n", "bad_number", row=3, value="/"),
    figures("a dash of another kind", HEADER + FIRST + "102;Nordend;–;20\n", "bad_number", row=3, value="–"),
    figures("a question mark", HEADER + FIRST + "102;Nordend;?;20\n", "bad_number", row=3, value="?"),
    figures("NaN", HEADER + FIRST + "102;Nordend;nan;20\n", "bad_number", row=3, value="nan"),
    figures("infinity", HEADER + FIRST + "102;Nordend;inf;20\n", "bad_number", row=3, value="inf"),
    figures("more than any number", HEADER + FIRST + "102;Nordend;6;1e999\n", "bad_number", row=3, value="1e999"),
    figures("a date", HEADER + FIRST + "102;Nordend;06. Jan;20\n", "bad_number", row=3, value="06. Jan"),
    figures("an error of Excel", HEADER + FIRST + "102;Nordend;#DIV/0!;20\n", "bad_number", row=3, value="#DIV/0!"),
    figures("hexadecimal", HEADER + FIRST + "102;Nordend;0x1F;20\n", "bad_number", row=3, value="0x1F"),
    figures("a sum of two", HEADER + FIRST + "102;Nordend;3+3;20\n", "bad_number", row=3, value="3+3"),
    figures("a footnote mark", HEADER + FIRST + "102;Nordend;6¹;20\n", "bad_number", row=3, value="6¹"),
    figures("brackets", HEADER + FIRST + "102;Nordend;(6);20\n", "bad_number", row=3, value="(6)"),
    figures("comma against point", HEADER + "101;Süd;5;1.234\n102;Nord;6;2.345\n", "number_ambiguous", row=2,
            column="personen", value="1.234"),
    figures("both notations in a column", HEADER + "101;Süd;5;1.234,5\n102;Nord;6;2,345.6\n", "bad_number",
            column="personen"),
    figures("k above n", HEADER + "101;Süd;50;10\n" + SECOND, "k_above_n", row=2, words=("50", "10", "vertauscht")),
    figures("k above n 0", HEADER + FIRST + "102;Nordend;6;0\n", "k_above_n negative_count", row=3),
    figures("negative numerator", HEADER + FIRST + "102;Nordend;-6;20\n", "negative_count", row=3),
    figures("negative denominator", HEADER + FIRST + "102;Nordend;6;-20\n", "negative_count k_above_n", row=3),
    figures("a minus of typography", HEADER + FIRST + "102;Nordend;\u22126;20\n", "negative_count", row=3),
    figures("value column twice", GOOD.replace("personen", "arbeitslose"), "column_ambiguous column_unknown"),
    figures("value column absent", GOOD.replace("personen", "einwohner"), "column_unknown", value="personen"),
    plain("letters in a number, no catalogue", COUNTS.replace("2600", "26x0"), "bad_number", row=3, value="26x0"),
    plain("no numbers at all", "nr;name\n101;Südstadt\n102;Nordend\n103;Weiß\n", "value_column_missing"),
    plain("the same number everywhere", "nr;stand\n101;7\n102;7\n103;7\n", "value_column_missing"),
    plain("two indicators of one name", "nr;zahl;zahl\n101;1;2\n102;3;4\n103;5;7\n", "column_ambiguous"),
]  # fmt: skip

PERIODS = [
    *(
        case(f"impossible period {text}", "arbeit.csv", LONG.format(text), "bad_period", catalog=BY_YEAR, row=2,
             column="jahr", value=text)
        for text in ("2021-13", "31.02.2021", "gestern", "21", "0", "20211", "2021-02-30", "2022/2020", "Q5 2021",
                     "9999", "1200", "Jahr", "2021-00")
    ),
    case("an empty period", "arbeit.csv", LONG.format(""), "bad_period", catalog=BY_YEAR, row=2, column="jahr"),
    case("period column absent", "arbeit.csv", GOOD, "column_unknown", catalog=BY_YEAR, value="jahr"),
    plain("no period", COUNTS, "period_missing", arguments=()),
    plain("a period of no calendar", COUNTS, "bad_period", arguments=("--period", "heute")),
    plain("a boundary vintage that is no date", COUNTS, "bad_vintage", arguments=("--vintage", "2021")),
    plain("a boundary vintage of the future past", "ags;einwohner\n05315000;15\n05334002;26\n05382020;37\n",
          "vintage_mismatch", arguments=("--vintage", "1975-01-01", "--period", "2021")),
]  # fmt: skip


def catalogued(name: str, old: str, new: str, codes: str = "bad_catalog") -> Case:
    assert old in CATALOG
    return figures(name, GOOD, codes, catalog=CATALOG.replace(old, new))


CATALOGUES = [
    figures("catalogue is no YAML", GOOD, "bad_catalog", catalog="datasets: [\n"),
    figures("catalogue is a list", GOOD, "bad_catalog", catalog="- 1\n- 2\n"),
    figures("catalogue is text", GOOD, "bad_catalog", catalog="Bitte beachten"),
    figures("catalogue runs code", GOOD, "bad_catalog", catalog="!!python/object/apply:os.system ['true']"),
    figures("catalogue with aliases without end", GOOD, "bad_catalog",
            catalog="a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi",
                 strict=True))),
    catalogued("unknown key in the catalogue", "    title: Arbeitslose\n", "    titel: Arbeitslose\n"),
    catalogued("unknown topic", "topic: Arbeit", "topic: Weltall"),
    catalogued("unknown kind", "kind: rate", "kind: quote"),
    catalogued("rate without a denominator", ", denominator: Erwerbsfähige", ""),
    catalogued("two indicators of one id", "id: jobless_rate_pct", "id: jobless_count"),
    catalogued("an id with blanks", "id: jobless_count", "id: jobless count"),
    catalogued("an unknown dataset", "dataset: jobs, numerator", "dataset: work, numerator"),
    catalogued("no licence", "licence: dl-de/zero-2-0, ", ""),
    catalogued("measure without an indicator", "{indicator: jobless_rate_pct, role: n", "{indicator: else, role: n",
               "bad_catalog unknown_indicator"),
    catalogued("an unknown role", "role: n", "role: nenner"),
    catalogued("no period in the catalogue", '  fixed_period: "2021"\n', ""),
    catalogued("an impossible period", '"2021"', '"2021-13"', "bad_period bad_catalog"),
    catalogued("an unknown state", '"x": NOT_MEANINGFUL', '"x": VERLOREN', "bad_symbol bad_catalog"),
    catalogued("rows that do not exist", "column: personen", "column: personen, where: {name: Atlantis}",
         "measure_empty"),
    catalogued("no measures", CATALOG[CATALOG.index("  measures:"):], "  measures: []\n"),
]  # fmt: skip

CASES = [*CONTAINERS, *KEYS, *NUMBERS, *PERIODS, *CATALOGUES]
