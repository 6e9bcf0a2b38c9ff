"""Settings, all of them read from the environment (twelve-factor), safe by default.

docs/deployment.md lists every variable. The defaults are those of a production server behind
HTTPS with an embedded database; ``./run`` relaxes what a trial on 127.0.0.1 needs.
"""

from pathlib import Path

import environ

from renfang.secret_key import read_or_create_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Everything the office creates (database, documents) lives in one folder: one thing to back up.
DATA_DIR = Path(env.str("RENFANG_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("RENFANG_DEBUG", default=False)
HTTPS = env.bool("RENFANG_HTTPS", default=True)
# Demo mode shows a banner on every page and watermarks every paper; it is never on by default.
DEMO = env.bool("RENFANG_DEMO", default=False)
SECRET_KEY = env.str("RENFANG_SECRET_KEY", default="") or read_or_create_secret_key(DATA_DIR)
# The keys of personal numbers: kept apart from the database and from its backups.
PERSONAL_KEYS = Path(env.str("RENFANG_PERSONAL_KEYS", default=str(DATA_DIR / "personal.keys")))
ALLOWED_HOSTS = env.list("RENFANG_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("RENFANG_TRUSTED_ORIGINS", default=[])
# Where the QR code on a paper leads: the address by which the public reaches this server.
PUBLIC_ADDRESS = env.str("RENFANG_PUBLIC_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
# Number of reverse proxies in front whose X-Forwarded-For entries are believed; 0 trusts none.
TRUSTED_PROXIES = env.int("RENFANG_TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    # First: after a migration its triggers stand before anybody else writes.
    "renfang.database",
    "renfang.organisations",
    "renfang.rules",
    "renfang.clocks",
    "renfang.history",
    "renfang.background",
    "renfang.drafts",
    "renfang.documents",
    "renfang.serving",
    "renfang.exchange",
    "renfang.pages",
    "renfang.workbench",
    "renfang.administration",
    "renfang.proof",
    "renfang.quantities",
    "renfang",
    "engineering",
    "fees",
    "drills",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    # First what puts headers on answers: static files and refused requests get them too.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "renfang.pages.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "renfang.organisations.middleware.keep_sessions",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "renfang.history.middleware.note_origin",
    "renfang.history.middleware.keep_record",
    "renfang.organisations.middleware.resolve_scope",
    "renfang.organisations.middleware.require_own_password",
    "renfang.organisations.middleware.require_second_factor",
    "renfang.drafts.middleware.drop_drafts",
    "renfang.clocks.middleware.hold_calendar",
    "renfang.pages.middleware.explain_refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "renfang.urls"
WSGI_APPLICATION = "renfang.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "renfang.workbench.context.office",
            ],
        },
    },
]

_database = env.db_url_config(
    env.str("RENFANG_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'renfang.sqlite3'}")
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: a deferred read-then-write fails at once with
    # "database is locked" under concurrent writers, whatever the timeout.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000;"
            # Else INSERT OR REPLACE would remove append-only rows without asking their triggers.
            "PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    _database.setdefault("CONN_MAX_AGE", env.int("RENFANG_CONN_MAX_AGE", default=60))
    _database.setdefault("CONN_HEALTH_CHECKS", True)
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who may enter -----------------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "renfang.organisations.backends.StaffBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "renfang.organisations.passwords.HouseValidator"}]
# dengbao (10 characters, 3 of 4 classes, 90 days) or modern (14 characters, no term).
PASSWORD_POLICY = env.str("RENFANG_PASSWORD_POLICY", default="dengbao")
# required: the posts of second_factor_posts.toml go no further without one; everybody: nobody
# does; offered: who likes.
# The accounts of a demo stand on its login page, so nothing can be kept from anybody there.
SECOND_FACTOR = env.str("RENFANG_SECOND_FACTOR", default="offered" if DEMO else "required")
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "login"
# guardian must not keep a real database row for visitors, nor widen lists behind our back:
# every look-up goes through renfang.organisations.scope.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: a quarter of an hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_VERBOSE = False
# Every refused login is kept; of one address no more than these are heard in an hour.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
LOGIN_FAILURES_PER_ADDRESS = env.int("RENFANG_LOGIN_FAILURES_PER_ADDRESS", default=50)
AXES_CLIENT_IP_CALLABLE = "renfang.history.origin.client_address"
# A name that is nobody's may be a password: it is kept nowhere. Logins stand in the record.
AXES_USERNAME_CALLABLE = "renfang.history.entries.name_for_axes"
AXES_DISABLE_ACCESS_LOG = True

# However busy, a session lasts no longer than this; unused, the minutes below.
SESSION_COOKIE_AGE = env.int("RENFANG_SESSION_HOURS", default=8) * 60 * 60
SESSION_IDLE_MINUTES = env.int("RENFANG_SESSION_IDLE_MINUTES", default=30)
SESSION_IDLE_MINUTES_ADMINISTRATORS = 15
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-renfang" if HTTPS else "renfang"
CSRF_COOKIE_NAME = "__Host-renfang-csrf" if HTTPS else "renfang-csrf"
CSRF_FAILURE_VIEW = "renfang.pages.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("RENFANG_PROXY_SSL_HEADER", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019 asks for DENY; papers are previewed in a frame of our own pages, and of nobody else's.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # Chromium shows a PDF preview inside our own pages.
        "frame-src": ["'self'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
}

# --- language, time, files -----------------------------------------------------------------------
# Seconds by which the clock may be behind the last event before acts are refused. Demo stories are
# played on the days on which they happen, in any order.
CLOCK_TOLERANCE = None if DEMO else 60
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
DATE_FORMAT = "Y-m-d"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("RENFANG_STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FORMS_URLFIELD_ASSUME_HTTPS = True

# Work that nobody waits for: kept in the same database, run by the worker beside the server.
TASKS = {"default": {"BACKEND": "renfang.background.backend.Queue"}}
# Where the nightly backup goes, best another disk; none is made while it is empty.
BACKUP_DIR = env.str("RENFANG_BACKUP_DIR", default="")
BACKUPS_KEPT = env.int("RENFANG_BACKUPS_KEPT", default=30)

# A site may drop its own licensed official typefaces here (docs/fonts.md).
FONT_DIR = env.str("RENFANG_FONT_DIR", default="")
# Command that reads an uploaded file from standard input: 0 clean, 1 infected (clamdscan -).
VIRUS_SCANNER = env.str("RENFANG_VIRUS_SCANNER", default="")
# What proves records (renfang/algorithms.py): digests by sha256 or sm3, seals by ed25519 or sm2.
DIGEST = env.str("RENFANG_DIGEST", default="sha256")
SIGNATURE = env.str("RENFANG_SIGNATURE", default="ed25519")
# Keys that sign seals, and the list of all seals: outside of the database and of its backups.
SEAL_DIR = Path(env.str("RENFANG_SEAL_DIR", default=str(DATA_DIR / "seal"))).resolve()
# Hours after which records that are not yet under seal stand on the auditor's 待办.
SEAL_HOURS = env.int("RENFANG_SEAL_HOURS", default=26)
# Visits to the public verification page that one address may make in a minute.
VERIFICATION_VISITS_PER_MINUTE = env.int("RENFANG_VERIFICATION_VISITS_PER_MINUTE", default=30)

# Days for which uploaded tables stay as they came, with all that stands in them; then they go.
IMPORT_DAYS = env.int("RENFANG_IMPORT_DAYS", default=30)
# Months for which access records (logins, refusals, exports …) are kept; never under six.
ACCESS_MONTHS = env.int("RENFANG_ACCESS_MONTHS", default=12)
# A log server that gets every line of the record: udp://host:514, tcp://host:601, unix:///dev/log.
SYSLOG = env.str("RENFANG_SYSLOG", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("RENFANG_LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "django_tasks": {"level": "WARNING"}},
}
if SYSLOG:
    LOGGING["handlers"]["record"] = {"class": "renfang.history.syslog.Syslog", "address": SYSLOG}
    LOGGING["loggers"]["renfang.record"] = {
        "handlers": ["record"],
        "level": "INFO",
        "propagate": False,
    }
