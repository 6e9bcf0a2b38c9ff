"""All that this app tells of the demo city, in the order in which the stories are begun."""

from drills.demo import drills as demo
from drills.demo import duty as demo_duty
from drills.demo import readiness as demo_readiness
from drills.demo import training as demo_training

TELLERS = (
    demo.stories,
    demo_training.stories,
    demo_readiness.readiness_stories,
    demo_duty.duty_stories,
)
