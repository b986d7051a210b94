"""The database: tables, units of work, the hot path and the queries of the lists.

The only room that imports SQLAlchemy. May use: routes, domain.
"""
