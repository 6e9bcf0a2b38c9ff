"""报建台账 in and out: its columns, what is understood of a file, and the table handed out."""
