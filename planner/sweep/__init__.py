"""What comes of every combination of some changes?

A sweep names a base and axes; each combination of their values is a cell. Cells are planned in parallel, on this
machine or on a cluster, kept in the store one by one, and shown as one table.
"""
