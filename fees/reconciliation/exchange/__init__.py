"""Statements that come back from tax bureau, treasury, bank and non-tax system."""
