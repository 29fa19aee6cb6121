"""Where work is, as the national table names it: in the own county, in its province, or outside."""

from core.folding import folded_text
from households.choices import WorkPlace
from households.imports.clean.cells import CellError

# The provinces by the first two digits of the codes of their counties, as a file may begin the name of a place.
PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门",
}  # fmt: skip
SUFFIXES = ("自治县", "县", "区", "市")


def place_of_work(name: str, county) -> WorkPlace | None:
    """Return where a place lies, seen from the county; None where its name does not tell."""
    text = folded_text(name)
    if any(own in text for own in names_of(county)):
        return WorkPlace.COUNTY
    found = next((code for code, province in PROVINCES.items() if text.startswith(province)), None)
    if found is None:
        return None
    return WorkPlace.PROVINCE if county.code.startswith(found) else WorkPlace.OUTSIDE


def names_of(county) -> set[str]:
    """Return how the own county may be called: by its names, with and without what it is."""
    names = {folded_text(one) for one in (county.name, county.official_name)}
    short = {name.removesuffix(suffix) for name in names for suffix in SUFFIXES}
    return names | {name for name in short if len(name) > 1}


def locate(row, note, county) -> None:
    """Fill in where the work of a row is; note the county where its name does not tell."""
    if named := row.get("county_of_work"):
        row["place"] = place_of_work(named, county)
        if row["place"] is None:
            note("county_of_work", CellError("county_of_work_unclear"))
