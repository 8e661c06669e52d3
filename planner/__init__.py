"""Cohort capacity planner: proven weekly plans for Intensive Outpatient Programs."""

__version__ = "0.1.0"
