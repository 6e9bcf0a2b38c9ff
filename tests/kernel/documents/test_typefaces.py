"""Typefaces: what they cover, how they are subset and embedded."""

import io
import lzma
import threading
from datetime import date
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from renfang.documents import printing
from renfang.typesetting import OfficialLetter, Paragraph
from renfang.typesetting.fonts import typefaces
from renfang.typesetting.fonts.typefaces import (
    ROLES,
    MissingGlyph,
    check_coverage,
    runs,
    text_width,
    typeface,
    use_font_dir,
)
from tests.kernel.documents.pdf import text_of

FONTS = Path(typefaces.__file__).parent
STANDARD = (FONTS / "tongyong-guifan-hanzi.txt").read_text("utf-8").replace("\n", "")
SIGNS = "㎡²³¥￥〔〕《》—…·①⑩%‰℃№☐☑☒●▲■□★×÷≥≤≠±“”‘’（），。；：！？－～｜ABCxyz0123456789"


def test_the_standard_table_is_whole():
    assert len(STANDARD) == len(set(STANDARD)) == 8105


@pytest.mark.parametrize("role", ROLES)
def test_every_role_prints_all_8105_standard_characters(role):
    assert "".join(run.text for run in runs(STANDARD, role)) == STANDARD


@pytest.mark.parametrize("role", ROLES)
def test_every_role_prints_the_signs_of_forms_and_formulas(role):
    assert "".join(run.text for run in runs(SIGNS, role)) == SIGNS


@pytest.mark.parametrize("role", ["song", "title", "hei", "kai"])
def test_all_but_fangsong_have_the_standard_characters_of_their_own(role):
    assert {run.face.role for run in runs(STANDARD, role)} == {role}


def test_a_character_fangsong_lacks_is_printed_in_song():
    name = [(run.face.role, run.text) for run in runs("王䶮先生", "fang")]
    assert name == [("fang", "王"), ("song", "䶮"), ("fang", "先生")]


def test_a_character_no_font_has_is_refused_by_name_and_code_point():
    with pytest.raises(MissingGlyph) as refusal:
        runs("建设单位：𠮷野公司", "fang")
    assert refusal.value.character == "𠮷"
    assert str(refusal.value).startswith("“𠮷”（U+20BB7）无法用现有字体打印")


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\u202e", "\u200b", "\ud800", "\ue000", "\u2028"]
)
def test_an_invisible_character_is_refused_not_printed_as_nothing(character):
    with pytest.raises(MissingGlyph, match=f"U\\+{ord(character):04X}"):
        runs(f"张{character}三", "song")


def test_no_character_but_spaces_is_drawn_as_a_blank():
    for role in ROLES:
        face = typeface(role).font.face
        blanks = {
            char
            for char in typeface(role).widths
            if face.glyphPos[face.charToGlyph[ord(char)]]
            == face.glyphPos[face.charToGlyph[ord(char)] + 1]
        }
        assert all(char.isspace() for char in blanks)


def test_coverage_names_each_obstacle_once_and_passes_over_line_breaks():
    assert check_coverage("第一行\n第二行\r\n䶮") == []
    complaints = check_coverage("𠮷\x00𠮷")
    assert len(complaints) == 2
    assert "U+20BB7" in complaints[0]
    assert "U+0000" in complaints[1]


def test_widths_are_those_of_the_font_that_draws():
    assert text_width("人防䶮", "fang", 16) == pytest.approx(48)
    assert text_width("", "fang", 16) == 0


def test_text_reads_back_exactly_including_characters_beyond_the_first_plane():
    text = "䶮㛃𬱖𫖯𬭎㎡〔2026〕" + "".join(chr(code) for code in range(0x4E00, 0x4F40))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, initialFontName=typeface("song").name)
    for line, start in enumerate(range(0, len(text), 40)):
        canvas.setFont(typeface("song").name, 12)
        canvas.drawString(50, 800 - 20 * line, text[start : start + 40])
    canvas.save()
    assert text_of(buffer.getvalue()) == text


def test_a_site_may_bring_its_own_font_for_a_role(tmp_path):
    (tmp_path / "fang.ttf").write_bytes(lzma.decompress((FONTS / "kai.ttf.xz").read_bytes()))
    shipped = typeface("fang")
    try:
        use_font_dir(tmp_path)
        assert typeface("fang") is not shipped
        assert "Kai" in typeface("fang").font.postscript_name
        assert typeface("song").font.postscript_name == "RenfangSong"
    finally:
        use_font_dir(None)
    assert typeface("fang") is shipped


def test_the_settings_may_name_the_folder(tmp_path, settings):
    (tmp_path / "kai.ttf").write_bytes(lzma.decompress((FONTS / "hei.ttf.xz").read_bytes()))
    settings.FONT_DIR = str(tmp_path)
    printing._typesetting.cache_clear()  # as in a new process
    letter = OfficialLetter(
        "某局", "某〔2024〕1号", "通知", "某公司", [Paragraph("甲")], "某局", date(2024, 3, 1)
    )
    try:
        printing.render(letter)
        assert "Hei" in typeface("kai").font.postscript_name
    finally:
        settings.FONT_DIR = ""
        printing._typesetting.cache_clear()
        printing.render(letter)
    assert "Kai" in typeface("kai").font.postscript_name


def test_a_font_folder_that_is_not_there_is_told_at_once(tmp_path):
    with pytest.raises(FileNotFoundError, match="字体目录不存在"):
        use_font_dir(tmp_path / "missing")


def test_threads_that_ask_at_the_same_time_share_one_font():
    found = []
    threads = [threading.Thread(target=lambda: found.append(typeface("hei"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_the_licence_of_every_font_lies_beside_it():
    for name in ("OFL-song-title.txt", "OFL-hei.txt", "OFL-kai.txt"):
        assert "SIL OPEN FONT LICENSE" in (FONTS / name).read_text("utf-8").upper()
    assert "special exception" in (FONTS / "GPL-fang.txt").read_text("utf-8")


def test_the_committed_fonts_stay_below_16_megabytes():
    assert sum(path.stat().st_size for path in FONTS.glob("*.xz")) < 16_000_000
