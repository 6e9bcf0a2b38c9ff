"""The typesetting of papers, from contents to PDF: pages, seals, tables, what a reader finds."""

import dataclasses
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import threading
from datetime import date
from enum import Enum
from itertools import pairwise

import pytest
import zxingcpp

from renfang.typesetting import (
    Annex,
    Cell,
    FormRow,
    Heading,
    LetterForm,
    Paragraph,
    Seal,
    Table,
    Verification,
    Watermark,
    from_snapshot,
    render,
    render_batch,
    to_snapshot,
    uncovered,
)
from renfang.typesetting.fonts.typefaces import MissingGlyph, typeface
from renfang.typesetting.grid import fitted_widths, shares
from renfang.typesetting.lines import NO_END, NO_START, Style, break_lines, gap_count, stretches
from renfang.typesetting.page import BODY, TYPE_WIDTH, chinese_date
from renfang.typesetting.qrcode import draw_qr
from renfang.typesetting.sheet import MM, Sheet
from tests.builders.papers import VERIFICATION, certificate, form, letter
from tests.kernel.documents.pdf import (
    fonts_of,
    page_count,
    page_lines,
    pictures_of,
    read_strictly,
    text_of,
    without_space,
)

SAMPLES = {"letter": letter, "form": form, "certificate": certificate}
HOSTILE = (
    "<img src='/etc/passwd'>",
    "</para>",
    "<b>粗",
    "A & B &amp; &lt;",
    "<![CDATA[x]]>",
    "<index name='x'/>",
    "(括号) \\n \\( %PDF",
    "{{ 7*7 }} {% debug %}",
    "=HYPERLINK(1)",
    "endstream endobj",
)


def texts(value) -> list[str]:
    """Every string of a document but its seal, its QR address and its watermark."""
    if isinstance(value, Seal | Enum) or value is None:
        return []
    if isinstance(value, Verification):
        return [value.code, value.note]
    if isinstance(value, str):
        return [value]
    if dataclasses.is_dataclass(value):
        return [t for f in dataclasses.fields(value) for t in texts(getattr(value, f.name))]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    return []


@pytest.mark.parametrize("kind", SAMPLES)
def test_everything_said_reads_back_from_the_paper(kind):
    document = SAMPLES[kind]()
    read = text_of(render(document))
    for text in texts(document):
        assert without_space(text) in read


@pytest.mark.parametrize("kind", SAMPLES)
def test_all_fonts_are_embedded_and_none_is_helvetica(kind):
    fonts = fonts_of(render(SAMPLES[kind]()))
    assert fonts
    for font in fonts:
        assert font.name.startswith("AAAAAA+Renfang")
        assert (font.kind, font.encoding) == ("CIDFontType2", "Identity-H")
        assert font.is_embedded
        assert font.is_subset
        assert font.maps_to_unicode


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_qr_code_reads_at_100_dpi(kind):
    pages = pictures_of(render(SAMPLES[kind]()), dpi=100)
    codes = [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
    assert codes == [VERIFICATION.url]


def test_a_qr_code_below_20_millimetres_is_refused():
    sheet = Sheet(title="", author="", subject="")
    with pytest.raises(ValueError, match="20 毫米"):
        draw_qr(sheet, 0, 0, "x", edge=19 * MM)


def test_the_same_document_gives_the_same_bytes_in_every_process():
    program = (
        "import hashlib, sys; from tests.builders.papers import *;"
        "from renfang.typesetting import render;"
        "print(*(hashlib.sha256(render(make())).hexdigest()"
        " for make in (letter, form, certificate)))"
    )
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, check=True
        )
        digests.add(done.stdout.decode().strip())
    here = " ".join(hashlib.sha256(render(make())).hexdigest() for make in SAMPLES.values())
    assert digests == {here}


def test_documents_made_in_several_threads_do_not_mix():
    expected = {n: render(certificate(number=f"江防使〔2026〕{n}号")) for n in range(8)}
    made = {}

    def make(number):
        for _ in range(5):
            made[number] = render(certificate(number=f"江防使〔2026〕{number}号"))

    threads = [threading.Thread(target=make, args=(n,)) for n in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_typed_by_a_user_is_printed_as_typed(text):
    for document in (
        letter(title=text, body=(Paragraph(text), Heading(1, text))),
        form(rows=(FormRow((Cell(text, span=4),)),)),
        certificate(rows=(("使用单位", text),)),
    ):
        assert without_space(text) in text_of(render(document))


def test_hundreds_of_random_lines_read_back_exactly():
    chance = random.Random(20260301)
    printable = [char for char in typeface("song").widths if not char.isspace()]
    signs = "<>&'\"\\/(){}[]%#@!。，（）“”—…0123456789abcXYZ "
    lines = [
        "".join(chance.choice(signs if chance.random() < 0.5 else printable) for _ in range(40))
        for _ in range(300)
    ]
    rows = tuple(FormRow((Cell(line, span=4),)) for line in lines)
    read = text_of(render(form(rows=rows, verification=None)))
    for line in lines:
        assert without_space(line) in read


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("character", ["\x00", "𠮷", "\u202e"])
def test_what_cannot_be_printed_stops_the_document(kind, character):
    document = SAMPLES[kind](title=f"批{character}复")
    with pytest.raises(MissingGlyph):
        render(document)
    assert len(uncovered(document)) == 1


def test_a_printable_document_has_no_obstacles():
    assert [uncovered(make()) for make in SAMPLES.values()] == [[], [], []]


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_stored_snapshot_prints_the_same_bytes_again(kind):
    document = SAMPLES[kind](watermark=Watermark.DEMO)
    stored = json.loads(json.dumps(to_snapshot(document), ensure_ascii=False))
    assert from_snapshot(stored) == document
    assert render(from_snapshot(stored)) == render(document)


@pytest.mark.parametrize("snapshot", [{"kind": "Popen"}, {"kind": "Seal", "name": "甲"}, {}])
def test_a_snapshot_of_something_else_is_refused(snapshot):
    with pytest.raises(ValueError, match="快照"):
        from_snapshot(snapshot)


def test_a_watermark_may_carry_a_count():
    assert render(certificate(watermark="补打 2")) != render(certificate())
    assert len(uncovered(certificate(watermark="补打𠮷"))) == 1


def test_the_metadata_name_the_document_and_its_language():
    reader = read_strictly(render(letter()))
    assert letter().title in reader.metadata.title
    assert letter().number in reader.metadata.title
    assert reader.metadata.author == letter().issuer
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


# -- lines ------------------------------------------------------------------------------------


def test_no_line_begins_or_ends_with_a_mark_it_must_not():
    chance = random.Random(9704)
    alphabet = "人防工程建设费的，。、；（）《》“”——……㎡%1,234.50"
    for _ in range(300):
        text = "".join(chance.choice(alphabet) for _ in range(120))
        text = "易地建设".join(text[at : at + 4] for at in range(0, 120, 4))
        lines = break_lines(text, BODY, TYPE_WIDTH, indent=32)
        assert "".join(line.text for line in lines) == text
        for earlier, later in pairwise(lines):
            assert later.text[0] not in NO_START
            assert earlier.text[-1] not in NO_END


def test_no_line_is_wider_than_the_column_but_for_half_a_mark():
    text = "依照《中华人民共和国人民防空法》第二十二条、第四十八条，现批复如下：" * 5
    for line in break_lines(text, BODY, TYPE_WIDTH, indent=32):
        assert line.drawn_width <= TYPE_WIDTH + BODY.size / 2 + 0.01


def test_a_full_line_of_body_text_holds_28_characters():
    lines = break_lines("人" * 100, BODY, TYPE_WIDTH)
    assert [len(line.text) for line in lines] == [28, 28, 28, 16]


def test_an_amount_is_never_cut_in_two():
    for before in range(20, 32):
        text = "费" * before + "5,661,675.00元"
        lines = [line.text for line in break_lines(text, BODY, TYPE_WIDTH)]
        assert any("5,661,675.00" in line for line in lines)


def test_justification_widens_the_gaps_between_characters_never_those_inside_a_figure():
    pieces = list(stretches("计征1,500元整"))
    assert pieces == [("计征", True), ("1,50", False), ("0元整", True)]
    assert gap_count("计征1,500元整") == 4


def test_an_endless_code_is_broken_rather_than_run_off_the_paper():
    style = Style("song", 10)
    lines = break_lines("X" * 500, style, 100)
    assert "".join(line.text for line in lines) == "X" * 500
    assert all(line.drawn_width <= 101 for line in lines)


# -- letters ----------------------------------------------------------------------------------


def test_dates_are_written_without_leading_zeros():
    assert chinese_date(date(2024, 3, 1)) == "2024年3月1日"


def test_a_full_page_of_body_text_has_22_lines():
    body = (Paragraph("\n".join(f"第{n}行" for n in range(100)), is_indented=False),)
    pdf = render(letter(body=body, annexes=()))
    page = page_lines(pdf)[1]
    assert sum(line.startswith("第") for line in page.splitlines()) == 22


def test_headings_are_numbered_in_their_level():
    body = (
        Heading(1, "甲"),
        Heading(2, "乙"),
        Heading(2, "丙"),
        Heading(1, "丁"),
        Heading(2, "戊"),
    )
    read = text_of(render(letter(body=body)))
    for heading in ("一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"):
        assert heading in read


def test_no_page_carries_a_signature_alone():
    for lines in range(1, 40):
        body = (Paragraph("\n".join("正文内容" for _ in range(lines))),)
        pdf = render(letter(body=body, annexes=(), verification=None, seal=None))
        signed = [page for page in page_lines(pdf) if "2026年3月1日" in page.split()]
        assert len(signed) == 1
        assert "正文内容" in signed[0]


@pytest.mark.parametrize("ends_with", ["text", "table", "annexes"])
def test_the_imprint_and_the_seal_have_something_above_them(ends_with):
    """With the list of annexes, a table at the end, or 版记 on the same page."""
    table = Table(("序号", "内容"), tuple((str(n), "表格内容") for n in range(9)), (1, 5))
    for lines in range(1, 60, 2):
        body = [Paragraph("\n".join("正文内容" for _ in range(lines)))]
        body += [table] if ends_with == "table" else []
        annexes = (Annex("甲表", (table,)), Annex("乙表", (table,))) * (ends_with == "annexes")
        pdf = render(letter(body=tuple(body), annexes=annexes, printed_by="江滨市人民防空办公室"))
        pages = [without_space(page) for page in page_lines(pdf)]
        assert "印发" in pages[-1]
        assert "内容" in pages[-1]
        signature = re.compile("江滨市人民防空办公室2026年3月1日(?!印发)")
        (signed,) = [page for page in pages if signature.search(page)]
        assert "内容" in signed.split("附件：")[0]


def notice(lines, **changes):
    """A 信函 of so many lines of text, with everything that stands below them."""
    facts = {"body": (Paragraph("\n".join(f"第{n}行" for n in range(lines))),)}
    facts |= {"form": LetterForm.LETTER, "annexes": (), "copies_to": "", "printed_by": ""}
    return letter(**(facts | {"title": "告知书", "note": "联系电话：0900-8120000"} | changes))


def test_a_short_notice_keeps_to_one_page_by_closer_lines():
    """GB/T 9704-2012, 7.3.5.4: 调整行距, as little as it needs."""
    assert [page_count(render(notice(lines))) for lines in (5, 9, 12, 15, 19)] == [1, 1, 1, 1, 2]


def test_nothing_is_drawn_into_the_lower_lines_of_a_letter():
    for lines in range(1, 17):
        (page, *_) = pictures_of(render(notice(lines)), dpi=72)
        # Between the type area and the double line at 20 mm: at most the foot of the seal.
        strip = page.convert("RGB").crop((0, 842 - 66, 595, 842 - 62))
        assert all(channel > 200 for channel in strip.tobytes())


@pytest.mark.parametrize(
    "code",
    [
        "2606-620205-47-01-907311",
        "91620205MA9Y00159M",
        "云动防建审〔2026〕12号",
        "〔2003〕国人防办字第18号",
        "（2026）云0102行审18号",
    ],
)
def test_codes_and_numbers_of_papers_are_never_cut(code):
    for lead in range(30):
        text = "人" * lead + code + "人" * 40
        assert any(code in line.text for line in break_lines(text, BODY, TYPE_WIDTH))
    label, value = Cell("代码", is_label=True), Cell(code)
    narrow = form(rows=(FormRow((label, value, label, value)),))
    (page,) = page_lines(render(narrow))
    assert without_space(page).count(code) == 2
    assert sum(without_space(line).count(code) for line in page.splitlines()) == 2


def test_a_narrow_cell_is_not_stretched_and_a_line_of_text_hardly():
    for widest, measure in ((0.06, 60), (0.12, TYPE_WIDTH)):
        text = "2号楼：应建1,020.50㎡（6级以上），依据2606-620205-47-01-907311核定" * 4
        for line in break_lines(text, BODY, measure, widest_gap=widest):
            assert line.spacing <= widest * BODY.size + 0.01


def test_columns_are_as_wide_as_their_contents_want():
    wanted = shares((1, 3, 3, 1), 4, TYPE_WIDTH)
    style = Style("song", 10.5)
    short = [("序号", "规则", "计算", "结果"), ("1", "合计", "1＋1", "2")]
    assert fitted_widths(short, style, wanted) == wanted
    long = [*short, ("2", "规定的条款" * 30, "613.50", "应建 613.50㎡（6级以上）")]
    widths = fitted_widths(long, style, wanted)
    assert sum(widths) == pytest.approx(TYPE_WIDTH)
    assert widths[1] > wanted[1]
    assert widths[0] >= style.width("序号")
    code = [*short, ("2", "规定的条款" * 30, "甲", "2606-620205-47-01-907311")]
    assert fitted_widths(code, style, wanted)[3] >= style.width("2606-620205-47-01-907311")


def test_the_last_row_of_a_form_goes_with_its_foot():
    for count in range(18, 30):
        rows = tuple(
            FormRow((Cell(f"第{n}栏", is_label=True), Cell(span=3)), 8) for n in range(count)
        )
        pages = page_lines(render(form(rows=rows, signer="江滨市人民防空办公室")))
        assert "栏" in pages[-1]


def test_the_seal_and_the_watermark_are_drawn_but_not_read():
    read = text_of(render(letter(watermark=Watermark.DEMO)))
    assert "江滨演示专用印章" not in read
    assert "样张" not in read
    assert "演示数据" not in read


def test_seal_and_watermark_are_on_the_paper():
    sealed = certificate(verification=None, watermark=Watermark.REPRINT)
    plain = dataclasses.replace(sealed, seal=None, watermark=None)
    with_seal = pictures_of(render(sealed), 50)[0].convert("RGB")
    without = pictures_of(render(plain), 50)[0].convert("RGB")

    def red(image):
        data = image.tobytes()
        pixels = zip(data[0::3], data[1::3], data[2::3], strict=True)
        return sum(r > 190 and g < 90 and b < 90 for r, g, b in pixels)

    assert red(with_seal) > red(without) + 500


def test_a_letter_head_shows_no_page_number_on_its_first_page():
    assert "—1—" not in text_of(render(letter(form=LetterForm.LETTER, annexes=())))
    assert "—1—" in text_of(render(letter(annexes=())))


def test_each_annex_begins_on_a_page_of_its_own():
    one = page_count(render(letter(annexes=())))
    assert page_count(render(letter(annexes=(Annex("甲"), Annex("乙"))))) == one + 2


def test_a_long_table_repeats_its_head_on_every_page():
    table = Table(("序号", "项目名称"), tuple((str(n), f"项目{n}") for n in range(100)), (1, 5))
    pdf = render(letter(body=(table,), annexes=(), verification=None))
    read = text_of(pdf)
    assert read.count("序号项目名称") >= 4
    assert all(f"项目{n}" in read for n in range(100))


def test_a_cell_longer_than_a_page_goes_on_over_the_page():
    reason = "因地质条件限制不宜修建防空地下室。" * 120
    table = Table(("理由",), ((reason,),))
    read = text_of(render(letter(body=(table,), annexes=())))
    # Between the pages stand the page number and the repeated head.
    assert read.count("因地质条件限制") >= 118
    assert text_of(render(form(rows=(FormRow((Cell(reason, span=4),)),)))).count("因地质") >= 118


@pytest.mark.parametrize("widths", [(1,), (1, 2, 3)])
def test_a_table_with_the_wrong_number_of_widths_is_refused(widths):
    with pytest.raises(ValueError, match="列"):
        render(letter(body=(Table(("甲", "乙"), (), widths),)))


def test_a_form_is_kept_on_one_page_by_lowering_its_empty_rows():
    rows = tuple(FormRow((Cell("签收", is_label=True), Cell(span=3)), 30) for _ in range(8))
    assert page_count(render(form(rows=rows))) == 1
    assert page_count(render(form(rows=rows + rows))) > 1


def test_a_form_whose_spans_do_not_add_up_is_refused():
    with pytest.raises(ValueError, match="栏"):
        render(form(rows=(FormRow((Cell("甲"),)),)))


# -- certificates -----------------------------------------------------------------------------


def test_a_certificate_is_one_page_of_at_most_40_kilobytes():
    pdf = render(certificate())
    assert page_count(pdf) == 1
    assert len(pdf) < 40 * 1024


def test_a_certificate_that_does_not_fit_is_refused_not_cut():
    rows = tuple((f"栏目{n}", "内容" * 40) for n in range(12))
    with pytest.raises(OverflowError, match="超过一页"):
        render(certificate(rows=rows))


def test_a_batch_holds_every_certificate_at_less_than_3_kib_a_page():
    batch = [certificate(number=f"江防使〔2026〕{n}号") for n in range(100)]
    pdf = render_batch(batch)
    assert page_count(pdf) == 100
    assert len(pdf) / 100 < 3 * 1024
    read = text_of(pdf)
    assert all(f"江防使〔2026〕{n}号" in read for n in range(100))


def test_a_batch_may_mix_kinds_and_must_not_be_empty():
    assert page_count(render_batch([certificate(), form(), certificate()])) >= 3
    with pytest.raises(ValueError, match="没有"):
        render_batch([])
