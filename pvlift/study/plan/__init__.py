"""A plan simulated in one world or many: prepared, settled, booked, measured, held to its targets.

Imports plant and worlds, of study.
"""
