"""How does a plan leave the product?

Each exporter turns a plan into files of somebody else's format, as bytes by file name: where they go is the caller's
business. `EXPORTS` names them; what each of them holds is told in `docs/exports.md`. Text is made safe for other
people's programs here first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from planner.exports.options import Dates, Files, Options
from planner.views.tables import Planned

__all__ = ["EXPORTS", "Dates", "Export", "Files", "Options"]


@dataclass(frozen=True, slots=True)
class Export:
    """A format; its library is loaded on first use.

    `patterns` are those of its files' names. `single`: it makes one file, not a folder of them. `dated`: it needs
    calendar dates.
    """

    name: str
    about: str
    module: str
    patterns: tuple[str, ...]
    single: bool = False
    dated: bool = False

    @property
    def ending(self) -> str:
        """How its files end."""
        return Path(self.patterns[0]).suffix

    def __call__(self, planned: Planned, options: Options | None = None) -> Files:
        """The plan's files in this format. BadInput where dates are needed and missing."""
        files: Files = import_module(f"planner.exports.{self.module}").export(planned, options or Options())
        return files


TIDY = ("sessions", "capacity", "use")
SHARED = ("people", "reasons", "groups", "weeks")
DICTIONARY = "data_dictionary.csv"

_ALL = (
    Export(
        "xlsx", "a workbook: a summary, each site's week to print, tables to filter", "xlsx", ("*.xlsx",), single=True
    ),
    Export("ics", "a calendar for each therapist and each room", "ics", ("therapist-*.ics", "room-*.ics"), dated=True),
    Export(
        "csv",
        "tidy tables of sessions, capacity and use, with a data dictionary",
        "tidy_csv",
        (*(f"{name}.csv" for name in TIDY), DICTIONARY),
    ),
    Export(
        "parquet", "the same tidy tables as Parquet", "parquet", (*(f"{name}.parquet" for name in TIDY), DICTIONARY)
    ),
    Export("fhir", "a FHIR R4 Bundle for a health record", "fhir", ("fhir-bundle.json",), single=True, dated=True),
    Export("html", "a page for each site to print and hang up", "print_html", ("*.html",)),
    Export(
        "share",
        "what may leave the building: nobody's id, sites by code, small counts suppressed",
        "share",
        (*(f"{name}.csv" for name in SHARED), DICTIONARY, "READ-ME.txt"),
    ),
)

EXPORTS: Mapping[str, Export] = MappingProxyType({export.name: export for export in _ALL})
