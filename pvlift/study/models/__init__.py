"""The same building under other ways to pay for it.

Imports support (for its drawn plan) and what lies below it, of study.
"""
