"""Engines begun before all else is loaded, so that whoever plans at once need not wait for them."""

from planner.solver import wake

__all__ = ["wake"]
