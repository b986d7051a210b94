"""The rules of the field: clock, calendar, ledger, expressions, decisions, people, answers, wording, errors.

Pure: no database, no engine, no network, no files. May use the standard library only.
"""
