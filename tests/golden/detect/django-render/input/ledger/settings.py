import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = "RENDER" not in os.environ
ALLOWED_HOSTS = []
if host := os.environ.get("RENDER_EXTERNAL_HOSTNAME"):
    ALLOWED_HOSTS.append(host)
INSTALLED_APPS = ["django.contrib.staticfiles"]
ROOT_URLCONF = "ledger.urls"
WSGI_APPLICATION = "ledger.wsgi.application"
DATABASES = {"default": dj_database_url.config(default="postgresql://postgres:postgres@localhost:5432/ledger")}
STATIC_URL = "/static/"
if not DEBUG:
    STATIC_ROOT = BASE_DIR / "collected"
