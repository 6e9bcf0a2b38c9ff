"""Personal data: which fields hold it and why, how it is shown, and how it is kept.

Law: 个人信息保护法 arts. 5, 6 (only what is needed), 13 (lawful basis), 19 (no longer than needed),
28 (sensitive), 34 (authorities), 51 (rights of access, de-identification, encryption).

A model names its personal fields in ``personal`` (``rules``: an ``Entry`` with purpose, basis and
retention), and those that only look so in ``not_personal`` with the reason. Numbers (telephone,
identity card, bank account) are a ``PersonalField`` (``fields``): the value that Python holds
writes itself masked wherever it is written, and gives the number to whoever asks for ``whole``. In
the database it stands encrypted, found by exact value through a ``BlindIndex`` beside it. ``keys``
has the keys, which lie outside of the database, and ``rotation`` replaces one. ``register`` reads
all declarations; the page of the register and tests/house/test_personal.py take them from there. A
number is looked at, and goes out in a file, by renfang/administration/acts/personal.py.
"""
