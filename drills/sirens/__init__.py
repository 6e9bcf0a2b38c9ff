"""警报设施: the register of sirens, their upkeep, what they reach, and their tests (警报试鸣).

Law: 人民防空法 art. 35 (a test is announced at least five days before; a siren is moved or taken
down only with an approval), 河南办法 art. 21; the signals are those in force nationwide
(``rules``).
Acts: record upkeep, faults, moving and dismantling; record a survey of coverage; publish the
notice of a test; record how each device sounded.

Start with ``acts``. A test is a drill: ``workbench`` registers what sirens add to it (the notice
that it waits for, links, the card of results, their part of the report).
"""
