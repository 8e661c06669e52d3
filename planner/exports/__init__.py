"""How does a plan leave the product?

Each exporter turns a plan into files of somebody else's format, as bytes by file name: where they go is the caller's
business. It also knows its own files again by what they hold, so that nothing else is replaced. `EXPORTS` names them;
what each of them holds is told in `docs/exports.md`. Text is made safe for other people's programs here first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import BinaryIO

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
        files: Files = self._loaded().export(planned, options or Options())
        return files

    def wrote(self, name: str, file: BinaryIO) -> bool:
        """Whether a file is one of this format's own: by what it holds, and by its name where there are several."""
        called = self.single or any(fnmatch(name, pattern) for pattern in self.patterns)
        return called and bool(self._loaded().wrote(name, file))

    def _loaded(self) -> ModuleType:
        return import_module(f"planner.exports.{self.module}")


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
    Export("html", "a page for each site to print and hang up", "print_html", ("week-*.html",)),
    Export(
        "share",
        "what may leave the building: nobody's id, sites by code, small counts suppressed",
        "share",
        (*(f"{name}.csv" for name in SHARED), DICTIONARY, "READ-ME.txt"),
    ),
)

EXPORTS: Mapping[str, Export] = MappingProxyType({export.name: export for export in _ALL})
