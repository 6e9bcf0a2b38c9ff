"""The 人防工程台账 as a file: its columns and parts, how it is entered, how it goes out."""
