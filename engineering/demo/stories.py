"""All that this app tells of the demo city, in the order in which the stories are begun."""

from engineering.demo import applications as demo_approvals
from engineering.demo import peacetime_use as demo_peacetime_use
from engineering.demo import projects as demo
from engineering.demo import shelters as demo_shelters
from engineering.demo import upkeep as demo_upkeep

TELLERS = (
    demo.stories,
    demo_approvals.stories,
    demo_shelters.shelter_stories,
    demo_peacetime_use.peacetime_use_stories,
    demo_upkeep.upkeep_stories,
)
