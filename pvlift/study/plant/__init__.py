"""The plant of a plan, once for all draws: weather, roofs, stairwells, and the hours of them.

Imports worlds only, of study: years of weather are drawn.
"""
