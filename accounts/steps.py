"""Steps of a workflow with povwatch's permissions and access log: StepTaker(table, noun, area_of, ...)."""

from functools import partial

from core import workflow

from .audit.log import record_access
from .permissions import may, must

StepTaker = partial(workflow.StepTaker, may=may, must=must, record_access=record_access)
