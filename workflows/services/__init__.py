"""What can be done: one function per use case, the unit of work first, never a commit.

May use: engine, persistence, channels, routes, domain.
"""
