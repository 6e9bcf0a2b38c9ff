"""工作台: the shared pages that rooms fill: to-do list, menu, search, signing in, health.

Stands below whatever fills it, so that documents and administration register like the apps' rooms:
each room that adds something has a ``workbench.py`` with one function ``register()``, which
``open_rooms`` calls when Django starts.
Law: none.

Acts: none.

Start with ``rooms``. Its files:
    rooms.py       open_rooms()
    tasks.py       register_tasks, register_piles: lines of the to-do list
    navigation.py  register_group, register_entries: the menu
    search.py      register_finder: one box that finds any record the user may see
    numbers.py     register_number_finder: whom a whole number belongs to, for a reason
    views.py, context.py  the pages, and what every page knows of its user
    workbench.py   its own entry in the menu
"""
