"""Benchmarks: ``python -m bench``. Their figures stand in ``docs/benchmarks.md``."""
