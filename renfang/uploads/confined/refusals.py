"""A file that is not taken, with one Chinese sentence on what to do about it."""


class Refusal(Exception):
    """The file is not taken; the text says what to do.

    Of a document the text goes on after its name (含有宏，…), of a spreadsheet it stands alone.
    """
