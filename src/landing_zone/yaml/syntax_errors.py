"""Translates the syntax errors of libyaml."""

from __future__ import annotations

import yaml

from landing_zone.errors import UserError

_PROBLEMS = {
    "mapping values are not allowed": (
        "'key: value' is not allowed here",
        "a key at the same indentation as those beside it; in a text, ': ' only between quotes",
        "correct the indentation of this line or of the one above, or put the text in quotes",
    ),
    "did not find expected key": (
        "this line has an indentation that no key above it has",
        "the same number of spaces before each key of a mapping",
        "correct the indentation of this line, or close the quotes or brackets above it",
    ),
    "did not find expected '-' indicator": (
        "this line is indented as an entry of the list above, and is not one",
        "entries that begin with '- ', all at the same indentation",
        "begin the line with '- ', or correct its indentation",
    ),
    "could not find expected ':'": (
        "a key has no ':' after it",
        "'key: value' lines",
        "write a ':' and a space after the key, or put a text of several lines in quotes",
    ),
    "did not find expected ',' or": (
        "a list or mapping in brackets is not closed",
        "entries with commas between them, and a closing bracket",
        "add the comma or the bracket",
    ),
    "found unexpected end of stream": ("a text in quotes is not closed", "quotes around the text", "add the quote"),
    "cannot start any token": (
        "a text cannot begin with this character",
        "letters and digits; a text with another first character in quotes",
        "put the text in quotes",
    ),
    "could not determine a constructor": (
        "tags are not used here",
        "plain values",
        "remove the tag that begins with '!'",
    ),
    "expected a single document": ("a second document begins here", "one document", "remove the line '---'"),
    "but found another document": ("a second document begins here", "one document", "remove the line '---'"),
    "maximum recursion": ("an alias is in its own value", "plain values", "write the value out"),
    "second occurrence": ("two anchors have one name", "a different name for each anchor", "rename one of them"),
    "found undefined alias": ("no anchor has this name", "*name after &name", "correct the name"),
}
_TAB = ("the line is indented with a tab", "spaces", "replace the tab by spaces")
_CONTROL = ("the file has a control character", "UTF-8 text", "remove the character")


def syntax_error(error: yaml.YAMLError | RecursionError, text: str, file: str) -> UserError:
    """Translate an error of PyYAML's.

    Args:
        error: as raised.
        text: the file's text.
        file: its name.
    """
    if isinstance(error, yaml.reader.ReaderError):
        line = text.encode()[: error.position].count(b"\n") + 1
        what, allowed, fix = _CONTROL
        return UserError(f"not YAML: {what}", file, line, f"\\x{error.character:02x}", allowed, fix)
    problem = str(getattr(error, "problem", error))
    words = next((words for part, words in _PROBLEMS.items() if part in problem), None)
    what, allowed, fix = words or (problem, "YAML 1.1", "correct the syntax")
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return UserError(f"not YAML: {what}", file, 0, "", allowed, fix)
    mark, lines = error.problem_mark, text.splitlines()
    if mark.line >= len(lines) and error.context_mark:  # an unclosed text or bracket is noticed at the end of the file
        mark = error.context_mark
    written = next(iter(lines[mark.line :]), "")
    if "\t" in written[: len(written) - len(written.lstrip())]:
        what, allowed, fix = _TAB
    return UserError(f"not YAML: {what}", file, mark.line + 1, written.strip()[:60], allowed, fix)
