"""The engine room: SpiffWorkflow behind our own words (definition, execution).

The only room that imports SpiffWorkflow; it never asks the database. May use: routes, domain.
"""
