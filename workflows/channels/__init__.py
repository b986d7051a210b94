"""Ways out of the building: each channel delivers one notice to one person.

Never inside a transaction, never a decision. May use: routes, domain.
"""
