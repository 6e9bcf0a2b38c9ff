"""人民防空专业队: kinds, teams, their establishment and their members.

Law: 人民防空法 arts 41-42 (who raises the seven kinds of teams). What differs from place to place
(new kinds, who raises a kind today, ages) is a row, never code.
Acts: raise, amend and dissolve a team; set its units, posts and equipment; expand it in wartime;
enlist, amend and discharge members; look at telephone numbers, which is logged; add kinds of teams
and set local practice (``acts/kinds``).

Start with ``acts/teams`` and ``acts/members``. File beside the usual ones:
    hooks.py  what rooms above say of members on record, of teams still needed, and on a team's page
"""
