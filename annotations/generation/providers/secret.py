"""A text that does not show itself. Pure: no Django, no I/O."""


class Secret(str):
    """A key as it is sent. Error reports print local variables: this one prints nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'[key]'"
