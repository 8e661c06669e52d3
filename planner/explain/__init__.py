"""Why is it so, and what in the tables should somebody look at again?"""
