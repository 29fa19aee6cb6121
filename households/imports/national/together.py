"""What several columns of the national export say together. One rule for all: what only one says is taken, the same
said twice is the same, and what contradicts is an error that names both columns."""

from households.choices import DANGEROUS_GRADES, SAFE_GRADES, HouseGrade, Insurance
from households.imports.clean.cells import CellError, CellWarning

NOT_THE_SAME = {HouseGrade.SAFE: DANGEROUS_GRADES, HouseGrade.DANGEROUS: SAFE_GRADES}


def differ(note, headers, *columns):
    """Report two columns that contradict each other, at the second of them."""
    names = ", ".join(headers.names.get(column, column) for column in columns)
    note(columns[-1], CellError("columns_differ", columns=names))


def complete_home(row, note, headers, places):
    """Bring together the village and its code, and the house's grade and whether it is dangerous."""
    complete_village(row, note, headers, places)
    if told := row.pop("dangerous_house", None):
        if row.get("house_grade") in NOT_THE_SAME[told]:
            differ(note, headers, "house_grade", "dangerous_house")
        row.setdefault("house_grade", told)


def complete_village(row, note, headers, places):
    """Let the code name the village, unless it lies elsewhere than the names of the village and the township say. A
    name that is not known says nothing; those of before a change are those of the village that stands now."""
    code = row.pop("village_code", "")
    if not code.isdigit():
        return
    name, township, now = row.get("village"), row.get("township"), places.code_now(code)
    if name and now not in (places.villages_named(name) or {now}):
        differ(note, headers, "village_code", "village")
    elif township and (places.townships_named(township) or {now[:9]}).isdisjoint({code[:9], now[:9]}):
        differ(note, headers, "village_code", "township")
    row["village"] = code


def complete_person(person, note, headers):
    """Bring together which insurance, which pension and which disability."""
    complete_insurance(person, note, headers)
    complete_pension(person, note, headers)
    complete_disability(person, note, headers)


def complete_insurance(person, note, headers):
    """Bring together the kind of medical insurance and the two columns that ask about one kind each."""
    resident, employee = person.pop("resident_insured", None), person.pop("employee_insured", None)
    if resident is None and employee is None:
        return
    known = person.get("insurance")
    if known is None:
        person["insurance"] = Insurance.EMPLOYEE if employee else Insurance.RESIDENT if resident else Insurance.NONE
        if resident and employee:
            note("employee_insured", CellWarning("both_insured", True))
    elif not fits(known, resident, employee):
        differ(note, headers, "insurance", "resident_insured" if employee is None else "employee_insured")


def fits(insurance, resident, employee) -> bool:
    """Whether a kind of insurance fits what two columns say about one kind each."""
    asked = {Insurance.RESIDENT: (resident, employee), Insurance.EMPLOYEE: (employee, resident)}
    this, other = asked.get(insurance, (None, resident or employee))
    return this is not False and (this is True or not other)


def complete_pension(person, note, headers):
    """Bring together whether there is a pension insurance and the two columns that ask about one kind each."""
    told = [person.pop(column, None) for column in ("resident_pension", "employee_pension")]
    if told == [None, None]:
        return
    has_one, known = any(told), person.get("has_pension")
    asked_all = None not in told
    if known is not None and known != has_one and (has_one or asked_all):
        differ(note, headers, "has_pension", "resident_pension" if told[0] is not None else "employee_pension")
    person.setdefault("has_pension", has_one)


def complete_disability(person, note, headers):
    """Bring together what is said of health, of the disability, and its certificate."""
    disabled, kind = person.pop("disabled", None), person.get("disability_type")
    if disabled is False and not person.get("certificate"):
        person.setdefault("disability_type", "none")
    if (disabled is False and kind not in (None, "none")) or (disabled and kind == "none"):
        differ(note, headers, "health", "disability_type")
    elif disabled and not person.get("certificate") and not kind:
        note("health", CellWarning("disability_unnamed", True))
        person["extra"]["disabled"] = True
