"""人防工程台账: the register of shelters with their units, openings and equipment.

Acts: 登记 and 更正 the register, 查看涉密指标 (``acts.register``), 登记工程时限
(``acts.limits``), import and export of the register (``exchange``). What happens to a shelter
is the business of the rooms above, which add their part to its page. Law:
人民防空法 arts 22-28; GB 50038 (figures, secrecy).

Start with ``models.Shelter`` and ``views.shelters.shelter``. Files beside the usual ones:
    hooks.py                  what the rooms above add to a shelter's page
    standards.py, .toml       the dated data that shelters are checked against: national limits,
                              checklists, materials, grades; read from a file, so no ``rules``
"""
