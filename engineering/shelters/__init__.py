"""人防工程台账: the register of shelters with their units, openings and equipment.

What happens to a shelter is the business of the rooms above, which add their part to its page
(``hooks``).
Law: 人民防空法 arts 22-28; GB 50038-2005 3.2 and 3.3 (largest protective and blast units, exits,
area a person: ``rules.warnings`` compares a shelter with them; grades are secret).

Acts: 登记人防工程, 更正台账, 查看涉密指标 (``acts.register``), 登记工程时限 (``acts.limits``),
导出涉密台账 (``exchange.export``). The columns of a file are in ``exchange``.

Start with ``models.Shelter`` and ``views.shelters.shelter``. Beside the usual files:
    standards.py    the dated data that shelters are checked against, read from a file, so no rules
    standards.toml  that file: national limits, checklists, materials, grades; a bureau's own is
                    called shelter_rules.toml, lies in the data folder and takes its place
"""
