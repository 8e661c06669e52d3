"""What does a plan look like?

Pure functions from rows to pictures: the week as a table to click on, and charts of use, of what one more brings, of
what a loss breaks and of how runs went. Colour never says anything that a word does not say too.
"""
