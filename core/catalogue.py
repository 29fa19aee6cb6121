"""A dictionary of declarations (facts, rules, gaps) that refuses a second entry under the same code, so that no code
has two meanings."""


class Catalogue(dict):
    def __init__(self, what: str):
        super().__init__()
        self.what = what

    def add(self, code: str, entry):
        if code in self:
            raise ValueError(f"There already is a {self.what} called {code}: choose another code.")
        self[code] = entry
        return entry
