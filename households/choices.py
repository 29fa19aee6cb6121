"""The choices that the registry uses. Codes are stored, labels are shown."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class HouseholdKind(TextChoices):
    LIFTED = "lifted", _("Lifted household")
    GENERAL = "general", _("General household")


class HouseholdState(TextChoices):
    ACTIVE = "active", _("On file")
    MERGED = "merged", _("Merged into another household")
    MOVED = "moved", _("Moved away")
    EXTINCT = "extinct", _("Nobody left")
    MISTAKE = "mistake", _("Entered by mistake")


class HouseGrade(TextChoices):
    A = "A", _("A: safe")
    B = "B", _("B: basically safe")
    C = "C", _("C: partly dangerous")
    D = "D", _("D: dangerous")
    SAFE = "S", _("A or B: no dangerous house")
    DANGEROUS = "U", _("C or D: a dangerous house")


SAFE_GRADES = (HouseGrade.A, HouseGrade.B, HouseGrade.SAFE)
DANGEROUS_GRADES = (HouseGrade.C, HouseGrade.D, HouseGrade.DANGEROUS)


class Sex(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Relation(TextChoices):
    HEAD = "head", _("Head")
    SPOUSE = "spouse", _("Spouse")
    SON = "son", _("Son")
    DAUGHTER = "daughter", _("Daughter")
    DAUGHTER_IN_LAW = "daughter_in_law", _("Daughter-in-law")
    SON_IN_LAW = "son_in_law", _("Son-in-law")
    GRANDSON = "grandson", _("Grandson")
    GRANDDAUGHTER = "granddaughter", _("Granddaughter")
    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    GRANDPARENT = "grandparent", _("Grandparent")
    SIBLING = "sibling", _("Brother or sister")
    OTHER = "other", _("Other")


class Education(TextChoices):
    ILLITERATE = "illiterate", _("Illiterate or semi-literate")
    PRIMARY = "primary", _("Primary school")
    JUNIOR = "junior", _("Junior secondary school")
    SENIOR = "senior", _("Senior secondary school")
    COLLEGE = "college", _("College")
    UNIVERSITY = "university", _("University or higher")


class SchoolStage(TextChoices):
    NONE = "none", _("Not in school")
    PRESCHOOL = "preschool", _("Before school")
    PRIMARY = "primary", _("In primary school")
    JUNIOR = "junior", _("In junior secondary school")
    SENIOR = "senior", _("In senior secondary school")
    VOCATIONAL = "vocational", _("In vocational school")
    COLLEGE = "college", _("In college")
    UNIVERSITY = "university", _("At university")


COMPULSORY = (SchoolStage.PRESCHOOL, SchoolStage.PRIMARY, SchoolStage.JUNIOR)
BEYOND_COMPULSORY = (SchoolStage.SENIOR, SchoolStage.VOCATIONAL, SchoolStage.COLLEGE, SchoolStage.UNIVERSITY)


class OutOfSchool(TextChoices):
    ILLNESS = "illness", _("Illness (deferred by the school authority)")
    DISABILITY = "disability", _("Severe disability (taught at home)")
    FINISHED = "finished", _("Finished compulsory school")
    DROPPED_OUT = "dropped_out", _("Dropped out")
    OTHER = "other", _("Other")


LAWFUL_OUT_OF_SCHOOL = (OutOfSchool.ILLNESS, OutOfSchool.DISABILITY, OutOfSchool.FINISHED)


class DisabilityType(TextChoices):
    NONE = "none", _("None")
    SIGHT = "sight", _("Sight")
    HEARING = "hearing", _("Hearing")
    SPEECH = "speech", _("Speech")
    PHYSICAL = "physical", _("Physical")
    INTELLECTUAL = "intellectual", _("Intellectual")
    MENTAL = "mental", _("Mental")
    MULTIPLE = "multiple", _("Multiple")


class Labour(TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    SKILLED = "skilled", _("Skilled")
    WEAK = "weak", _("Weak or half")
    LOST = "lost", _("Lost")
    NONE = "none", _("None")


ABLE_TO_WORK = (Labour.ORDINARY, Labour.SKILLED, Labour.WEAK)


class Insurance(TextChoices):
    RESIDENT = "resident", _("Resident medical insurance")
    EMPLOYEE = "employee", _("Employee medical insurance")
    NONE = "none", _("Not insured")


class LeftReason(TextChoices):
    DIED = "died", _("Died")
    MARRIED = "married", _("Married away")
    SEPARATED = "separated", _("Split household")
    MOVED = "moved", _("Moved away")
    SERVICE = "service", _("Military service")
    PRISON = "prison", _("In prison")
    MISSING = "missing", _("Missing")
    ERROR = "error", _("Recorded by mistake")


LOST_EARNER = (LeftReason.DIED, LeftReason.SEPARATED, LeftReason.MOVED, LeftReason.PRISON, LeftReason.MISSING)


class IncomeItem(TextChoices):
    WAGES_LABOUR = "wages_labour", _("Migrant or local work")
    WAGES_SECTOR = "wages_sector", _("Post paid by a department")
    WAGES_TOWNSHIP = "wages_township", _("Post paid by the township")
    WAGES_VILLAGE = "wages_village", _("Post paid by the village")
    CROPS = "crops", _("Crops")
    LIVESTOCK = "livestock", _("Livestock")
    FOREST_FRUIT = "forest_fruit", _("Forestry and fruit")
    BUSINESS_OTHER = "business_other", _("Other business")
    DIVIDENDS = "dividends", _("Dividends")
    LAND_TRANSFER = "land_transfer", _("Land transfer")
    PROPERTY_OTHER = "property_other", _("Other property income")
    ALLOWANCE = "allowance", _("Subsistence allowance")
    DESTITUTE = "destitute", _("Destitute support")
    PENSION = "pension", _("Pension")
    ECOLOGICAL = "ecological", _("Ecological compensation")
    RESETTLEMENT = "resettlement", _("Resettlement support")
    SUBSIDIES = "subsidies", _("Subsidies")
    CHILDREN = "children", _("Support from children")
    TRANSFER_OTHER = "transfer_other", _("Other transfers")
    COST_CROPS = "cost_crops", _("Cost of crops")
    COST_LIVESTOCK = "cost_livestock", _("Cost of livestock")
    COST_FOREST_FRUIT = "cost_forest_fruit", _("Cost of forestry and fruit")
    COST_OTHER = "cost_other", _("Other production cost")
    CLAIM = "claim", _("Insurance claims received")
    OUT_OF_POCKET = "out_of_pocket", _("Medical costs paid by the family")
    SCHOOLING = "schooling", _("Schooling paid by the family")
    LOSS = "loss", _("Disaster loss")


WAGES = (IncomeItem.WAGES_LABOUR, IncomeItem.WAGES_SECTOR, IncomeItem.WAGES_TOWNSHIP, IncomeItem.WAGES_VILLAGE)
BUSINESS = (IncomeItem.CROPS, IncomeItem.LIVESTOCK, IncomeItem.FOREST_FRUIT, IncomeItem.BUSINESS_OTHER)
PROPERTY = (IncomeItem.DIVIDENDS, IncomeItem.LAND_TRANSFER, IncomeItem.PROPERTY_OTHER)
TRANSFERS = (
    IncomeItem.ALLOWANCE,
    IncomeItem.DESTITUTE,
    IncomeItem.PENSION,
    IncomeItem.ECOLOGICAL,
    IncomeItem.RESETTLEMENT,
    IncomeItem.SUBSIDIES,
    IncomeItem.CHILDREN,
    IncomeItem.TRANSFER_OTHER,
)
COSTS = (IncomeItem.COST_CROPS, IncomeItem.COST_LIVESTOCK, IncomeItem.COST_FOREST_FRUIT, IncomeItem.COST_OTHER)
EARNINGS = WAGES + BUSINESS + PROPERTY + TRANSFERS
BESIDE_NET_INCOME = (
    IncomeItem.CLAIM,
    IncomeItem.OUT_OF_POCKET,
    IncomeItem.SCHOOLING,
    IncomeItem.LOSS,
)  # these are never part of net income


class IncomeTopic(IntegerChoices):
    """What a statement of income asks as a whole: a group of items, or one item beside net income."""

    WAGES = 1, _("Wages")
    BUSINESS = 2, _("Business")
    PROPERTY = 3, _("Property")
    TRANSFERS = 4, _("Transfers")
    COSTS = 5, _("Production cost")
    CLAIM = 61, _("Insurance claims received")
    OUT_OF_POCKET = 62, _("Medical costs paid by the family")
    SCHOOLING = 63, _("Schooling paid by the family")
    LOSS = 64, _("Disaster loss")


ITEMS_OF_TOPIC = {  # of net income
    IncomeTopic.WAGES: WAGES,
    IncomeTopic.BUSINESS: BUSINESS,
    IncomeTopic.PROPERTY: PROPERTY,
    IncomeTopic.TRANSFERS: TRANSFERS,
    IncomeTopic.COSTS: COSTS,
}
TOPICS_OF_NET_INCOME = tuple(ITEMS_OF_TOPIC)
TOPIC_OF_ITEM = {
    **{item: topic for topic, items in ITEMS_OF_TOPIC.items() for item in items},
    **{item: IncomeTopic[item.name] for item in BESIDE_NET_INCOME},
}
# Regular items go on from month to month; the others come in their season and are carried from the same month of an
# earlier year. What stands beside net income is never carried.
REGULAR_ITEMS = (
    *WAGES,
    IncomeItem.BUSINESS_OTHER,
    IncomeItem.ALLOWANCE,
    IncomeItem.DESTITUTE,
    IncomeItem.PENSION,
    IncomeItem.RESETTLEMENT,
    IncomeItem.CHILDREN,
    IncomeItem.TRANSFER_OTHER,
)


class Teller(TextChoices):
    """Who tells of income."""

    VISIT = "visit", _("Visit")
    UPDATE = "update", _("Annual update")
    REGISTRY = "registry", _("Registry")
    NATIONAL = "national", _("National form")
    FAMILY = "family", _("Family")
    DEPARTMENT = "department", _("Department")
    POST = "post", _("Post")
    EMPLOYER = "employer", _("Employer's list")
    SALE = "sale", _("Sale or dividend")


# Between statements of one day about as many months, the closer to the home holds.
STANDING_OF_TELLER = {
    Teller.VISIT: 5,
    Teller.UPDATE: 5,
    Teller.EMPLOYER: 4,
    Teller.DEPARTMENT: 3,
    Teller.POST: 3,
    Teller.SALE: 3,
    Teller.FAMILY: 2,
    Teller.REGISTRY: 1,
    Teller.NATIONAL: 1,
}


class IncomeQuestionReason(TextChoices):
    """Why the family should be asked about an amount. Until then it counts as the words say."""

    BOTH = "both", _("Told by person and undivided: the undivided amount was taken to hold the persons'. Add them?")
    FILLED = "filled", _("The months told one by one differ from the yearly total: the months were taken.")
    BELOW = "below", _("The months told one by one come to more than the yearly total: the rest was taken as nothing.")
    EQUAL = "equal", _("Two statements of one day differ: the larger was taken.")
    MORE = "more", _("A post or department tells of more than the family's total: the larger was taken.")
    SOLD = "sold", _("Sales and dividends come to more than the family told: the larger was taken.")
    LEFT = "left", _("Somebody left who may have earned a part of an undivided amount: it still counts in full.")


class Source(TextChoices):
    VISIT = "visit", _("Visit")
    REGISTRY = "registry", _("Registry")
    DEPARTMENT = "department", _("Department")
    FAMILY = "family", _("Family")


class WaterProblem(TextChoices):
    OUT = "out", _("Water is out")
    QUALITY = "quality", _("Water quality")
    DISTANCE = "distance", _("Water is too far")


class WorkPlace(TextChoices):
    VILLAGE = "village", _("In the village")
    TOWNSHIP = "township", _("In the township")
    COUNTY = "county", _("In the county")
    PROVINCE = "province", _("In the province")
    OUTSIDE = "outside", _("Outside the province")


class WorkChannel(TextChoices):
    OWN = "own", _("On their own")
    ORGANISED = "organised", _("Organised by the county")
    PUBLIC_POST = "public_post", _("Public-welfare post")
    WORKSHOP = "workshop", _("Workshop")


# Posts state their wages by themselves, as income of this item.
WAGE_ITEM_BY_CHANNEL = {
    WorkChannel.PUBLIC_POST: IncomeItem.WAGES_VILLAGE,
    WorkChannel.WORKSHOP: IncomeItem.WAGES_LABOUR,
}


class RiskType(TextChoices):
    """The types of risk, with the codes that the national system prints."""

    ILLNESS = "01", _("Illness")
    DISASTER = "02", _("Natural disaster")
    FLOOD = "0201", _("Flood")
    GEOLOGICAL = "0202", _("Geological disaster")
    DROUGHT = "0203", _("Drought")
    BIOLOGICAL = "0204", _("Biological disaster")
    WEATHER = "0205", _("Severe weather")
    EARTHQUAKE = "0206", _("Earthquake")
    DISASTER_OTHER = "0299", _("Other disaster")
    DISABILITY = "03", _("Disability")
    LACK_OF_LABOUR = "04", _("Lack of labour")
    ACCIDENT = "05", _("Accident")
    FAILED_BUSINESS = "06", _("Failed business")
    UNSTABLE_WORK = "07", _("Unstable work")
    SCHOOLING = "09", _("Schooling cost")
    HOUSING = "10", _("Unsafe housing")
    WATER = "11", _("Unsafe water")
    OUT_OF_SCHOOL = "12", _("Child out of school")
    OTHER = "99", _("Other")
