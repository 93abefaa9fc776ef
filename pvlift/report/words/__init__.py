"""Terms, sentences, numbers and units of the reports, by subject, in both languages.

Imports names of study, facts, scenario and errors; nothing of the other rooms of report.
"""
