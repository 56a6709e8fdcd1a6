"""Text in both languages, for what stands in the registry rather than in locales/."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in Chinese and English."""

    zh: str
    en: str

    def __call__(self, locale: str) -> str:
        """The text in the locale: English for en, Chinese otherwise."""
        return self.en if locale == "en" else self.zh
