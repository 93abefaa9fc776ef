"""The electricity of lifts: the ISO 25745-2 formulas, journeys under traffic, standing power.

Imports errors only; it reads its own tables and takes plain numbers.
"""
