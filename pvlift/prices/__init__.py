"""Prices of power: by hour in operating year 1, by year after it; entered once, read by all above.

Imports the calendar of `weather`, scenario, facts and errors; energy and money stand above it.
"""
