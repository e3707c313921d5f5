"""Translates the syntax errors of libyaml."""

from __future__ import annotations

import yaml

from landing_zone.errors import UserError

_DIRECTIVE = ("a directive is not used here", "plain keys and values", "remove the line that begins with '%'")
_TAG = ("this is not a value", "plain values", "remove what begins with '!', or put the text in quotes")
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
    "did not find expected node content": (
        "a value is missing here",
        "a value before each comma and closing bracket",
        "write the value; put a text that begins with '#' or another sign of YAML in quotes",
    ),
    "block sequence entries are not allowed": (
        "a list begins here, and cannot",
        "a key, and its list in the lines below: each entry begins with '- '",
        "begin a new line before the '-', or put the text in quotes",
    ),
    "unknown escape character": (
        "\\ and this character mean nothing between double quotes",
        "\\\\, \\n, \\t and few others; between single quotes every \\ is itself",
        "use single quotes",
    ),
    "found unexpected ':'": (
        "a ':' is not allowed here",
        "a ':' in a text between quotes alone",
        "put the text in quotes",
    ),
    "unexpected document indicator": (
        "a text in quotes is not closed before this line",
        "quotes around the text",
        "add the quote",
    ),
    "expected <document start>": (
        "the file ends in a line above, and goes on here",
        "one document",
        "remove the line '...' above",
    ),
    "YAML document": _DIRECTIVE,
    "directive": _DIRECTIVE,
    "expected version number": _DIRECTIVE,
    "non-alphabetical character": _DIRECTIVE,
    "alphabetic or numeric character": (
        "a text cannot begin with & or *",
        "letters and digits; a text with another first character in quotes",
        "put the text in quotes",
    ),
    "tag": _TAG,
    "expected '!'": _TAG,
    "URI": _TAG,
    "for merging": ("'<<' takes the keys of another mapping", "plain keys and values", "write the keys out"),
    "comment or line break": (
        "after | or > nothing else is in the line",
        "| or > alone, and the text in the lines below",
        "begin a new line, or put the text in quotes",
    ),
    "indentation indicator": (
        "a text of several lines cannot have this indentation",
        "| or > alone, and the text in the lines below",
        "remove the number after | or >",
    ),
    "found unexpected end of stream": ("a text in quotes is not closed", "quotes around the text", "add the quote"),
    "cannot start any token": (
        "a text cannot begin with this character",
        "letters and digits; a text with another first character in quotes",
        "put the text in quotes",
    ),
    "expected a single document": ("a second document begins here", "one document", "remove the line '---'"),
    "but found another document": ("a second document begins here", "one document", "remove the line '---'"),
    "maximum recursion": ("aliases of aliases are nested too deep", "plain values", "write the value out"),
    "second occurrence": ("two anchors have one name", "a different name for each anchor", "rename one of them"),
    "found undefined alias": ("no anchor has this name", "*name after &name", "correct the name"),
}
_TAB = ("the line is indented with a tab", "spaces", "replace the tab by spaces")
_CONFLICT = ("a conflict of git is not resolved", "one of the two versions", "choose one, and remove the lines of git")
_UNREADABLE = (
    "this line cannot be read",
    "'key: value' lines, the same number of spaces before each key of a mapping",
    "correct it, or put its text in quotes",
)
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
    what, allowed, fix = words or _UNREADABLE
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return UserError(f"not YAML: {what}", file, 0, "", allowed, fix)
    line, lines = error.problem_mark.line, text.splitlines()
    if line >= len(lines) and "expected node content" in problem:
        line, what, allowed, fix = len(lines) - 1, *_PROBLEMS["did not find expected ',' or"]
    elif error.context_mark is not None:
        began = error.context_mark.line
        # An unclosed text or bracket is noticed at the end of the file, a key without ':' in the line below it.
        if line >= len(lines) or "expected ':'" in problem:
            line = began
        elif "expected ',' or" in problem and began != line:
            what = f"the list or mapping in brackets that begins in line {began + 1} is not closed"
    written = next(iter(lines[line:]), "")
    if "\t" in written[: len(written) - len(written.lstrip())]:
        what, allowed, fix = _TAB
    if written.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        what, allowed, fix = _CONFLICT
    return UserError(f"not YAML: {what}", file, line + 1, written.strip()[:60], allowed, fix)
