"""What if? A what-if is its base's tables and a list of changes; what it brings is two plans compared.

`changes` reads what people write, `apply` makes the edited tables, `phrases` says each change in plain words, and
`compare` puts plans side by side.
"""
