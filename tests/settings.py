"""Settings of the test run: the real ones, on a data folder that is thrown away, and quick."""

import atexit
import base64
import os
import shutil
import tempfile

# Tests and the commands they start must never touch the developer's own data.
os.environ["RENFANG_DATA_DIR"] = tempfile.mkdtemp(prefix="renfang-test-")
os.environ["RENFANG_SECRET_KEY"] = "only-for-tests"
os.environ["RENFANG_HTTPS"] = "0"
os.environ["RENFANG_DEMO"] = "0"
os.environ["RENFANG_DEBUG"] = "0"

from renfang.settings import *

atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

# The world of the sweep is made once and read by every process of the run: with one key.
PERSONAL_KEYS.write_bytes(base64.urlsafe_b64encode(bytes(32)) + b"\n")

# No worker stands beside a test: what is enqueued is run after the commit, or by "drain".
TASKS["default"]["OPTIONS"] = {"at_once": True}

# Tests travel in time, back as well; those of the clock itself set it.
CLOCK_TOLERANCE = None

# Stories move the clock by weeks with one session; tests/kernel/administration set what they ask.
PASSWORD_POLICY = "modern"
# Likewise: nearly every test is somebody in a post, who would have to set up a phone first.
SECOND_FACTOR = "offered"
SESSION_IDLE_MINUTES = SESSION_IDLE_MINUTES_ADMINISTRATORS = 8 * 60
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
# Pages are tested without a collectstatic run; the browser journeys use the real storage.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: locks and transactions behave as they do in an office. Nothing waits
    # for the disk, because nothing has to survive.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"][
        "init_command"
    ].replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
