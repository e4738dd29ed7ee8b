"""Texts in both languages, and what can be said of a checklist's item. Pure."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Text:
    """The same in English and Chinese."""

    en: str
    zh: str

    def filled(self, **values: object) -> "Text":
        """With the values in its gaps; a text among them in the language of each."""
        return Text(
            *(
                form.format(
                    **{k: v.of(language) if isinstance(v, Text) else v for k, v in values.items()}
                )
                for language, form in (("en", self.en), ("zh", self.zh))
            )
        )

    def __add__(self, other: "Text") -> "Text":
        return Text(self.en + other.en, self.zh + other.zh)

    def of(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


NOTHING = Text("", "")
AND = Text("; ", "；")


class Status(StrEnum):
    """``filled``: the record answers it whole; else the author has to write, or it is not asked."""

    FILLED = "filled"
    AUTHOR = "author_must_write"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Answer:
    """What the record says, and what it cannot know."""

    recorded: Text = NOTHING
    to_write: Text = NOTHING
    is_applicable: bool = True

    @property
    def status(self) -> Status:
        if not self.is_applicable:
            return Status.NOT_APPLICABLE
        return Status.AUTHOR if self.to_write.en else Status.FILLED

    def of(self, language: str) -> str:
        """One line; never empty."""
        parts = [self.recorded] if self.recorded.en else []
        if not self.is_applicable:
            parts = [NOT_APPLICABLE.filled(why=self.recorded)]
        if self.to_write.en:
            parts.append(AUTHOR_MUST_WRITE.filled(what=self.to_write))
        said = (" " if language == "en" else "").join(part.of(language) for part in parts)
        return said[0].upper() + said[1:]


NOT_APPLICABLE = Text("Not applicable: {why}", "不适用：{why}")
AUTHOR_MUST_WRITE = Text("Author must write: {what}.", "须由作者填写：{what}。")


def write(en: str, zh: str) -> Answer:
    """Nothing of it is in the record."""
    return Answer(to_write=Text(en, zh))


def not_asked(en: str, zh: str) -> Answer:
    return Answer(Text(en, zh), is_applicable=False)


@dataclass(frozen=True)
class Item:
    """One of a checklist by its published number; the topic is in our words.

    ``answer``: a key of ``answers``, or what is the same for every study.
    """

    number: str
    topic: Text
    answer: str | Answer


@dataclass(frozen=True)
class Line:
    """An item with its answer in this study."""

    item: Item
    answer: Answer
