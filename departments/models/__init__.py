"""What departments sent, as tables."""

from .batches import BatchState, BatchWay, FeedBatch, FeedProblem
from .rows import FeedRow

__all__ = ["BatchState", "BatchWay", "FeedBatch", "FeedProblem", "FeedRow"]
