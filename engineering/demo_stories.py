"""All that this app tells of the demo city, in the order in which the stories are begun."""

from engineering import (
    demo,
    demo_approvals,
    demo_peacetime_use,
    demo_shelters,
    demo_upkeep,
)

TELLERS = (
    demo.stories,
    demo_approvals.stories,
    demo_shelters.shelter_stories,
    demo_peacetime_use.peacetime_use_stories,
    demo_upkeep.upkeep_stories,
)
