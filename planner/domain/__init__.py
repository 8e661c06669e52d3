"""What do the words of the contract mean?

Plain immutable data and plain arithmetic, standard library only: a scenario and its rows, a plan and its rows, the
rules by name, the terms of the score. Nothing here knows how a plan is found, checked, stored or shown.
"""
