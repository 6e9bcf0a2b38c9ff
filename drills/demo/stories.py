"""All that this app tells of the demo city, in the order in which the stories are begun."""

from drills.demo import drills, duty, readiness, training

TELLERS = (
    drills.stories,
    training.stories,
    readiness.readiness_stories,
    duty.duty_stories,
)
