"""Pages of the drills app: each finds within scope, asks an act, shows the answer."""
