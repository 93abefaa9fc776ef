"""What a user writes, checked: the records of a plan, its uncertain numbers, faults in words.

Imports facts and errors.
"""
