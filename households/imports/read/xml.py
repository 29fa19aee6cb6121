"""Reading XML of any size in limited memory, element by element, by libxml2. Nothing in it is expanded, and nothing is
fetched that it refers to."""

from functools import lru_cache

from lxml import etree

from households.import_messages import BrokenFile

from .limits import LONGEST_ROW

PIECE = 256 << 10
LARGEST_INDEX = 20 << 20  # of a part that is read at once
SAFE = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
XmlError = etree.XMLSyntaxError


def pieces(file, clock):
    """Yield the content of a file in pieces, as long as there is time."""
    while piece := file.read(PIECE):
        clock.check()
        yield piece


def elements(parts, *names):
    """Yield each element of one of these names (of any namespace) as soon as it ends; then it is forgotten. Raises
    XmlError, or BrokenFile when too much stands between two of them."""
    parser, waiting = etree.XMLPullParser(events=("end",), tag=[f"{{*}}{name}" for name in names], **SAFE), 0
    for part in parts:
        parser.feed(part)
        waiting += len(part)
        for _event, element in parser.read_events():
            if waiting:
                refuse_doctype(element)
                waiting = 0
            yield element
            forget(element)
        if waiting > LONGEST_ROW:
            raise BrokenFile("row_too_large", limit=LONGEST_ROW >> 20)
    parser.close()


def refuse_doctype(element):
    """Refuse definitions of own entities, which no spreadsheet program writes."""
    if element.getroottree().docinfo.doctype:
        raise BrokenFile("damaged")


def forget(element):
    """Free the memory of an element and of all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def small_xml(content):
    """Return the root of a small part that is read at once."""
    if len(content) > LARGEST_INDEX:
        raise BrokenFile("damaged")
    root = etree.fromstring(content, etree.XMLParser(**SAFE))
    refuse_doctype(root)
    return root


@lru_cache(1000)
def local_name(tag) -> str:
    """Return the name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def rows_left_out(parts, *, only_blank):
    """Yield the pieces of a worksheet without the rows between the first and the last that begin in each; `only_blank`:
    where no cell has a value. A million formatted rows then cost no more than unpacking them."""
    before, is_plain = b"", True
    for part in parts:
        is_plain = is_plain and b"<!" not in before + part  # a comment or CDATA could hold anything
        before = part[-1:]
        first, last = part.find(b"<row r="), part.rfind(b"<row r=")
        rows = part[first:last] if is_plain else b""
        # Cells with a value have a closing tag of their own.
        left_out = rows and not (only_blank and rows.count(b"</") != rows.count(b"</row>"))
        yield part[:first] + part[last:] if left_out else part
