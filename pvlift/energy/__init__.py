"""Every hour of every year settled between roofs, loads and the grid, in one world or many.

Imports errors only; what it is given are arrays.
"""
