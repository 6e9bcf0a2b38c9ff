"""The 报建台账: its columns, how a file of it is read, how it is written."""
