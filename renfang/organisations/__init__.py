"""Who works where: divisions, the tree of organisations, users, posts; and what each may see.

A grant is (user, permission, organisation) and reaches the subtree (decision 1).
Law: duties that must be kept apart are posts apart (GB/T 22239-2019, 8.1.5: three administrators).

Acts: none; its acts and pages are renfang.administration's, which stands above the history.

Start with ``scope``. Its files:
    scope.py        what a user may see and do: the only way lists and objects are filtered
    access.py       who sees a record and what somebody may do, each with the post behind it
    authorities.py  复议机关 and 人民法院 of an office on a day, for papers and applications
    permissions.py  permissions and the posts that hold them; each app registers its own
    posts.py        which posts exclude one another (exclusive_posts.toml), and their periods
    passwords.py    what a password must be, how long it holds, which may not come back
    second_factor.py  两步验证: posts that need it (second_factor_posts.toml), codes, wrong codes
    sessions.py     where somebody is logged in, for how long, how it ends
    models.py       the tables
    middleware.py   request.scope; limits of a session; new password and 两步验证 before all else
    staff.py        who of the staff may do something
    backends.py     nobody but active staff signs in
    checks.py       no superuser in production, no right that comes from no post
"""
