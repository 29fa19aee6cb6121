"""What departments sent, as tables."""

from .answers import AnswerReply, FeedAnswer
from .batches import BatchState, BatchWay, FeedBatch, FeedProblem
from .months import FeedMonth
from .rows import FeedRow

__all__ = ["AnswerReply", "BatchState", "BatchWay", "FeedAnswer", "FeedBatch", "FeedMonth", "FeedProblem", "FeedRow"]
