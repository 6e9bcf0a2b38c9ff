"""Stories of drills for the demo city: teams, training, drills, duty, registers, sirens.

``stories`` lists them all and is what the demo loads.
"""
