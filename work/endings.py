"""What is forgotten of people's work when their household is made anonymous. What is counted stays."""

from households.ending.anonymous import forget, said_before

from .models import AccountEntry, Heard, Placement, Trade, Training, WorkNeed

forget(AccountEntry, "household")
forget(WorkNeed, "member__household")
forget(Heard, "member__household")
forget(Training, "member__household", certificate="")
forget(Placement, "member__household", equipment="", lent_on=None, returned_on=None)
forget(Trade, "household", goods="", end_reason=said_before("end_reason"))
