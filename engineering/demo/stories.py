"""All that this app tells of the demo city, in the order in which the stories are begun."""

from engineering.demo import applications, comparison, peacetime_use, projects, shelters, upkeep

TELLERS = (
    projects.stories,
    applications.stories,
    comparison.stories,
    shelters.shelter_stories,
    peacetime_use.peacetime_use_stories,
    upkeep.upkeep_stories,
)
