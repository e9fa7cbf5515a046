"""Fixtures for all rooms, and how hypothesis searches.

The same examples every time, so that a change and not chance decides whether the tests pass;
HYPOTHESIS_PROFILE=search looks for new ones. How long one takes to make is the machine's affair.
"""

import os

from hypothesis import HealthCheck, settings

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", UNHURRIED, derandomize=True)
settings.register_profile("search", UNHURRIED, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

from tests.cogs.conftest import world  # noqa: E402 - after the profile that tests are made with

__all__ = ["world"]
