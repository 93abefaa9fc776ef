"""Hourly weather years: read from files, checked, or made from the climate of a place.

Imports facts and errors.
"""
