"""The one settings file. Everything that differs between places comes from the environment; see README, "Settings"."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lms import environment as env
from lms import logs, periodic

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("VAR_DIR") or BASE_DIR / "var")
VAR.mkdir(parents=True, exist_ok=True)

PRODUCTION = env.flag("PRODUCTION")
DEBUG = env.flag("DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PRODUCTION=1 and DEBUG=1 exclude each other: error pages would show private data.")

_keys = env.keys(production=PRODUCTION, var=VAR)
SECRET_KEY = _keys["SECRET_KEY"]
FIELD_KEYS = _keys["FIELD_KEYS"]
INDEX_KEYS = _keys["INDEX_KEYS"]
INDEX_HASH = env.choice("INDEX_HASH", "sha256", "sm3")

SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "*")
if PRODUCTION and (not ALLOWED_HOSTS or not SITE_URL.startswith("https://")):
    raise ImproperlyConfigured("Production needs ALLOWED_HOSTS (names, comma between) and a SITE_URL with https://.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# ---------------------------------------------------------------- apps

INSTALLED_APPS = [
    "lms",
    "certificates",
    "trainees",
    "courses",
    "media",
    "lms.kit",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "lms.wechat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.middleware.WholeText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.middleware.SiteAnswers",
    "lms.middleware.StaffDoor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["lms.kit.templatetags.kit"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.product",
            ],
        },
    },
]

# ---------------------------------------------------------------- data

DATABASES = {"default": env.database(env.text("DATABASE_URL"), var=VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.redis(env.text("REDIS_URL"))

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # One web process with threads: limits counted in its memory are exact.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# ---------------------------------------------------------------- people

AUTH_USER_MODEL = "lms.User"
AUTHENTICATION_BACKENDS = [
    "courses.permissions.OrganisersOnly",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "lms.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lms.forms.PasswordLoginForm",
    "request_login_code": "lms.forms.RequestCodeForm",
    "confirm_login_code": "lms.forms.ConfirmCodeForm",
    "verify_phone": "lms.forms.VerifyPhoneForm",
    "reauthenticate": "lms.forms.PasswordAgainForm",
    "change_password": "lms.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"phone", "username"}
# Not required: staff may have a password only.
ACCOUNT_SIGNUP_FIELDS = ["phone"]
SILENCED_SYSTEM_CHECKS = [
    "account.W001",  # a sign-up form nobody could pass: there is no sign-up form
    "security.W019",  # the page editor shows its preview in a frame of our own
]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# A text message takes minutes where the network is thin.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
_code = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = _code
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# A classroom shares one address: limits per address are wide, limits per phone number are tight.
ACCOUNT_RATE_LIMITS = {
    "verify_phone": "1/30s/key,120/m/ip",
    "signup": "120/m/ip",
    "login": "200/m/ip",
    "login_failed": "200/m/ip,5/15m/key",
    "request_login_code": "120/m/ip,3/m/key,10/h/key",
    "verify": "30/m/ip",
    "entry_code": "30/m/ip,5/15m/key",
}

MFA_ADAPTER = "lms.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "lms.forms.SecondFactorForm",
    "reauthenticate": "lms.forms.SecondFactorAgainForm",
    "activate_totp": "lms.forms.SetUpAppForm",
    "add_webauthn": "lms.forms.AddKeyForm",
    "login_webauthn": "lms.forms.SignInByKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
# A passkey needs https; on one's own machine the browser takes http://localhost too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# WeChat opens a sign-in it was linked to; without an account at its open platform there is no such button.
WECHAT_APP_ID, WECHAT_TOKEN_URL, _wechat = env.wechat()
SOCIALACCOUNT_ADAPTER = "lms.wechat.adapter.LinkedOnly"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"weixin": _wechat}

ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
SMS_GATEWAY = env.text("SMS_GATEWAY", "lms.sms.ConsoleGateway")
SMS_ENDPOINT = env.text("SMS_ENDPOINT", "https://dysmsapi.aliyuncs.com")
SMS_ACCESS_KEY = env.text("SMS_ACCESS_KEY")
SMS_ACCESS_SECRET = env.text("SMS_ACCESS_SECRET")
SMS_SIGN_NAME = env.text("SMS_SIGN_NAME")
SMS_TEMPLATES = dict(pair.split("=", 1) for pair in env.words("SMS_TEMPLATES") if "=" in pair)
# Messages of moved and cancelled sessions that one phone gets in a day; what they say stands on the pages too.
SMS_NEWS_A_DAY = env.number("SMS_NEWS_A_DAY", 3)
# Only the demo shows a code on the page; it needs the console gateway and is refused in production.
DEMO = env.flag("DEMO")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("DEMO=1 shows sign-in codes on the page and can't be used with PRODUCTION=1.")

# Roles that see personal data sign in with a second factor; the demo offers it without demanding it.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=not DEMO)
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured("SECOND_FACTOR_REQUIRED=0 leaves personal data to a password and can't be used here.")
SECOND_FACTOR_ROLES = env.words("SECOND_FACTOR_ROLES", "trainer,organiser,follow_up,township,auditor,poverty")
STAFF_IDLE_MINUTES = env.number("STAFF_IDLE_MINUTES", 30, least=1)
TRAINER_IDLE_MINUTES = env.number("TRAINER_IDLE_MINUTES", 12 * 60, least=1)

# Trainees stay signed in; staff are signed out when they go away.
SESSION_ENGINE = "lms.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# ---------------------------------------------------------------- language, time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# ---------------------------------------------------------------- files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/files/"
MEDIA_ROOT = VAR / "files"
# Evidence, rosters and sources of videos: never served by address, only by a view that checks.
PRIVATE_ROOT = VAR / "private"
VIDEO_ROOT = VAR / "videos"
VIDEO_ACCEL_REDIRECT = env.text("VIDEO_ACCEL_REDIRECT")  # an internal place of nginx whose alias is VIDEO_ROOT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
if _videos := env.bucket("videos"):
    # Many web servers and workers then share what must not be lost; VIDEO_ROOT is each one's cache.
    STORAGES |= {"videos": _videos, "private": env.bucket("private", file_overwrite=False)}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_TEMP_DIR = VAR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
UPLOAD_ROOT = VAR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
VIDEO_MAX_BYTES = env.number("VIDEO_MAX_BYTES", 4 * 1024**3, least=1)
VIDEO_UPLOADS_MAX_BYTES = env.number("VIDEO_UPLOADS_MAX_BYTES", 12 * 1024**3, least=1)
EVIDENCE_MAX_BYTES = env.number("EVIDENCE_MAX_BYTES", 10 * 1024**2, least=1)
EVIDENCE_FILE_MAX_BYTES = env.number("EVIDENCE_FILE_MAX_BYTES", 50 * 1024**2, least=1)
ROSTER_MAX_BYTES = env.number("ROSTER_MAX_BYTES", 10 * 1024**2, least=1)
IMPORT_MAX_BYTES = env.number("IMPORT_MAX_BYTES", 40 * 1024**2, least=1)
# Signing in opens so many minutes before a session; a grace for who comes after its start or goes before its end.
SIGN_IN_OPENS_MINUTES = env.number("SIGN_IN_OPENS_MINUTES", 60, least=1)
SIGN_IN_GRACE_MINUTES = env.number("SIGN_IN_GRACE_MINUTES", 10, least=0)
# Scans in the order of the roll, each within so many seconds of the one before, are a flag from so many people on.
FLAG_SECONDS_APART = env.number("FLAG_SECONDS_APART", 10, least=1)
FLAG_RUN_OF_SIGN_INS = env.number("FLAG_RUN_OF_SIGN_INS", 5, least=2)

# ---------------------------------------------------------------- work in the background

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600, "unacked_restore_throttle": 1}
else:
    _queue = VAR / "queue"
    for _folder in (_queue / "messages", _queue / "control"):
        _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = periodic.SCHEDULE
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 60, least=5)

# ---------------------------------------------------------------- the Wagtail admin

WAGTAIL_SITE_NAME = "乡学"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# One entrance: the desk's own would know neither limits nor the second factor.
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "bold", "ol", "ul", "link", "image"]},
    }
}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "zip", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024**2
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024**2
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.kit.search", "SEARCH_CONFIG": "simple"}}

# ---------------------------------------------------------------- the wall

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
_policy = {
    "default-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    # A form may lead on to WeChat.
    "form-action": [SELF, env.origin(_wechat["AUTHORIZE_URL"])] if WECHAT_APP_ID else [SELF],
    "frame-ancestors": [SELF],
    "worker-src": [SELF, "blob:"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _policy}
# The Wagtail page editor brings one inline script and inline styles: looser there and nowhere else.
CMS_CONTENT_SECURITY_POLICY = _policy | {
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
}

# ---------------------------------------------------------------- what is written down

LOGGING = logs.to_the_console(env.text("LOG_LEVEL", "INFO"), redis=bool(REDIS_URL))
