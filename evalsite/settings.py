"""The one settings file. Everything that differs between sites comes from the environment."""

from django.utils.translation import gettext_lazy as _

from evalsite.env import (
    BASE_DIR,
    VAR_DIR,
    database,
    env_bool,
    env_int,
    env_list,
    env_secret,
    env_str,
)

DEMO = env_bool("DEMO")
DEBUG = env_bool("DEBUG")
SECRET_KEY = env_secret("SECRET_KEY", "secret_key", demo=DEMO)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
# Encrypts the keys of model endpoints at rest. Apart from SECRET_KEY, because rotating one
# must not lose the other.
FIELD_KEY = env_secret("FIELD_KEY", "field_key", demo=DEMO)
# Former ones, while `manage.py rotate_key` has not run yet.
FIELD_KEY_OLD = env_list("FIELD_KEY_OLD")
DEMO_SECRET = env_secret("DEMO_SECRET", "demo_secret", demo=DEMO) if DEMO else ""

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "evalsite",
    "annotations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "evalsite.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "annotations.pages.reach.ReachMiddleware",
]
ROOT_URLCONF = "evalsite.urls"
WSGI_APPLICATION = "evalsite.wsgi.application"
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
            ],
        },
    },
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["annotations.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["annotations.api.permissions.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["annotations.api.parsers.StrictJSON"],
    # No pages of its own: those would load from elsewhere, and there are pages already.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "annotations.api.negotiation.OnlyJSON",
    "EXCEPTION_HANDLER": "annotations.api.errors.answer_error",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "HuatuoEval",
    "DESCRIPTION": "Everything a researcher can do, for programs. See docs/api.md.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENABLE_DJANGO_DEPLOY_CHECK": True,
    "ENUM_NAME_OVERRIDES": {
        "MemberRole": "annotations.models.study_member.StudyMember.Role",
        "SystemRole": "annotations.models.system.System.Role",
        "TurnRole": "annotations.models.response.Turn.Role",
        "StudyState": "annotations.models.study.Study.State",
        "BundleState": "annotations.models.export_job.ExportJob.State",
        "RaterStatus": "annotations.models.study_rater.StudyRater.Status",
        "ResponseStatus": "annotations.models.response.Response.Status",
        "TrialStatus": "annotations.models.trial.Trial.Status",
        "AlarmRule": "annotations.api.alarms.RULES",
        "ExportProfile": "annotations.models.audit_event.Export.Profile",
    },
}

# Two roles for one database: "default" is the runtime role, which cannot change the ledger;
# "owner" migrates and purges. With DATABASE_URL alone both are one role and the ledger is
# protected by triggers only, which `check --deploy` refuses.
DATABASES = {"default": database("DATABASE_URL") or {"ENGINE": "django.db.backends.dummy"}}
DATABASES["default"]["CONN_MAX_AGE"] = env_int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["owner"] = database("DATABASE_OWNER_URL") or dict(DATABASES["default"])
DATABASE_OWNER_IS_SEPARATE = bool(env_str("DATABASE_OWNER_URL"))
DATABASE_ADMIN_URL = env_str("DATABASE_ADMIN_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "annotations.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account:signed_out"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "evalsite" / "locale"]
# In which people read times; the data and every export are in UTC.
TIME_ZONE = env_str("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "evalsite" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "evalsite.static_files.HashedStorage"
    },
}

# HTTPS everywhere but in the demo, which speaks plain HTTP on loopback.
SECURE = env_bool("SECURE", default=not (DEMO or DEBUG))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=SECURE)
SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS", 31_536_000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env_bool("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "annotations.pages.csrf.failed"
# A page of somebody who said that the computer is shared is covered and signed out of after this.
SHARED_IDLE_MINUTES = env_int("SHARED_IDLE_MINUTES", 15)
SESSION_COOKIE_AGE = env_int("SESSION_SECONDS", 14 * 24 * 3600)
X_FRAME_OPTIONS = "DENY"

# Without a mail server a study runs all the same: links and codes are handed over by chat.
EMAIL_HOST = env_str("EMAIL_HOST")
MAIL_IS_SET_UP = bool(EMAIL_HOST)
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "huatuoeval@localhost")
# Where people reach the site, for links that a command prints.
SITE_URL = env_str("SITE_URL").rstrip("/")

CELERY_BROKER_URL = env_str("CELERY_BROKER_URL", "memory://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message that cannot be sent is sent again by the sweep: never let a page wait for the broker.
# Without max_retries 0 the first connection is tried for six seconds before a page goes on.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "max_retries": 0,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep-generation": {
        "task": "annotations.generation.tasks.sweep",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "release-ready-comparisons": {
        "task": "annotations.comparisons.tasks.release_ready",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "expire-leases": {
        "task": "annotations.assignment.tasks.expire_leases",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "tidy-uploads": {
        "task": "annotations.datasets.tasks.tidy_up",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "send-due-letters": {
        "task": "annotations.entrance.tasks.send_due_letters",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-exports": {
        "task": "annotations.exports.tasks.sweep",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "tidy-entrance": {
        "task": "annotations.entrance.tasks.tidy_up",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
}

# Bundles that were made, for so many days; web processes and workers share the folder.
EXPORTS_DIR = env_str("EXPORTS_DIR", str(VAR_DIR / "exports"))
EXPORT_DAYS = env_int("EXPORT_DAYS", 30)

# Model endpoints on private addresses are refused but for these (host:port), which only the
# system administrator can name: hospitals run their own, researchers must not reach into a network.
PRIVATE_ENDPOINTS = env_list("PRIVATE_ENDPOINTS")
SCRIPTED_URL = env_str("SCRIPTED_URL")
DEMO_WITH_REAL_MODEL = env_bool("DEMO_WITH_REAL_MODEL")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "evalsite.logs.WithoutContent",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django would mail whole requests to ADMINS; the log says what an operator needs.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A line for every request to an endpoint; each of them is a row with all about it anyway.
        "httpx2": {"level": "WARNING"},
    },
}
