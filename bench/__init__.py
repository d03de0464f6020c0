"""Benchmarks: `make bench`, or `python -m bench pages imports outbox`. They print tables and never fail on a time."""
