"""Distributions of people who can work: who looks for work, what they want and learn, and when they were heard of.

The account of Fengjie: 67,033 people of working age who need work (Fengjie news item, about 2020); the shares are
defaults of this sample."""

ACCOUNT = {"500236": 67_033}  # people at the county's full size; elsewhere one in so many without work looks for none:
NOT_LOOKING = 0.16
ASKED = 0.7  # share of those without work who said what they need
WHERE = {"village": 20, "township": 25, "county": 30, "province": 10, "outside": 15}
SKILLED, WANTS_TRAINING, STAYS_HOME, PLANS_TO_GO = 0.12, 0.15, 0.12, 0.06
TOLD = (10, 300)  # days ago
HEARD, LATELY, LONG_AGO, NOT_REACHED = 0.94, (1, 40), (46, 120), 0.03  # share of those away; days ago
HEARD_LATELY = 0.9
TRAINED, IN_TRAINING = 0.08, 0.012  # share of the able, and of those without work
TRAINED_AGO, COURSE_DAYS, CERTIFIED = (20, 700), (7, 45), 0.7
FREE_POST, USUAL_POST, MACHINES = 0.15, 700, 12  # share of villages with a post that is free; yuan a month
