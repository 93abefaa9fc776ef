"""What a plan hangs on: levers moved alone, values at which it tips, shares of its spread.

Imports plan and what lies below it, of study.
"""
