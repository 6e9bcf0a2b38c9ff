"""The kernel: what every app stands on, and nothing that knows one of them.

At the very ground, below all rooms, stand three modules: acts (one transaction each, and refusals
in words), files (written whole or not at all), hooks (what a lower room leaves open for upper
ones). The rooms of the kernel and their floors are listed in apps.py; settings, urls, wsgi,
management and demo stand on top and may know all of them. docs/architecture.md shows the house.
"""
