"""The list of planted truths, for tests and for judging methods: what is where, in which figures and years.

``python -m geodata.sample.musterland.truths > geodata/sample/musterland_truths.yaml`` renews the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypedDict

import yaml

from geodata.sample.musterland.build import SEED, World, make_world
from geodata.sample.musterland.figures import GAP_INDICATORS, PREFIX, SCREENING
from geodata.sample.musterland.people import SHELTER_RESIDENTS, STUDENTS, TINY_RESIDENTS
from geodata.sample.musterland.places import ROOT
from geodata.sample.musterland.planting import BREAK_YEAR, GAP_YEARS, SCREENING_GAP_YEAR, SHELTER_FROM, YEARS

HEADER = """\
# Planted truths of Musterland (invented region), made by geodata.sample.musterland.truths; do not edit by hand.
# kind: cluster, hidden_hotspot, shelter, student_residence, tiny_quarter, improvement, decline, gap, break, undersupply
# expect: high = figures show more need than usual, low = less
"""
BURDEN = ("child_poverty_pct", "sgb2_pct", "unemployment_pct")


class Truth(TypedDict):
    """One planted truth. ``indicators`` and ``periods``: where it must be found; empty = not in observations."""

    id: str
    kind: str
    expect: str
    area_ids: list[str]
    indicators: list[str]
    periods: list[str]
    sentence: str


def truths(seed: int = SEED) -> list[Truth]:
    """All truths planted for this seed."""
    world = make_world(seed)
    return [*_clusters(world), *_distortions(world), *_changes(world), *_gaps(world), _undersupply(world)]


def truths_yaml(seed: int = SEED) -> str:
    """The truths as the text of ``musterland_truths.yaml``."""
    return HEADER + yaml.safe_dump({"truths": truths(seed)}, allow_unicode=True, sort_keys=False, width=110)


def _truth(
    identity: str, kind: str, expect: str, areas: list[str], indicators: Iterable[str], years: Iterable[int], text: str
) -> Truth:
    return {
        "id": identity, "kind": kind, "expect": expect, "area_ids": areas,
        "indicators": [PREFIX + i for i in indicators], "periods": [str(y) for y in years], "sentence": text,
    }  # fmt: skip


def _ids(world: World, positions: Iterable[int]) -> list[str]:
    return [str(world.places.quarters.loc[q, "area_id"]) for q in positions]


def _town(world: World, position: int) -> str:
    return str(world.places.quarters["town_name"].iloc[position])


def _label(world: World, position: int) -> str:
    return f"„{world.places.quarters['name'].iloc[position]}“ ({_town(world, position)})"


def _clusters(world: World) -> list[Truth]:
    plan = world.plan
    towns = ", ".join(sorted({_town(world, q) for q in plan.border_cluster}))
    north = (
        f"Im Norden von {_town(world, plan.city_cluster[0])} liegen {len(plan.city_cluster)} zusammenhängende "
        "Quartiere mit durchgehend ungünstiger Sozialer Lage."
    )
    across = (
        f"Eine räumliche Häufung von {len(plan.border_cluster)} Quartieren reicht über eine Kreisgrenze ({towns}); "
        "wer nur einen Kreis betrachtet, sieht nur einen Teil davon."
    )
    belt = (
        f"Die übrigen Quartiere von {_town(world, plan.hotspot)} bilden eine zusammenhängende Fläche mit günstiger "
        "Sozialer Lage."
    )
    hotspot = (
        f"Das Quartier {_label(world, plan.hotspot)} gehört zu den am stärksten belasteten des Landes, obwohl die "
        "Gemeinde insgesamt unter dem Landeswert liegt."
    )
    return [
        _truth("city_cluster", "cluster", "high", _ids(world, plan.city_cluster), BURDEN, YEARS, north),
        _truth("border_cluster", "cluster", "high", _ids(world, plan.border_cluster), BURDEN, YEARS, across),
        _truth("well_off_belt", "cluster", "low", _ids(world, plan.well_off), BURDEN, YEARS, belt),
        _truth("hidden_hotspot", "hidden_hotspot", "high", _ids(world, [plan.hotspot]), BURDEN, YEARS, hotspot),
    ]


def _distortions(world: World) -> list[Truth]:
    plan = world.plan
    shelter = (
        f"Im Quartier {_label(world, plan.shelter)} eröffnete {SHELTER_FROM} eine Unterkunft für "
        f"{SHELTER_RESIDENTS} Geflüchtete; ohne sie wäre das Quartier unauffällig."
    )
    residence = (
        f"Im Quartier {_label(world, plan.residence)} wohnen {STUDENTS} Studierende; sie stehen im Nenner und lassen "
        "die Jugendarbeitslosigkeit niedrig erscheinen, obwohl die Kinderarmut überdurchschnittlich ist."
    )
    tiny = (
        f"Das Quartier {_label(world, plan.tiny)} hat nur {TINY_RESIDENTS} Einwohnerinnen und Einwohner; der Anteil "
        "springt von Jahr zu Jahr und sagt wenig aus."
    )
    after = [y for y in YEARS if y > SHELTER_FROM]
    raised = ("foreigners_pct", "child_poverty_pct", "sgb2_pct")
    diluted = ("youth_unemployment_pct",)
    dorm = _ids(world, [plan.residence])
    return [
        _truth("refugee_shelter", "shelter", "high", _ids(world, [plan.shelter]), raised, after, shelter),
        _truth("student_residence", "student_residence", "low", dorm, diluted, YEARS, residence),
        _truth("tiny_quarter", "tiny_quarter", "high", _ids(world, [plan.tiny]), BURDEN[:1], YEARS, tiny),
    ]


def _changes(world: World) -> list[Truth]:
    plan = world.plan
    span = f"von {YEARS[0]} bis {YEARS[-1]}"
    better = (
        f"Im Quartier {_label(world, plan.improvement)} sinkt die Belastung {span} deutlich; die Veränderung ist echt."
    )
    worse = (
        f"Im Quartier {_label(world, plan.decline)} steigt die Belastung {span} deutlich, ausgehend von einer "
        "günstigen Lage; die Veränderung ist echt."
    )
    new_test = (
        f"{BREAK_YEAR} wechselt das Testverfahren; der Anteil steigt überall auf einen Schlag, ohne dass sich die "
        "Lage geändert hätte."
    )
    return [
        _truth("improvement", "improvement", "low", _ids(world, [plan.improvement]), BURDEN, YEARS, better),
        _truth("decline", "decline", "high", _ids(world, [plan.decline]), BURDEN, YEARS, worse),
        _truth("language_break", "break", "high", [ROOT], ("language_pct",), (BREAK_YEAR,), new_test),
    ]


def _gaps(world: World) -> list[Truth]:
    plan, areas = world.plan, world.places.areas.set_index("area_id")
    kreis = plan.screening_gap_kreis
    without = [ROOT, *(i for i in areas.index if i == kreis or i.startswith(f"{kreis}/"))]
    undelivered = (
        f"Für die Quartiere von {_town(world, plan.gap[0])} wurden {GAP_YEARS[0]} und {GAP_YEARS[1]} keine "
        "kleinräumigen Zahlen geliefert; der Gemeindewert liegt vor."
    )
    cancelled = (
        f"{SCREENING_GAP_YEAR} fielen die Schuleingangsuntersuchungen im Gebiet „{areas['name'][kreis]}“ aus; auch "
        "für das Land gibt es deshalb keinen Wert."
    )
    quarters = _ids(world, plan.gap)
    return [
        _truth("undelivered_quarters", "gap", "missing", quarters, GAP_INDICATORS, GAP_YEARS, undelivered),
        _truth("cancelled_examinations", "gap", "missing", without, SCREENING, (SCREENING_GAP_YEAR,), cancelled),
    ]


def _undersupply(world: World) -> Truth:
    group = world.plan.undersupply
    text = (
        f"In {len(group)} benachbarten Quartieren von {_town(world, group[0])} wohnen viele kleine Kinder, es gibt "
        "aber weit weniger Kita-Plätze je Kind als im Land."
    )
    children = ("children_under_6",)
    return _truth("kita_undersupply", "undersupply", "high", _ids(world, group), children, YEARS[-1:], text)


if __name__ == "__main__":
    sys.stdout.write(truths_yaml())
