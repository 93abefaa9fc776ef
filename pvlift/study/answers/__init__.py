"""The expected course of one plan and all that is told of it: setbacks, losses, lifts, failure.

Imports plan and what lies below it, of study.
"""
