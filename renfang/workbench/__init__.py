"""工作台: the shared pages that rooms fill: to-do list, menu, search, signing in, health.

Stands below whatever fills it, so that documents and administration register like the apps' rooms:
each room that adds something has a ``workbench.py`` with one function ``register()``, which
``open_rooms`` calls when Django starts.

rooms       open_rooms(): start reading here
tasks       register_tasks, register_piles: lines of the to-do list
navigation  register_group, register_entries: the menu
search      register_finder: one box that finds any record the user may see
views, context   the pages, and what every page knows of its user
workbench   its own entry in the menu
"""
