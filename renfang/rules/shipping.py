"""The books that ship with the program, entered as published editions after each migration."""

from __future__ import annotations

from typing import Any, Final

from renfang.rules.books import RuleBook, built_in_names, load
from renfang.rules.editions import BookEdition

# GB/T 2260 code and name of the place whose law a shipped book is.
PLACES: Final = {
    "national": ("", "全国"),
    "beijing": ("110000", "北京市"),
    "hebei": ("130000", "河北省"),
    "zhejiang": ("330000", "浙江省"),
    "fujian": ("350000", "福建省"),
    "heze": ("371700", "山东省菏泽市"),
    "henan": ("410000", "河南省"),
    "meizhou": ("441400", "广东省梅州市"),
    "chongqing": ("500000", "重庆市"),
    "guizhou": ("520000", "贵州省"),
    "shaanxi-2004": ("610000", "陕西省"),
    "qinghai": ("630000", "青海省"),
}
_HEAD: Final = (
    "code",
    "title",
    "version",
    "basis",
    "parent",
    "effective_from",
    "effective_to",
)


def enter_shipped_books(sender: Any, **options: Any) -> None:
    """Enter every shipped book that the database does not hold yet, parents first.

    Runs after ``migrate``. A version that is there already stays as it is: published editions are
    frozen, so a changed file ships under a new version.
    """
    from django.db import connections

    using = options.get("using", "default")
    with connections[using].cursor() as cursor:
        tables = connections[using].introspection.table_names(cursor)
    if BookEdition._meta.db_table not in tables:
        return
    known = {
        (edition.code, edition.version): edition
        for edition in BookEdition.objects.using(using).filter(organisation__isnull=True)
    }
    books = [load(name) for name in built_in_names()]
    for book in sorted(books, key=lambda book: book.parent is not None):
        if (book.code, book.version) not in known:
            parent = book.parent and known[book.parent.code, book.parent.version]
            known[book.code, book.version] = _enter(book, parent, using)


def _enter(book: RuleBook, parent: Any, using: str) -> Any:
    jurisdiction, name = PLACES[book.code]
    content = {key: value for key, value in book.to_dict().items() if key not in _HEAD}
    return BookEdition.objects.using(using).create(
        code=book.code,
        version=book.version,
        title=book.title,
        jurisdiction=jurisdiction,
        jurisdiction_name=name,
        basis=book.basis,
        effective_from=book.effective_from,
        effective_to=book.effective_to,
        parent=parent,
        state=BookEdition.State.PUBLISHED,
        content=content,
    )
