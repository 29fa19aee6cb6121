"""What departments sent, as tables."""

from .batches import BatchState, BatchWay, FeedBatch, FeedProblem
from .months import FeedMonth
from .rows import FeedRow

__all__ = ["BatchState", "BatchWay", "FeedBatch", "FeedMonth", "FeedProblem", "FeedRow"]
