"""The share cleared compared with figures that counties published."""

import pytest

from reports.indicators.figures import exact_share

PUBLISHED = [
    # where and when            cleared  monitored  percent
    ("Baoshan 2021, households", 7_282, 16_369, 44.49),
    ("Baoshan 2021, people", 27_256, 54_851, 49.69),
    ("Zhecheng 2024-06, households", 2_184, 3_852, 56.70),
    ("Zhecheng 2024-06, people", 5_473, 10_519, 52.03),
    ("Ezhou 2023-08, households", 510, 921, 55.37),
    ("Ezhou 2023-08, people", 1_592, 2_840, 56.06),
    ("Zigui 2022 first half, households", 1_604, 1_792, 89.51),
]


@pytest.mark.parametrize("cleared,monitored,percent", [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED])
def test_share_is_the_published_one(cleared, monitored, percent):
    assert float(round(100 * exact_share(cleared, monitored), 2)) == percent


def test_nobody_monitored_is_no_share_rather_than_none_cleared():
    assert exact_share(0, 0) is None


def test_nobody_cleared_is_zero():
    assert exact_share(0, 12) == 0
