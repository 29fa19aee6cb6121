"""Names of people, as cells."""

from .cells import CellWarning, TextCell


class NameCell(TextCell):
    """A person's name. In one of Chinese letters, a question mark stands for a letter that an encoding did not know."""

    def __call__(self, raw):
        name = super().__call__(raw)
        if "?" in name and not name.isascii():
            raise CellWarning("letter_lost", name)
        return name
