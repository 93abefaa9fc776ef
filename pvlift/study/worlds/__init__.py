"""Possible worlds: the one place of dice, and the laws that turn dice into values of a plan.

Imports nothing else of study.
"""
