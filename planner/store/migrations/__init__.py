"""How did the store's tables come to be as they are? One file a step, run by Alembic in order."""
