"""How sure a plan is: many worlds in blocks, kept in parts, on engines, summed up.

Imports plan and what lies below it, of study.
"""
