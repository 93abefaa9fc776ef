"""What is told of a finished study, one file a verb: study -> Document. A verb knows no format.

Imports studies, the model of a document and report/words.
"""
