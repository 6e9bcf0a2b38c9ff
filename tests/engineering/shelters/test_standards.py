"""The data that shelters are checked against, as shipped and as a bureau replaces it."""

from __future__ import annotations

from datetime import date

from engineering.shelters.standards import BUILT_IN, national_limit

DAY = date(2026, 3, 2)


def test_a_file_in_the_data_folder_replaces_the_shipped_standards(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert national_limit("filing", DAY).count == 15
    own = BUILT_IN.read_text(encoding="utf-8").replace(
        'item = "filing"\ncount = 15', 'item = "filing"\ncount = 7'
    )
    (tmp_path / "shelter_rules.toml").write_text(own, encoding="utf-8")
    assert national_limit("filing", DAY).count == 7
    # Everything else of the file counts as well.
    assert national_limit("supervision_report", DAY).count == 5
