"""Mark-up of the web: the walk from elements to a flow, linked notes, which part is the story.

E-books and Word files are walked here too. Nothing is fetched, and no script or style is run.
"""
