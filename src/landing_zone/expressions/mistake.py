"""What is wrong with a JMESPath expression, in words for the person who wrote it."""

from __future__ import annotations

from jmespath.exceptions import JMESPathError

from landing_zone.yaml.issue import FieldError


def not_jmespath(expression: str, error: JMESPathError) -> FieldError:
    """Return the error of a field whose text is not JMESPath.

    Args:
        expression: the text.
        error: of the library, whose own words name its tokens.
    """
    at = getattr(error, "lexer_position", getattr(error, "lex_position", None))
    if not expression.strip():
        where, fix = "it is empty", "write an expression, or remove the line"
    elif at is None:
        where, fix = "it cannot be read", "correct it: https://jmespath.org/specification.html"
    elif at >= len(expression):
        where, fix = "it ends too early", "write the rest: a value, or what closes a bracket or quote"
    else:
        where, fix = f"it cannot be read from character {at + 1} on: {expression[at : at + 30]}", "correct it there"
    return FieldError(f"not a JMESPath expression: {where}", value=expression[:200], fix=fix)
