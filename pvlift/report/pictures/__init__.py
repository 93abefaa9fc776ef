"""Figures as pictures; the only place of matplotlib.

Imports the model of a document and report/words.
"""
