"""Keep of Bootstrap's style sheet what povwatch uses, so that a village's connection carries 9 KB instead of 31.

python docs/trim_bootstrap.py        (`make styles`)

Reads static/vendor/bootstrap/bootstrap.min.css, which is kept as it was published and never served, and writes
bootstrap.used.css beside it. A rule stays when every class of one of its selectors is named in a template, a module or
a script; what a rule needs besides (variables, animations) stays whole."""

import re
import sys
from pathlib import Path

import crispy_bootstrap5
import tinycss2

HOUSE = Path(__file__).resolve().parent.parent
FOLDER = HOUSE / "static" / "vendor" / "bootstrap"
PUBLISHED, USED = FOLDER / "bootstrap.min.css", FOLDER / "bootstrap.used.css"
APPS = ("accounts", "alerts", "cases", "core", "households", "policy", "povwatch", "reports", "visits")
NAME = re.compile(r"\.(-?[_a-zA-Z][\w-]*)|\[(data-bs-[\w-]+)")  # a class, or an attribute of Bootstrap's own
WORD = re.compile(r"[a-zA-Z][\w-]*")
LINE = re.compile(r".*class.*", re.I)
SAYS_CLASS = {".html": re.compile(r"class=(?:\"[^\"]*\"|'[^']*')|data-bs-[\w-]+"), ".py": LINE, ".js": LINE}


def named_words() -> set[str]:
    """Return every word that may be a class: in the class attributes of templates, and in the lines of modules and
    scripts that speak of a class."""
    places = [HOUSE / "templates", HOUSE / "static" / "js", Path(crispy_bootstrap5.__file__).parent / "templates"]
    files = [path for place in places for path in place.rglob("*") if path.suffix in (".html", ".js")]
    files += [path for app in APPS for path in (HOUSE / app).rglob("*.py") if "tests" not in path.parts]
    said = (SAYS_CLASS[path.suffix].findall(path.read_text()) for path in files)
    return {word for found in said for text in found for word in WORD.findall(text)}


def used_styles() -> str:
    """Return the licence and the rules that povwatch can use."""
    published = PUBLISHED.read_text()
    licence = re.search(r"/\*!.*?\*/", published, re.S).group()
    sheet = tinycss2.parse_stylesheet(published, skip_comments=True, skip_whitespace=True)
    return f"{licence}\n{trimmed_styles(sheet, named_words())}\n"


def trimmed_styles(rules, words: set[str]) -> str:
    """Return the rules that can apply where only these classes are named."""
    return "".join(trimmed_rule(rule, words) for rule in rules)


def trimmed_rule(rule, words) -> str:
    if rule.type == "qualified-rule":
        used = [one for one in split_selectors(rule.prelude) if names_in(one) <= words]
        return f"{','.join(used)}{{{tinycss2.serialize(rule.content)}}}" if used else ""
    if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
        inner = trimmed_styles(tinycss2.parse_rule_list(rule.content), words)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}" if inner else ""
    return rule.serialize()


def split_selectors(prelude) -> list[str]:
    """Split a list of selectors at its commas, except those within brackets."""
    selectors = [[]]
    for token in prelude:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return [tinycss2.serialize(one) for one in selectors]


def names_in(selector) -> set[str]:
    return {name or attribute for name, attribute in NAME.findall(selector)}


if __name__ == "__main__":
    USED.write_text(used_styles())
    sys.stdout.write(f"{USED.relative_to(HOUSE)}: {USED.stat().st_size:,} of {PUBLISHED.stat().st_size:,} bytes\n")
