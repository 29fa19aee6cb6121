"""Who lives in a family: heads, spouses, children, parents, by shapes that are common in the hills."""

import datetime as dt
import random

from .families import Person

# Shapes by size: who lives there, and how common that is among all families and among monitored ones.
# Heads: O from 60 on, M 40 to 59, Y younger. s spouse, c grown child, k child, p parent of the head, w wife of the
# grown son, g grandchild, b brother or sister.
SHAPES = {
    1: [("O", 56, 72), ("M", 44, 28)],
    2: [("O s", 30, 40), ("M s", 24, 8), ("M p", 16, 20), ("O c", 18, 12), ("M k", 8, 8), ("O g", 4, 12)],
    3: [("M s c", 30, 12), ("M s k", 32, 24), ("O s c", 14, 20), ("M s p", 10, 20), ("Y s k", 12, 6), ("O s g", 2, 14)],
    4: [
        ("M s c k", 22, 14),
        ("M s c c", 14, 4),
        ("Y s k k", 20, 16),
        ("M s k p", 18, 26),
        ("O s c w", 12, 10),
        ("M s k k", 14, 18),
    ],
    5: [("M s c k p", 24, 22), ("Y s k k p", 30, 32), ("O s c w g", 28, 28), ("M s k k p", 18, 18)],
    6: [("O s c w g g", 55, 50), ("Y s k k p p", 25, 30), ("M s c k p p", 20, 20)],
    7: [("O s c w g g b", 50, 50), ("Y s k k k p p", 50, 50)],
}

HEADS = {"O": (60, 86, 66), "M": (40, 59, 52), "Y": (27, 39, 35)}  # youngest, oldest, most common age
LEFT_REASONS = ["died", "died", "died", "married", "married", "separated", "moved", "service"]


def compose(size: int, rng: random.Random, day: dt.date, *, monitored: bool) -> list[Person]:
    """`size` people who live together on `day`, the head first."""
    column = 2 if monitored else 1
    shapes = SHAPES[size]
    shape = rng.choices([each[0] for each in shapes], [each[column] for each in shapes])[0].split()
    people = [_head(shape, rng)]
    for role in shape[1:]:
        people.append(ROLES[role](people, rng))
    for person in people:
        person.born = born(person.age, day, rng)
        if person.age < 3:
            person.joined_on = person.born
    return people


def born(age: int, day: dt.date, rng: random.Random) -> dt.date:
    """A birth date that makes somebody `age` years old on `day`."""
    newest = dt.date(day.year - age, day.month, min(day.day, 28))
    return newest - dt.timedelta(days=int(rng.random() * 364))


def _head(shape, rng):
    least, most, mode = HEADS[shape[0]]
    if "g" in shape:
        most, mode = 68, 63  # with grandchildren who are still children
    if "c" in shape:
        least = max(least, 46)
    age = int(rng.triangular(least, most + 1, mode))
    return Person("head", "female" if rng.random() < (0.3 if "s" not in shape else 0.12) else "male", age)


def _spouse(people, rng):
    head = people[0]
    return Person("spouse", "male" if head.sex == "female" else "female", max(22, head.age + rng.randint(-5, 2)))


def _grown_child(people, rng):
    return _child(people, rng, max(18, people[0].age - rng.randint(23, 31)), 0.62)


def _young_child(people, rng):
    return _child(people, rng, min(17, max(0, people[0].age - rng.randint(24, 42))), 0.52)


def _child(people, rng, age, boys):
    return Person("son", "male", age) if rng.random() < boys else Person("daughter", "female", age)


def _parent(people, rng):
    first = not any(person.relation in ("father", "mother") for person in people)
    mother = rng.random() < 0.65 if first else not any(person.relation == "mother" for person in people)
    age = min(95, people[0].age + rng.randint(21, 29))
    return Person("mother", "female", age) if mother else Person("father", "male", age)


def _wife_of_son(people, rng):
    husband = next(person for person in people if person.relation in ("son", "daughter"))
    if husband.sex == "female":
        return Person("son_in_law", "male", max(20, husband.age + rng.randint(-1, 5)))
    return Person("daughter_in_law", "female", max(20, husband.age + rng.randint(-5, 1)))


def _grandchild(people, rng):
    parent = min((person.age for person in people), default=40)
    age = min(17, max(0, parent - rng.randint(22, 30))) if parent >= 22 else rng.randint(5, 16)
    return Person("grandson", "male", age) if rng.random() < 0.52 else Person("granddaughter", "female", age)


def _sibling(people, rng):
    sex = "male" if rng.random() < 0.8 else "female"
    return Person("sibling", sex, max(18, people[0].age + rng.randint(-6, 4)))


ROLES = {
    "s": _spouse,
    "c": _grown_child,
    "k": _young_child,
    "p": _parent,
    "w": _wife_of_son,
    "g": _grandchild,
    "b": _sibling,
}


def departed(family, rng: random.Random, day: dt.date) -> Person:
    """Somebody who belonged to the family and left, at least half a year before `day`."""
    age = int(rng.triangular(19, 90, 72))
    gone = day - dt.timedelta(days=rng.randint(180, 900))
    reason = rng.choice(LEFT_REASONS) if age < 60 else "died"
    relation, sex = ("father", "male") if age >= 60 else ("daughter", "female")
    return Person(relation, sex, age, born(age, day, rng), left_on=gone, left_reason=reason)
