"""How does a plan leave the product?

Whatever goes into other people's programs is made safe for them here first.
"""
