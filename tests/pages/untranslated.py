"""What the catalogues lack, ready to be pasted into them, and what they hold that no text asks for.

Usage: make texts
"""

from tests.pages.test_texts import TRANSLATED, entries, messages

_ENTRY = 'msgid "{}"\nmsgstr ""\n'
_PAIR = 'msgid "{}"\nmsgid_plural "{}"\nmsgstr[0] ""\nmsgstr[1] ""\n'


def main() -> None:
    asked = messages()
    for language in TRANSLATED:
        known = set(entries(language))
        for message in sorted(asked - known, key=str):
            print(f"# {language}: missing")
            print(_ENTRY.format(message) if isinstance(message, str) else _PAIR.format(*message))
        for message in sorted(known - asked, key=str):
            print(f"# {language}: no longer asked for: {message}")
        print(f"# {language}: {len(asked - known)} missing, {len(known - asked)} left over, {len(asked)} in all")


if __name__ == "__main__":
    main()
