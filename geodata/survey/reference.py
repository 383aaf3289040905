"""Published figures of the survey of 2020, each with the base it was printed with; no authority's answer is in them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from geodata.survey.schema import Aachen

HALF_STEP = 0.05 + 1e-9  # figures are printed with one decimal
FILE = Path(__file__).parent / "reference_2020.yaml"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReferenceSource(_Entry):
    title: str
    url: str = ""


class Figure(_Entry):
    """As printed: ``value``, ``what``, ``base``. ``k`` of ``n`` is our arithmetic; figures with the same
    ``base_group`` may stand side by side. ``source`` "": handed down without one; we found none that has it."""

    id: str
    value: float
    unit: str
    what: str
    base: str
    source: str = ""
    k: int | None = None
    n: int | None = None
    base_group: str = ""

    def counted(self, aachen: Aachen) -> tuple[tuple[int, ...], int] | None:
        """Whole numbers that give the printed percentage, and of how many, with the city of Aachen counted in this
        way; None for a figure that is no share."""
        if self.n is None:
            return None
        shift = {"staedte": -1, "kommunen": 1}.get(self.base_group, 0) if aachen is Aachen.MUNICIPALITY else 0
        n = self.n + shift
        return tuple(k for k in range(n + 1) if abs(100 * k / n - self.value) < HALF_STEP), n

    @property
    def computed(self) -> float | None:
        """k of n in per cent, None without both."""
        return None if self.k is None or not self.n else 100 * self.k / self.n


class Reference(_Entry):
    title: str
    by: str
    period: str
    universe: int
    sources: dict[str, ReferenceSource]
    figures: tuple[Figure, ...]
    contradictions: tuple[str, ...]


@lru_cache(maxsize=1)
def reference_2020() -> Reference:
    """The card; raises if the file of the project is damaged."""
    return Reference.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
