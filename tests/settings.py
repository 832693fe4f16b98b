"""The product's settings, in a folder for temporary files and with a Redis that nobody else uses.

Processes that a test starts inherit all of it through the environment, the database included.
"""

import os
import tempfile
from pathlib import Path

import certifi

# each worker has a folder, database and Redis of its own
if os.environ.get("BACKOFFICE_TESTS_OF") != os.environ.get("PYTEST_XDIST_WORKER", ""):
    folder = tempfile.mkdtemp(prefix="backoffice-tests-")
    for name in list(os.environ):  # a developer's own settings say nothing about the product
        if name.startswith("SELLER_CENTER_") or name in {"ALLOWED_HOSTS", "DEBUG", "HTTPS", "LANGUAGE_CODE"}:
            del os.environ[name]
    os.environ |= {
        "BACKOFFICE_TESTS": folder,
        "BACKOFFICE_TESTS_OF": os.environ.get("PYTEST_XDIST_WORKER", ""),
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", f"sqlite:///{folder}/test.sqlite3"),
        "REDIS_URL": f"unix://{folder}/redis/redis.sock?db=0",
        "SECRET_KEY": "a key for tests, which are nobody's secret and long enough",
        "MEDIA_ROOT": f"{folder}/media",
        "STATIC_ROOT": f"{folder}/static",
        "PROMETHEUS_MULTIPROC_DIR": f"{folder}/metrics",
        "LOG_LEVEL": "INFO",
        "ENV_FILE": os.devnull,  # a developer's own
        "SSL_CERT_FILE": f"{folder}/authority.pem",
    }
    # one authority: to read them all takes each client of httpx, encrypted or not, 25 ms of the processor
    first = Path(certifi.where()).read_text("utf-8").partition("-----END")[0].partition("-----BEGIN")[2]
    Path(folder, "authority.pem").write_text(f"-----BEGIN{first}-----END CERTIFICATE-----\n", "utf-8")

from backoffice.settings import *  # noqa: F403 - after the environment; every name
from backoffice.settings import CACHES, DATABASES, REDIS_URL

# nobody in this process gives Redis up because the machine is busy: an address is stronger than a caller
REDIS_URL = f"{REDIS_URL}&socket_timeout=60&socket_connect_timeout=60"
CACHES["default"]["LOCATION"] = REDIS_URL
SELLER_CENTER_SECONDS = 600  # nor Seller Center, which is in this process too
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # else every client looks through all static files
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}  # a file, as in production
