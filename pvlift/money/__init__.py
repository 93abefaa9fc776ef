"""The money of a plan: one ledger of transfers, and everything that is read from it.

Imports energy's sums, prices, scenario, facts and errors; words for readers stand in report.
"""
