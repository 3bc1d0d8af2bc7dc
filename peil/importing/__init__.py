"""How files come in: ``gate`` takes one submission, whole or not at all; ``reading`` opens its files.

Only what is imported from here is loaded: the process that reads files needs no database.
"""
