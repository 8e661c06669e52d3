"""What does somebody type?

One module for each group of commands. Nothing heavy is imported before a command runs, so `planner --help` is quick.
"""
