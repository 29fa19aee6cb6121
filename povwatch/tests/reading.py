"""Reading a page as somebody does who reads Chinese alone: which words on it are English?"""

import re
from html.parser import HTMLParser

SPOKEN = {"aria-label", "title", "placeholder", "alt", "label", "data-label"}
# What is the same in both languages, or was typed by the cast of the tests.
LATIN = re.compile(
    r"https?://\S+|[\w.-]+\.(?:xlsx|xls|ods|csv|docx|zip|pdf|html|toml|py)\b|--[\w-]+|manage\.py \S+|make \w+"
    r"|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{12,64}\b|\b[A-Z]{2,5}-?\d+\w*\b|\b\w*\d\w*\b|\b[a-z]+_\w+\b|WGS"
    r"|\b[a-z]+:[a-z-]+\b|\b(?:GET|POST)\b",  # how an address is asked for, and its name, in the access log
    re.ASCII,
)
KNOWN = (
    "povwatch xlsx xls ods csv docx zip pdf jpeg png word excel pwa pin id sha chrome safari firefox ios javascript "
    "english gps api yyyy mm dd mb kb utf gbk lan wen zhao qin li tan su ding mo heyi anping qingshan county township "
    "village linxi shuikou baiyun"
)


class SpokenWords(HTMLParser):
    """Collects the text of a page and what is read out of its attributes, without scripts and styles, and without what
    is marked as English (lang="en")."""

    SILENT = {"script", "style", "code", "pre", "kbd", "template", "textarea"}
    VOID = {"input", "img", "br", "hr", "meta", "link", "source", "use", "path", "wbr", "col"}

    def __init__(self):
        super().__init__()
        self.found, self.open = [], []

    @property
    def is_silent(self):
        return any(silent for _tag, silent in self.open)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if not self.is_silent:
            self.found += [said[name] for name in SPOKEN & set(said) if said[name]]
        if tag not in self.VOID:
            self.open.append((tag, tag in self.SILENT or said.get("lang") == "en"))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.is_silent:
            self.found.append(data)


def english_texts(page: str, typed="") -> list[str]:
    """Return the texts of a Chinese page with an English word in them; `typed` are further words that people of the
    story typed."""
    spoken = SpokenWords()
    spoken.feed(page)
    known = set(f"{KNOWN} {typed}".split())
    return [text.strip() for text in spoken.found if english_words(text) - known]


def english_words(text) -> set[str]:
    words = re.findall(r"[A-Za-z]{2,}", LATIN.sub(" ", text))
    return {word.lower() for word in words}
