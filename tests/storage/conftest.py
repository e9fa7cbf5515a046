"""A test of storage that fails leaves no database open."""

from tests.services.conftest import closed

__all__ = ["closed"]
