"""Routes read and checked: the files of ``bpmn/`` become diagrams, forms, decisions, letters and findings.

No engine and no database: a route is a mapping from path to bytes, wherever it came from. May use: domain.
"""
