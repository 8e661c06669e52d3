"""How does a plan leave the product?

Each exporter turns a plan into files of somebody else's format, as bytes by file name: where they go is the caller's
business. `EXPORTS` names them; what each of them holds is told in `docs/exports.md`. Text is made safe for other
people's programs here first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from planner.exports.options import Dates, Files, Options
from planner.views.tables import Planned

__all__ = ["EXPORTS", "Dates", "Export", "Files", "Options"]


@dataclass(frozen=True, slots=True)
class Export:
    """A format; its library is loaded on first use.

    `endings` are those of its files. `single`: it makes one file, not a folder of them. `dated`: it needs calendar
    dates.
    """

    name: str
    about: str
    module: str
    endings: tuple[str, ...]
    single: bool = False
    dated: bool = False

    def __call__(self, planned: Planned, options: Options | None = None) -> Files:
        """The plan's files in this format. BadInput where dates are needed and missing."""
        files: Files = import_module(f"planner.exports.{self.module}").export(planned, options or Options())
        return files


_ALL = (
    Export(
        "xlsx",
        "a workbook: summary, a weekly grid for each site to print, and tables to filter",
        "xlsx",
        (".xlsx",),
        single=True,
    ),
    Export("ics", "a calendar for each therapist and each room", "ics", (".ics",), dated=True),
    Export("csv", "tidy tables of sessions, capacity and use, with a data dictionary", "tidy_csv", (".csv",)),
    Export("parquet", "the same tidy tables as Parquet", "parquet", (".parquet", ".csv")),
    Export("fhir", "a FHIR R4 Bundle for a health record", "fhir", (".json",), single=True, dated=True),
    Export("html", "a page for each site to print and hang up", "print_html", (".html",)),
    Export("share", "what may leave the building: no participants, small counts suppressed", "share", (".csv", ".txt")),
)

EXPORTS: Mapping[str, Export] = MappingProxyType({export.name: export for export in _ALL})
