"""费用: the relocation fee from its assessment to its payment or its collection, and the books.

Rooms, the lowest floor first, stand in ``apps.ROOMS``; what each is about says its ``__init__``.
Beside them: ``models`` names all tables, ``permissions`` what posts may do here, ``menu`` its group
in the menu, ``management`` its commands, ``demo`` its stories. Of engineering it knows models, area
and hooks; ``apps`` registers what the fee says to a project's page and to its certificate.
"""
