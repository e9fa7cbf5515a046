"""Fixtures for all rooms."""

from tests.cogs.conftest import world

__all__ = ["world"]
