"""Many plans under one policy: the table of a district, its projects, what a budget buys.

Imports support and what lies below it, of study.
"""
