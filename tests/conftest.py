"""Fixtures for all rooms, and how hypothesis searches.

The same examples every time, so that a change and not chance decides whether the tests pass;
HYPOTHESIS_PROFILE=search looks for new ones.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

from tests.cogs.conftest import world  # noqa: E402 - after the profile that tests are made with

__all__ = ["world"]
