"""Static files under hashed names, the modules that a script imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Django rewrites imports between modules only where it is told to.

    Without it a browser would keep an old module under its plain name after an upgrade.
    """

    support_js_module_import_aggregation = True
