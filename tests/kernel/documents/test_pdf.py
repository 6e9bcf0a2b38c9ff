"""How the files are built, and that the reader of the tests reads what a person would."""

import pytest
from pypdf.errors import PdfReadError

from renfang.typesetting import Cell, FormRow, Watermark, render
from tests.builders.papers import certificate, form, letter
from tests.kernel.documents.pdf import page_texts, pictures_of, read_strictly, text_of


@pytest.mark.parametrize("make", [letter, form, certificate])
def test_every_object_stands_where_the_file_says(make):
    pdf = read_strictly(render(make()))
    places = pdf.xref[0]
    assert len(places) == pdf.trailer["/Size"] - 1
    for number in places:
        assert pdf.get_object(number) is not None


def test_a_file_whose_parts_have_moved_is_noticed():
    moved = render(certificate()).replace(b"\n1 0 obj", b"\n\n\n1 0 obj", 1)
    with pytest.raises(PdfReadError):
        _ = [page.extract_text() for page in read_strictly(moved).pages]


def test_text_reads_back_with_hyphens_at_the_end_of_a_line_and_rare_characters():
    said = "RF-2026-" * 20 + "䶮𬱖"
    assert said in text_of(render(form(rows=(FormRow((Cell(said, span=4),)),))))


def test_watermarks_and_seals_are_passed_over_without_a_trace():
    marked = text_of(render(certificate(watermark=Watermark.DEMO)))
    plain = text_of(render(certificate(seal=None)))
    # The order of two columns may differ, but no character comes in addition.
    assert sorted(marked) == sorted(plain)


def test_pages_are_read_and_drawn_one_by_one():
    pdf = render(letter())
    assert len(page_texts(pdf)) == len(pictures_of(pdf, dpi=20)) > 1
    assert "".join(page_texts(pdf)) == text_of(pdf)
