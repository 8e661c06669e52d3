"""Which plan is best, and how is that proven?"""
