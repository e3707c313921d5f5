"""D2 as text (https://d2lang.com): every label quoted, so that no name can change a diagram."""

from __future__ import annotations

from landing_zone.reports.text import slug

HEAD = """direction: {direction}
classes: {{
  internet: {{shape: cloud; style: {{stroke: "#c93c46"; stroke-width: 3}}}}
  outside: {{style: {{stroke: "#c93c46"; stroke-width: 2; border-radius: 8}}}}
  cde: {{style: {{stroke: "#c93c46"; stroke-width: 4}}}}
  connected: {{style: {{stroke: "#c27a13"; stroke-width: 3}}}}
  out-of-scope: {{style: {{stroke: "#6f7d90"; stroke-width: 2; stroke-dash: 5}}}}
  public: {{style: {{stroke: "#c27a13"; stroke-width: 3}}}}
  private: {{style: {{stroke: "#3b78c4"; stroke-width: 3}}}}
  isolated: {{style: {{stroke: "#2c9a5b"; stroke-width: 3}}}}
  part: {{style: {{border-radius: 6}}}}
  store: {{shape: cylinder}}
  data: {{style: {{stroke: "#3b78c4"; stroke-width: 3}}}}
  logs: {{style: {{stroke: "#6f7d90"; stroke-width: 2; stroke-dash: 5}}}}
}}
"""
"""Strokes are in the middle of light and dark, since they are drawn on both; fills are the theme's."""

WIDTH = 22
"""Characters of a long name on one line of a box: about as many as its other lines have."""


def head(direction: str = "down") -> str:
    """Return what every diagram begins with."""
    return HEAD.format(direction=direction)


def quote(text: str) -> str:
    """Quote a label; a new line stays one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n")
    return f'"{escaped}"'


def key(text: str) -> str:
    """Turn a name into a key: no dot, which would nest, and never a reserved word."""
    return f"n-{slug(text).replace('.', '-')}"


def box(name: str, label: str, class_: str = "part", inside: str = "") -> str:
    """Return a box; what is inside it is D2 of its own."""
    body = "\n".join(f"  {line}" for line in inside.splitlines())
    corner = "  label.near: top-left\n  style.font-size: 20\n" if inside else ""
    return f"{name}: {quote(label)} {{\n  class: {class_}\n{corner}{body}{chr(10) if body else ''}}}\n"


def edge(start: str, end: str, label: str = "", class_: str = "", arrow: str = "->") -> str:
    """Return a connection."""
    style = f" {{class: {class_}}}" if class_ else ""
    return f"{start} {arrow} {end}: {quote(label)}{style}\n"


def wrapped(name: str) -> str:
    """Break a long name of a bucket where its parts end, so that a box stays narrow."""
    rows = [""]
    for part in name.rpartition(":::")[2].split("-"):
        if len(rows[-1]) + len(part) > WIDTH:
            rows.append("")
        rows[-1] += f"{part}-"
    return "\n".join(rows)[:-1]
