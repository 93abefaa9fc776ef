"""How fast pvlift is, each case beside its peer in the same run: `python -m benchmarks`."""
