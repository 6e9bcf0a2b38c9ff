"""专业队与演练: teams, their training and drills, sirens, duty, and how ready all of it is.

Rooms, the lowest floor first, stand in ``apps.ROOMS``; what each is about says its ``__init__``.
Beside them: ``models`` names all tables, ``permissions`` what posts may do here, ``deadlines`` the
lights of its dates, ``fields`` form fields and ``figures`` counts and rates that its rooms share,
``demo`` its stories. It stands on the kernel alone, and nothing stands on it.
"""
