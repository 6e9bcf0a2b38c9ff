"""The lawful steps of collection: the table, what has to be there before, what follows."""
