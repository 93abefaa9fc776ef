"""What is told of a study: contents in both languages, words, pictures, renderers.

Imports study, scenario, facts and errors, and nothing that computes.
"""
