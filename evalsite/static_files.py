"""Static files under hashed names, the modules that a script imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_FROM = r"""\s*["'](?P<url>\.{1,2}/[^"']+)["'];"""
MODULE_IMPORTS = (
    (
        rf"""(?P<matched>\bimport\s+(?P<names>[^"';]+?)\s*from{_FROM})""",
        'import %(names)s from "%(url)s";',
    ),
    (rf"(?P<matched>\bimport{_FROM})", 'import "%(url)s";'),
)


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Without it a browser would keep an old module under its plain name after an upgrade.

    Only for our own scripts: Django's switch for it reads every script, and stumbles over
    comments in some that packages bring along.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", MODULE_IMPORTS))
