"""Demo data: a city and three districts, played day by day through the same acts as real work.

Stands on top of the kernel. An app that has stories names the module that lists them in its
AppConfig; it is loaded when the demo is, and never by a server (decision 3).

Start with ``stories``. Its files:
    stories.py  the city, and playing what the apps tell
    people.py   its accounts, which the login page of a demo installation tells
"""
