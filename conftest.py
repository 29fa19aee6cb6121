"""The cast of the tests, and the servers they run on."""

from povwatch.tests import services

# isort: split


def pytest_configure(config):
    """Pages in tests need no collected files, and people of the cast need no slow password hash."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_report_header(config):
    return services.describe()
