"""Distributions of people: shapes of families, ages, health, school and capacity to work.

Sizes, ages, health and capacity: published county statistics (docs/sample.md); shapes of families and school stages are
defaults of this sample."""

from typing import NamedTuple

from ..chance import Peak

SIZES = {1: 24, 2: 27, 3: 20, 4: 15, 5: 8, 6: 4, 7: 2}  # households of so many people, per cent
SIZES_OF_COUNTY = {"500236": {1: 6, 2: 12, 3: 18, 4: 28, 5: 21, 6: 10, 7: 5}}  # of lifted ones, where they are larger
# Shapes by size: who lives there, and how common that is among all families and among monitored ones. Heads: O from 60
# on, M 40 to 59, Y younger. s spouse, c grown child, k child, p parent of the head, w spouse of the grown child, g
# grandchild, b brother or sister.
SHAPES = {
    1: [("O", 56, 72), ("M", 44, 28)],
    2: [("O s", 30, 40), ("M s", 24, 8), ("M p", 16, 20), ("O c", 18, 12), ("M k", 8, 8), ("O g", 4, 12)],
    3: [("M s c", 30, 12), ("M s k", 32, 24), ("O s c", 14, 20), ("M s p", 10, 20), ("Y s k", 12, 6), ("O s g", 2, 14)],
    4: [("M s c k", 22, 14), ("M s c c", 14, 4), ("Y s k k", 20, 16), ("M s k p", 18, 26), ("O s c w", 12, 10),
        ("M s k k", 14, 18)],
    5: [("M s c k p", 24, 22), ("Y s k k p", 30, 32), ("O s c w g", 28, 28), ("M s k k p", 18, 18)],
    6: [("O s c w g g", 55, 50), ("Y s k k p p", 25, 30), ("M s c k p p", 20, 20)],
    7: [("O s c w g g b", 50, 50), ("Y s k k k p p", 50, 50)],
}  # fmt: skip
SHAPE_SHARES = [  # {shape: share} by size, of all families and of monitored ones
    {size: {shape[0]: shape[column] for shape in shapes} for size, shapes in SHAPES.items()} for column in (1, 2)
]
HEADS = {  # ages, by who else is there: the first kind that fits; grandchildren are still children
    "Og": Peak(60, 69, 63),
    "O": Peak(60, 87, 66),
    "Mc": Peak(46, 60, 53),
    "M": Peak(40, 60, 52),
    "Y": Peak(27, 40, 35),
}
WOMAN_ALONE, WOMAN_WITH_SPOUSE = 0.3, 0.12  # share of heads


class Role(NamedTuple):
    """The relation of a man and of a woman, the share of men (None: not the sex of the other one), the member their age
    is derived from, the years between, and the possible ages."""

    man: str
    woman: str
    men: float | None
    other: str
    years: tuple
    ages: tuple


ROLES = {
    "s": Role("spouse", "spouse", None, "head", (-5, 2), (22, 95)),
    "c": Role("son", "daughter", 0.62, "head", (-31, -23), (18, 95)),
    "k": Role("son", "daughter", 0.52, "head", (-42, -24), (0, 17)),
    "p": Role("father", "mother", 0.35, "head", (21, 29), (22, 95)),
    "w": Role("son_in_law", "daughter_in_law", None, "child", (-4, 3), (20, 95)),
    "g": Role("grandson", "granddaughter", 0.52, "head", (-62, -48), (0, 17)),
    "b": Role("sibling", "sibling", 0.8, "head", (-6, 4), (18, 95)),
}
DEPARTED_AGES = Peak(19, 90, 72)
LEFT_SOMEBODY = 0.03  # share of families in which a member died, married away or moved
LEFT_REASONS = {"died": 3, "married": 2, "separated": 1, "moved": 1, "service": 1}

SCHOOL_STAGES = {
    range(3, 6): {"preschool": 1},
    range(6, 12): {"primary": 1},
    range(12, 15): {"junior": 1},
    range(15, 16): {"junior": 38, "senior": 37, "vocational": 19, "none": 6},
    range(16, 18): {"senior": 63, "vocational": 31, "none": 6},
    range(18, 22): {"none": 50, "college": 33, "university": 17},
}
EDUCATIONS = {
    range(15, 35): {"junior": 40, "senior": 32, "college": 18, "university": 10},
    range(35, 60): {"primary": 30, "junior": 55, "senior": 13, "college": 2},
    range(60, 120): {"illiterate": 20, "primary": 58, "junior": 19, "senior": 3},
}
HEALTH = {  # shares of chronic illness, serious illness and disability, among all and among monitored people
    range(16): ((0.01, 0.002, 0.01), (0.03, 0.012, 0.04)),
    range(16, 60): ((0.09, 0.008, 0.045), (0.19, 0.045, 0.15)),
    range(60, 120): ((0.27, 0.018, 0.10), (0.42, 0.07, 0.20)),
}
DISABILITIES = {"physical": 10, "sight": 1, "hearing": 2, "speech": 1, "intellectual": 1, "mental": 1, "multiple": 1}
DISABILITY_LEVELS = {1: 10, 2: 22, 3: 34, 4: 34}
LABOUR = {  # by health: gravely ill or disabled, otherwise ill or disabled, well; nobody older or younger
    range(16, 60): {
        "grave": {"weak": 66, "lost": 27, "none": 7},
        "ill": {"ordinary": 45, "weak": 49, "lost": 6},
        "well": {"ordinary": 85, "skilled": 7, "weak": 8},
    },
    range(60, 70): {
        "grave": {"weak": 51, "none": 49},
        "ill": {"weak": 86, "none": 14},
        "well": {"weak": 92, "none": 8},
    },
    range(70, 80): {
        "grave": {"weak": 37, "none": 63},
        "ill": {"weak": 63, "none": 37},
        "well": {"weak": 68, "none": 32},
    },
}
EMPLOYEE_INSURED, PENSION_INSURED = 0.4, 0.9  # share of skilled people, and of adults under 60
DESTITUTE_ALONE = (0.3, 0.5)  # shares of old people living alone who cannot work, among all and among monitored
ALLOWANCE_ABLE = (0.055, 0.31)  # shares of families able to work

YOUNG_NAMES = 26  # people below this age have newer names
SHORT_NAMES = 0.12  # share of given names of one character
OWN_SURNAME = {"spouse", "mother", "daughter_in_law", "son_in_law"}  # members who married in keep their own
