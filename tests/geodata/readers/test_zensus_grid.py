"""Zensus grid cells: where they count, what is hidden, and what cannot be summed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyproj import Transformer

from geodata.importing import plan
from geodata.inspection import inspect
from geodata.readers.boundaries import Options
from geodata.readers.formats import peek
from geodata.readers.zensus_cells import find_columns
from geodata.readers.zensus_grid import MOST_HIDDEN
from tests.geodata.shapes import EAST, NORTH, SIDE

TO_GRID = Transformer.from_crs("EPSG:25832", "EPSG:3035", always_xy=True)
CORNERS = [(-4.9, -4.9), (14.9, -4.9), (14.9, 14.9), (-4.9, 14.9)]  # of the large square around the quarters
HEADER = "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"


def line(column: float, row: float, *rest: object, size: int = 100) -> str:
    """A grid cell that holds the point ``column``, ``row`` (in kilometres from the corner of the first quarter)."""
    x, y = TO_GRID.transform(EAST + column * SIDE, NORTH + row * SIDE)
    west, south = int(x // size * size), int(y // size * size)
    return f"CRS3035RES{size}mN{south}E{west};{west + size // 2};{south + size // 2};" + ";".join(map(str, rest))


def grid(path: Path, lines: list[str], header: str = HEADER, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
    return path


def cells(planned) -> dict[tuple[str, str], tuple[float, str]]:
    rows = planned.packages[0].observations
    return {(r.indicator, r.area_id): (r.value, r.status) for r in rows.itertuples()}


def corners(*rest: object) -> list[str]:
    return [line(*place, *rest) for place in CORNERS]


def test_sums_by_mid_point(tmp_path, known):
    lines = [line(0.5, 0.5, 10), line(0.3, 0.5, 20), line(1.5, 0.5, 7), line(200, 200, 99), *corners(100)]
    planned = plan([grid(tmp_path / "x.csv", lines)], Options(), known)
    found = cells(planned)
    assert found["zensus2022_einwohner_100m", "05315000/stadtteil/101"] == (30, "OK")
    assert found["zensus2022_einwohner_100m", "05315000/stadtteil/102"] == (7, "OK")
    assert found["zensus2022_einwohner_100m", "05315000"] == (437, "OK")
    assert ("zensus2022_einwohner_100m", "05315000/stadtteil/103") not in found
    report = planned.report.files[0]
    assert (report.rows, report.kept, report.level, report.periods) == (8, 7, "gemeinde", ["2022-05-15"])
    assert {"grid_by_place", "grid_reference_date"} <= {p.code for p in report.problems}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_hidden_cells_make_a_lower_bound_or_hide_the_sum(tmp_path, known, encoding):
    shown = [line(0.1 + i / 25, 0.1 + j / 10, 10) for i in range(20) for j in range(2)]
    lines = [*shown, line(0.5, 0.9, "–"), line(1.5, 0.5, 8), line(1.3, 0.3, "–"), *corners(100)]
    planned = plan([grid(tmp_path / "x.csv", lines, encoding=encoding)], Options(), known)
    found = cells(planned)
    assert 1 / 41 < MOST_HIDDEN < 1 / 2
    assert found["zensus2022_einwohner_100m", "05315000/stadtteil/101"] == (400, "OK")
    value, status = found["zensus2022_einwohner_100m", "05315000/stadtteil/102"]
    assert status == "SUPPRESSED"
    assert value != value
    hidden = {e["id"]: (e["hidden"], e["cells"]) for e in planned.report.files[0].hidden}
    assert hidden == {"05315000": (2, 47), "05315000/stadtteil/101": (1, 41), "05315000/stadtteil/102": (1, 2)}
    assert planned.packages[0].catalog.indicators[0].caution.startswith("Untergrenze")


def test_unreliable_cells_count_and_are_told(tmp_path, known):
    header = HEADER + ";werterlaeuternde_Zeichen"
    lines = [line(0.5, 0.5, 10, ""), line(0.3, 0.5, 5, "KLAMMERN"), line(0.3, 0.7, "(4)", ""), *corners(100, "")]
    planned = plan([grid(tmp_path / "x.csv", lines, header)], Options(), known)
    assert cells(planned)["zensus2022_einwohner_100m", "05315000/stadtteil/101"] == (19, "OK")
    found = [p.message for p in planned.report.problems if p.code == "grid_unreliable"]
    assert "Anzahl: 2" in found[0]


@pytest.mark.parametrize(("column", "rest"), [("Einwohner", ("?", "")), ("werterlaeuternde_Zeichen", (3, "ETWAS"))])
def test_unknown_signs_are_refused_with_their_place(tmp_path, known, column, rest):
    path = grid(tmp_path / "x.csv", [*corners(100, ""), line(0.5, 0.5, *rest)], HEADER + ";werterlaeuternde_Zeichen")
    report = plan([path], Options(), known).report
    found = report.problems[0]
    assert report.refused
    assert (found.code, found.row, found.column) == ("bad_number", 6, column)


def test_averages_need_their_weights(tmp_path, known):
    header = "GITTER_ID_100m;x_mp_100m;y_mp_100m;durchschnMieteQM;AnzahlWohnungen"
    lines = [line(0.5, 0.5, "6,00", 3), line(0.3, 0.5, "9,00", 1), *corners("7,5", 2)]
    planned = plan([grid(tmp_path / "x.csv", lines, header)], Options(), known)
    rows = planned.packages[0].observations.set_index(["indicator", "area_id"])
    mean = rows.loc[("zensus2022_durchschnmieteqm_100m", "05315000/stadtteil/101")]
    assert (mean["value"], mean["n"]) == (6.75, 4)  # (3 · 6 + 1 · 9) / 4
    assert rows.loc[("zensus2022_anzahlwohnungen_100m", "05315000"), "value"] == 12
    header = "GITTER_ID_100m;x_mp_100m;y_mp_100m;Durchschnittsalter;Einwohner"
    lines = [line(0.5, 0.5, "40,5", 3), *corners("30", 2)]
    planned = plan([grid(tmp_path / "y.csv", lines, header)], Options(), known)
    assert planned.report.files[0].indicators == ["zensus2022_einwohner_100m"]
    assert "grid_not_summable" in {p.code for p in planned.report.problems}


@pytest.mark.parametrize("rest", [("Durchschnittsalter", "44,5"), ("Leerstandsquote", "–")])
def test_a_grid_of_averages_alone_is_refused(tmp_path, known, rest):
    name, cell = rest
    path = grid(tmp_path / "x.csv", [line(0.5, 0.5, cell), *corners(cell)], HEADER.replace("Einwohner", name))
    (found,) = plan([path], Options(), known).report.problems
    assert (found.code, found.value) == ("grid_only_averages", name)


def test_a_file_that_ends_inside_an_area_gives_no_sum(tmp_path, known):
    planned = plan([grid(tmp_path / "x.csv", [line(0.5, 0.5, 10), line(3.5, 0.5, 7)])], Options(), known)
    found = cells(planned)
    assert found["zensus2022_einwohner_100m", "05315000"][1] == "MISSING"
    assert found["zensus2022_einwohner_100m", "05315000/stadtteil/101"] == (10, "OK")
    assert "grid_cut" in {p.code for p in planned.report.problems}


def test_cells_larger_than_areas_are_not_spread(tmp_path, known):
    header = HEADER.replace("100m", "1km")
    lines = [line(0.5, 0.5, 10, size=1000), *(line(0.85 * x, 0.85 * y, 100, size=1000) for x, y in CORNERS)]
    planned = plan([grid(tmp_path / "x.csv", lines, header)], Options(), known)
    rows = planned.packages[0].observations
    assert set(rows["area_id"]) == {"05315000"}
    assert rows["k"].tolist() == [410]
    assert "grid_too_coarse" in {p.code for p in planned.report.problems}


def test_recognised_by_content(tmp_path, known):
    path = grid(tmp_path / "irgendwas.csv", [line(0.5, 0.5, 10), *corners(100)])
    assert find_columns(peek(path)).size == "100m"
    assert inspect(path, Options(period="2011-05-09"), known).periods == ("2011-05-09",)
    assert find_columns(peek(grid(tmp_path / "Zensus.csv", ["1;2;3;4"], "a;b;c;d"))) is None
    older = grid(
        tmp_path / "alt.csv", ["100mN26840E43341;4334150;2684050;7"], "Gitter_ID_100m;x_mp_100m;y_mp_100m;Einwohner"
    )
    assert find_columns(peek(older)) is None


def test_several_values_with_their_own_hidden_cells(tmp_path, known):
    header = HEADER.replace("Einwohner", "Insgesamt_Bevoelkerung;Unter10;a10bis19;werterlaeuternde_Zeichen")
    lines = [line(0.5, 0.5, 30, 10, 20, ""), line(0.3, 0.5, 4, "–", "–", ""), *corners(9, 4, 5, "")]
    planned = plan([grid(tmp_path / "x.csv", lines, header, "cp1252")], Options(), known)
    found = cells(planned)
    quarter = "05315000/stadtteil/101"
    assert found["zensus2022_insgesamt_bevoelkerung_100m", quarter] == (34, "OK")
    assert found["zensus2022_unter10_100m", quarter][1] == "SUPPRESSED"  # 1 of 2 cells is hidden
    assert found["zensus2022_a10bis19_100m", "05315000"][1] == "SUPPRESSED"
    assert len(planned.packages[0].catalog.indicators) == 3


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_larger_cells(tmp_path, known, size):
    label = {1_000: "1km", 10_000: "10km"}[size]
    places = [(0.85 * x, 0.85 * y) for x, y in CORNERS]
    path = grid(tmp_path / "x.csv", [line(*p, 100, size=size) for p in places], HEADER.replace("100m", label))
    planned = plan([path], Options(), known)
    assert planned.report.files[0].indicators == [f"zensus2022_einwohner_{label}"]
    rows = planned.packages[0].observations
    assert set(rows["area_id"]) == {"05315000"}
    assert planned.packages[0].catalog.datasets[0].id == f"zensus2022_gitter_{label}_einwohner"


def test_commas_quotes_and_capitals(tmp_path, known):
    header = '"Gitter_id_100m","X_MP_100m","Y_MP_100m","Einwohner"'
    lines = [line(0.5, 0.5, 10).replace(";", ","), *(c.replace(";", ",") for c in corners(100))]
    planned = plan([grid(tmp_path / "x.csv", lines, header)], Options(), known)
    assert cells(planned)["zensus2022_einwohner_100m", "05315000"] == (410, "OK")


def test_the_grid_of_another_census_is_refused(tmp_path, known):
    lines = ["100mN26840E43341;4334150;2684050;-1", "100mN26841E43341;4334150;2684150;7"]
    report = plan([grid(tmp_path / "alt.csv", lines)], Options(), known).report
    assert [p.code for p in report.problems] == ["grid_of_other_census"]


@pytest.mark.parametrize(("damage", "found"), [(";99", 5), ("", 3)])
def test_a_line_with_other_cells_is_named(tmp_path, known, damage, found):
    broken = line(0.5, 0.5, 10) + damage if damage else line(0.5, 0.5, 10).rpartition(";")[0]
    report = plan([grid(tmp_path / "x.csv", [*corners(100), broken])], Options(), known).report
    problem = report.problems[0]
    assert (problem.code, problem.row) == ("row_length", 6)
    assert f"{found} statt 4 Zellen" in problem.message
