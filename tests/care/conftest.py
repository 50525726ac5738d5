"""Property tests of care run without a time limit for one example: machines may be busy."""

from hypothesis import settings

settings.register_profile("care", deadline=None)
settings.load_profile("care")
