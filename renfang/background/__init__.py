"""后台任务: work that nobody waits for, done by a worker beside the server or on other machines.

A task is declared with Django's tasks API (``django_tasks.task``), is enqueued inside the act that
wants it, and is claimed, retried, watched and shown here. Killing a worker at any moment loses
nothing and doubles nothing (decision 12). docs/architecture.md, "Background work", has the recipe.

Acts: 取消, 重新执行, 立即执行 (``acts``).

Start with ``backend`` (what an act calls) and ``running`` (what a task is given). Beside the usual
files:
    backend.py    the queue behind the tasks API: what is added to the library's own
    running.py    claiming a job, running it, ending it, each in one transaction
    signs.py      progress and the wish to stop, while a transaction is open
    worker.py     the process: its heart, its watch over others, its end
    beside.py     starts a worker beside the server and again when it dies; knows no Django
    schedule.py   what is done once a day
    tasks.py      the kernel's own tasks
"""
