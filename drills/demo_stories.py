"""All that this app tells of the demo city, in the order in which the stories are begun."""

from drills import demo, demo_duty, demo_readiness, demo_training

TELLERS = (
    demo.stories,
    demo_training.stories,
    demo_readiness.readiness_stories,
    demo_duty.duty_stories,
)
