"""Facts with their sources: prices, laws of chance, grants, tariffs, lifts, climate, accounts.

Rows stand in .csv and .toml files; the modules read and check them. Imports errors only.
"""
