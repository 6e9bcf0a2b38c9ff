"""训练: the year's plan with its subjects and hours, the sessions, and who attended them.

Hours are those of the office's own plan. Hours above what a subject asks do not make up for
another subject (``rules``).
Acts: draft, issue and change a plan, set a team's own hours; arrange, rearrange, cancel and
conclude a session, call its roll, import it; let members check in with their own phones
(``acts/checkin``).

Start with ``acts/plans`` and ``acts/sessions``. ``queries`` gives hours reached, the roll, and
what rollcall and teams ask; ``views`` holds places for what assessments add to a plan's page.
"""
