"""A small universe and files that can be counted by hand."""

from __future__ import annotations

from pathlib import Path

from geodata.survey.universe import Authority, Type, Universe

SMALL = Universe.of([
    Authority("05358", "Kreis Düren", Type.DISTRICT, "05358", "053", 270_000),
    Authority("05382", "Rhein-Sieg-Kreis", Type.DISTRICT, "05382", "053", 600_000),
    Authority("05334", "Städteregion Aachen", Type.DISTRICT, "05334", "053", 560_000),
    Authority("05315000", "Köln", Type.CITY, "05315", "053", 1_080_000),
    Authority("05117000", "Mülheim an der Ruhr", Type.CITY, "05117", "051", 170_000),
    Authority("05334002", "Aachen", Type.CITY, "05334", "053", 250_000),
    Authority("05358008", "Düren", Type.MUNICIPALITY, "05358", "053", 93_000),
    Authority("05754012", "Halle (Westf.)", Type.MUNICIPALITY, "05754", "057", 21_000),
    Authority("05382056", "Sankt Augustin", Type.MUNICIPALITY, "05382", "053", 56_000),
    Authority("05382032", "Meckenheim", Type.MUNICIPALITY, "05382", "053", 24_000),
])  # fmt: skip


def write(folder: Path, text: str, name: str = "antworten.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


LIME = (
    '"id","submitdate","lastpage","startlanguage","G01Q01","G01Q02","G04Q01[SQ001]","G04Q01[SQ002]","G04Q01[other]",'
    '"G05Q01[SQ001]","G05Q01[SQ002]","G06Q01","G07Q01"\n'
    '"1","2020-03-01 10:00:00","4","de","Köln","A1","Y","Y","","A1","A2","3","Frei erfundener Satz"\n'
    '"2","","2","de","Düren","A2","","","","","","",""\n'
    '"3","2020-03-02 10:00:00","4","de","Stadt Düren","A1","Y","N","Wohnungslose","A2","A2","5,5","Noch einer"\n'
    '"4","2020-03-03 10:00:00","4","de","Rhein-Sieg-Kreis","A2","","","","A1","","12","Und ein dritter"\n'
)
