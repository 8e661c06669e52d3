"""How is all of this seen and done in a browser?

Streamlit pages that call the same services as the command line. They plan nothing themselves, and hold nothing of
value: runs, drafts and scenarios lie in the store and on disk, and links say what is looked at.
"""
