"""The group of the menu in which the rooms of the fees app stand."""

GROUP = "易地建设费"
