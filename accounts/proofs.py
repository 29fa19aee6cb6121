"""What proves of restored data that the access log is as it was written."""

from itertools import islice

from accounts.audit.chain import chain_every_county
from accounts.audit.verify import MOST_NAMED, log_faults
from accounts.models import LogLink
from core.backup.proofs import proof


@proof("log", "lines of the access log, in their chain")
def chained_log():
    chain_every_county()  # those of the last minute
    return LogLink.objects.count(), [str(fault) for fault in islice(log_faults(), MOST_NAMED)]
