"""Read by gunicorn itself, from the folder in which it is started: a worker beside the server."""

from renfang.background.beside import Companion, is_wanted

_companion = Companion()


def when_ready(server):
    """The server listens: start the worker that does what nobody waits for."""
    server.renfang_companion = _companion
    if is_wanted():
        _companion.start()


def post_fork(server, worker):
    """A worker of the server must not hold open what tells the companion of the server's death."""
    _companion.let_go()


def on_reload(server):
    """The program may have changed: the worker of before ends, and another is started."""
    server.renfang_companion.restart()


def on_exit(server):
    """The server ends, and its worker with it."""
    getattr(server, "renfang_companion", _companion).stop()
