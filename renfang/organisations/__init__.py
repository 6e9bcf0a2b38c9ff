"""Who works where: divisions, the tree of organisations, users, posts; and what each may see.

Law: duties that must be kept apart are posts apart (GB/T 22239-2019, 8.1.5: three administrators).
A grant is (user, permission, organisation) and reaches the subtree (decision 1).

scope        what a user may see and do: the only way lists and objects are filtered; start here
permissions  permissions and the posts that hold them; each app registers its own
models       the tables
middleware   request.scope           backends  nobody but active staff signs in
checks       no superuser in production
Its acts and pages are those of renfang.administration, which stands above the history.
"""
