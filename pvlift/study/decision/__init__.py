"""The last step of a plan, from number to decision: does it work, how surely, what would change it.

Imports causes, chance, answers, support and what lies below them, of study.
"""
