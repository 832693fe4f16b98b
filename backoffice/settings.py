"""Every setting, from the environment and the file `.env`. README.md explains each variable."""

import os
import warnings
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

from backoffice import env
from backoffice.databases import celery_broker, database, passwords
from backoffice.early import gettext
from backoffice.paths import BASE_DIR, VAR, redis_socket
from backoffice.reader_policy import bound_reader
from backoffice.secret_key import read_or_make

env.read_file(Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env"))

# Seller Center
SANDBOX_PORT: int = env.number("SANDBOX_PORT", 8900, least=1, most=65534)  # the next one is its printer's
SELLER_CENTER_URL: str = env.url("SELLER_CENTER_URL")
SELLER_CENTER_SANDBOX: bool = not SELLER_CENTER_URL
SELLER_CENTER_API_KEY: str = env.secret("SELLER_CENTER_API_KEY")
SELLER_CENTER_AUTH_SCHEME: str = env.choice("SELLER_CENTER_AUTH_SCHEME", "", allowed=("", "Token"))
SELLER_CENTER_SHIPPING_METHODS_PATH: str = env.text(
    "SELLER_CENTER_SHIPPING_METHODS_PATH", "/api/i2/shipping-methods/"
)
if SELLER_CENTER_SANDBOX:  # a real key never goes to the sandbox
    SELLER_CENTER_URL = f"http://127.0.0.1:{SANDBOX_PORT}"
    SELLER_CENTER_API_KEY = "sandbox-key"
elif not SELLER_CENTER_API_KEY:
    raise ImproperlyConfigured(gettext("SELLER_CENTER_URL is set, so SELLER_CENTER_API_KEY must be set too."))
SELLER_CENTER_SECONDS: int = env.number("SELLER_CENTER_SECONDS", 6, least=2, most=60)
SELLER_CENTER_WAITING: int = env.number("SELLER_CENTER_WAITING", 5, least=1, most=64)
LABELS_IN_FLIGHT: int = env.number("LABELS_IN_FLIGHT", 8, least=1, most=16)
FETCH_LEASE_SECONDS: int = env.number("FETCH_LEASE_SECONDS", 12, least=4, most=300)
SHELF_IN_FLIGHT: int = env.number("SHELF_IN_FLIGHT", 2, least=0, most=8)  # 0: nothing is fetched ahead
SHELF_MOST: int = env.number("SHELF_MOST", 500, least=1, most=5000)
SELLER_CENTER_CLAIMS: bool = env.flag("SELLER_CENTER_CLAIMS", default=True)  # cancelled packages are stopped
SELLER_CENTER_PRODUCTS: bool = env.flag("SELLER_CENTER_PRODUCTS", default=True)  # names and pictures
INVOICE_HOSTS: list[str] = [host.lower() for host in env.words("INVOICE_HOSTS")]
PICTURE_HOSTS: list[str] = [host.lower() for host in env.words("PICTURE_HOSTS")]

# Packing: after so many minutes without a scan anybody may go on with a package
PACK_IDLE_MINUTES: int = env.number("PACK_IDLE_MINUTES", 15, least=1, most=1440)
PACK_PRINTS_SLIP: bool = env.flag("PACK_PRINTS_SLIP", default=False)

# Printers: one worker at a time feeds a printer, for as long as it holds a lease on it
PRINTERS_ON_THIS_MACHINE: bool = env.flag("PRINTERS_ON_THIS_MACHINE", default=SELLER_CENTER_SANDBOX)
PRINT_LEASE_SECONDS: int = env.number("PRINT_LEASE_SECONDS", 20, least=3, most=300)
PRINT_SILENT_SECONDS: int = env.number("PRINT_SILENT_SECONDS", 600, least=1, most=86_400)
PRINT_STEP_SECONDS: float = PRINT_LEASE_SECONDS * 0.4  # the longest that one label's hand-over may take
PRINT_RUN_SECONDS: float = PRINT_LEASE_SECONDS * 0.25  # how long a task takes new labels to its printers
PRINT_DRAW_SECONDS: float = PRINT_LEASE_SECONDS * 0.7  # after so long a task leaves labels to the next one
PRINT_TIME_LIMIT: float = PRINT_LEASE_SECONDS * 2.5  # for a task that hangs; a busy machine's may end late

# Who may reach us, and how
DEBUG: bool = env.flag("DEBUG", default=False)
SECRET_KEY: str = env.secret("SECRET_KEY") or read_or_make(VAR / "secret_key")
METRICS_TOKEN: str = env.secret("METRICS_TOKEN")
WEB_PORT: int = env.number("WEB_PORT", 8000, least=1, most=65535)
_hosts = env.words("ALLOWED_HOSTS")
ALLOWED_HOSTS: list[str] = [*_hosts, *env.LOOPBACK_HOSTS]
CSRF_TRUSTED_ORIGINS: list[str] = env.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES: list[IPv4Network | IPv6Network] = env.networks("TRUSTED_PROXIES")
HTTPS: bool = env.flag("HTTPS", default=not DEBUG and not all(env.is_loopback(host) for host in _hosts))
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS: int = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_REFERRER_POLICY = "same-origin"
FORCE_SCRIPT_NAME = ""  # gunicorn takes it from a header of that name
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # backoffice.https.SecurityMiddleware is Django's with one exception
    "security.W005",  # HSTS for subdomains is for the domain's owner to decide
    "security.W019",  # a label is previewed in a frame of our own page
    "security.W021",  # the same for preloading
]
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Django
ROOT_URLCONF = "backoffice.urls"
WSGI_APPLICATION = "backoffice.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS: list[str] = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "backoffice.apps.BackofficeConfig",
    "packages_ui",
]
MIDDLEWARE: list[str] = [
    "backoffice.proxies.believe_proxies",
    "backoffice.logs.request_log",
    "backoffice.nul.refuse_nul",
    "backoffice.uploads.bound_uploads",
    "backoffice.https.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backoffice.compress.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "backoffice.private.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backoffice.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "packages_ui.views.http.waiting_room",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "backoffice.context.installation",
                "packages_ui.views.context.station",
                "packages_ui.views.context.to_answer",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS: list[str] = ["backoffice.people.Backend"]  # each one hashes a wrong password
SESSION_ENGINE = "backoffice.sessions"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/stations/choose/"  # goes on to the packages where there is nothing to choose
LOGOUT_REDIRECT_URL = LOGIN_URL
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000  # 5,000 packages may be selected for one batch
UPLOADS: dict[str, int] = dict.fromkeys(  # bytes, where files are taken
    ("/pack/barcodes/import/", "/pack/products/import/"), 46 * 1024 * 1024
)
# a shift: whoever forgets to sign out is signed out before the next one
SESSION_COOKIE_AGE: int = env.number("SIGN_IN_HOURS", 12, least=1, most=168) * 3600

# Languages, time, files
LANGUAGES = [("en", _("English")), ("tr", _("Turkish"))]
LANGUAGE_CODE: str = env.choice("LANGUAGE_CODE", "en", allowed=("en", "tr"))
FORMAT_MODULE_PATH = ["backoffice.formats"]
LOCALE_PATHS = [BASE_DIR / "packages_ui" / "locale"]
USE_TZ = True
TIME_ZONE: str = env.time_zone("TIME_ZONE", "Europe/Istanbul")
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "backoffice.bundles.BundleFinder",
]
STATIC_ROOT = env.path("STATIC_ROOT", VAR / "static")
warnings.filterwarnings("ignore", message="No directory at")  # whitenoise; see the next line
WHITENOISE_USE_FINDERS = True  # a host that never ran collectstatic serves the same files, unhashed
WHITENOISE_ADD_HEADERS_FUNCTION = bound_reader
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR / "media")
KEEP_SCANS_DAYS: int = env.number("KEEP_SCANS_DAYS", 90, least=0, most=3650)  # the same for all of these
KEEP_HISTORY_DAYS: int = env.number("KEEP_HISTORY_DAYS", 400, least=0, most=3650)
if 0 < KEEP_HISTORY_DAYS < 30:  # the question before a reprint needs the row of a printed label
    raise ImproperlyConfigured(gettext("KEEP_HISTORY_DAYS must be 0 or from 30 to 3650."))
KEEP_AUDIT_DAYS: int = env.number("KEEP_AUDIT_DAYS", 0, least=0, most=3650)
LATE_AFTER_HOURS: int = env.number("LATE_AFTER_HOURS", 24, least=1, most=720)
KEEP_PACKAGES_DAYS: int = env.number("KEEP_PACKAGES_DAYS", 90, least=0, most=3650)
KEEP_FILES_DAYS: int = env.number("KEEP_FILES_DAYS", 90, least=0, most=3650)  # 0: for ever
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backoffice.storage.StaticFilesStorage"},
}

# The database
_database_url: str = env.secret("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
DATABASES: dict[str, Any] = {"default": database(_database_url)}

# Redis: the cache, Celery's transport and the shared gate. Sessions stay in the database.
_redis_url: str = env.secret("REDIS_URL")
REDIS_EMBEDDED: bool = not _redis_url
REDIS_URL: str = _redis_url or f"unix://{redis_socket()}?db=0"
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "backoffice.cache.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "backoffice",
        "KEY_FUNCTION": "backoffice.cache.key",
        "OPTIONS": {
            "SERIALIZER": "backoffice.cache.Signed",
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 0.5,
            "IGNORE_EXCEPTIONS": True,
        },
    }
}

# Celery: the rows in the database are the truth, a message only wakes a worker.
CELERY_BROKER_URL: str = celery_broker(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 900,  # seconds; longer than any task may run, else it is given out twice
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "queue_order_strategy": "priority",  # a worker of both queues takes `paper` first
    "socket_connect_timeout": 0.7,  # a request that wakes a worker fails within 2 s when Redis is out
    "socket_timeout": 0.7,  # the worker itself waits longer: backoffice/celery.py
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2, "interval_max": 0.2}
# What people wait for, and what they must not feel: README.md lists who takes which. The sweep is with the
# paper that it brings back after a crash; it must not wait behind 300 packing slips.
CELERY_TASK_QUEUES = tuple(Queue(name, Exchange(name), name) for name in ("paper", "background"))
CELERY_TASK_DEFAULT_QUEUE = "background"
CELERY_TASK_ROUTES: dict[str, Any] = {
    f"packages_ui.tasks.{name}": {"queue": "paper"}
    for name in (
        "fetch_labels",
        "feed_printers",
        "look_at_printer",
        "watch_printers",
        "join_batch",
        "send_status_changes",
        "sweep",
    )
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 360
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = 10_000  # tasks; before each a connection older than CONN_MAX_AGE is dropped
CELERY_WORKER_CONCURRENCY: int = env.number("WORKER_CONCURRENCY", 3, least=1, most=64)
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000  # KiB; a worker that drew many pages gives its memory back
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "watch": {"task": "packages_ui.tasks.watch_printers", "schedule": 1.0, "options": {"expires": 1}},
    "sweep": {"task": "packages_ui.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "settle": {"task": "packages_ui.tasks.settle_batches", "schedule": 60.0, "options": {"expires": 60}},
    "packages": {"task": "packages_ui.tasks.sync_packages", "schedule": 30.0, "options": {"expires": 30}},
    "check": {"task": "packages_ui.tasks.check_packages", "schedule": crontab(hour="3", minute="7")},
    "prune": {"task": "packages_ui.tasks.prune", "schedule": crontab(hour="4", minute="37")},
    "forget": {"task": "packages_ui.tasks.forget_files", "schedule": crontab(hour="4", minute="17")},
    "overview": {
        "task": "packages_ui.tasks.refresh_overview",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "ahead": {"task": "packages_ui.tasks.fetch_ahead", "schedule": 15.0, "options": {"expires": 15}},
    "claims": {"task": "packages_ui.tasks.poll_claims", "schedule": 60.0, "options": {"expires": 60}},
    "invoices": {"task": "packages_ui.tasks.fetch_invoices", "schedule": 10.0, "options": {"expires": 10}},
    "products": {"task": "packages_ui.tasks.fetch_products", "schedule": 30.0, "options": {"expires": 30}},
}

# Logs and figures
LOG_LEVEL: str = env.choice("LOG_LEVEL", "INFO", allowed=("DEBUG", "INFO", "WARNING", "ERROR"))
SECRETS_IN_LOGS: tuple[str, ...] = tuple(
    value
    for value in (
        SECRET_KEY,
        SELLER_CENTER_API_KEY,
        METRICS_TOKEN,
        _database_url,
        _redis_url,
        *passwords(_database_url, _redis_url),
    )
    if value
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "backoffice.logs.RequestId"},
        "route": {"()": "backoffice.logs.WithoutAddress"},
    },
    "formatters": {
        "line": {
            "()": "backoffice.logs.WithoutSecrets",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request", "route"]},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.template": {"level": "WARNING"},  # at DEBUG it writes whole customers
        "django.db.backends": {"level": "WARNING"},  # the same
        "httpx": {"level": "WARNING"},  # at INFO it writes whole addresses, filters included
        "httpcore": {"level": "WARNING"},
        "weasyprint.progress": {"level": "WARNING"},  # at INFO it logs each page
        "celery.beat": {"level": "WARNING"},  # at INFO it logs a sweep every 5 seconds
        "celery.worker.strategy": {"level": "WARNING"},  # a sweep every 5 s would fill the log
        "celery.app.trace": {"level": "WARNING"},  # the same; failures are errors, figures at /metrics
    },
}
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics"))  # read by prometheus_client on import
