"""What does a plan say, as tables for people?

Each view turns a scenario and its plan into rows, one frozen dataclass each, without any formatting: terminal,
screens, files and pages show the same rows. `columns` says what each field means, `tables` lists the tables.
"""
