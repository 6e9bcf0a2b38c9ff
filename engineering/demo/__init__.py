"""Stories of engineering for the demo city: projects, applications, and shelters in every state.

``stories`` lists what the demo begins with. ``projects`` tells the main ones, ``applications``
those of approvals, ``shelters`` the register with works, and from it ``lifecycle`` (demolitions);
``peacetime_use`` and ``upkeep`` tell of their rooms.
"""
