"""What people see: one blueprint per subject, thin views.

Asks the services through the system; never the engine, the database or the channels.
"""
