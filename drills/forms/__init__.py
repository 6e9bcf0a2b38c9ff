"""Forms of the drills app."""
