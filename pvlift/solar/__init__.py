"""From sun and weather to the direct current of a roof: layout, sky, shade, modules.

Imports weather, facts and errors.
"""
