"""Bodies as PostgreSQL can store them and Python can parse them safely."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from annotations.api.errors import TooLarge
from annotations.datasets.rows import Json
from annotations.datasets.strict_json import load_json

MEGABYTE = 1024 * 1024


class StrictJSON(BaseParser):
    """JSON in UTF-8, not nested deeply, not endless, no key twice, no NaN."""

    media_type = "application/json"
    most_megabytes = 1

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Json:
        data = stream.read(self.most_megabytes * MEGABYTE + 1)
        if len(data) > self.most_megabytes * MEGABYTE:
            raise TooLarge(self.most_megabytes)
        try:
            return load_json(data.decode())
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is no JSON that can be read.")) from error
