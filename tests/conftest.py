"""What holds for every test. Fixtures stand with the tests that share them."""

from hypothesis import settings

settings.register_profile("soxom", deadline=None)  # times are benchmarks, never asserts: a busy machine fails nothing
settings.load_profile("soxom")
