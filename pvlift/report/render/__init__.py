"""Documents as text or bytes, one file a format. A renderer knows no verb.

Imports the model of a document and report/words.
"""
