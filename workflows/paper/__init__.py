"""What goes on paper: a letter as a PDF or as a Word file. The only room that knows the libraries that write them.

Never a decision, never a question to the database. May use: routes, domain.
"""
