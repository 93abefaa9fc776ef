"""Studies: what the verbs ask, worked out; no file here draws or prints.

Sub-rooms by question, and imports go down only: worlds < plant < plan < answers, chance, causes,
support < models, district. Rooms between two commas do not know each other. All of them may use
money and what lies below it.
"""
