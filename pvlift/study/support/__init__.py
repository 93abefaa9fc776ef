"""Public money for one plan: its forms, the least level that reaches a target, what it costs.

Imports plan and what lies below it, of study.
"""
