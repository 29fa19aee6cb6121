"""What departments sent, and what they are asked, as tables."""

from .answers import AnswerReply, FeedAnswer
from .batches import BatchState, BatchWay, FeedBatch, FeedProblem
from .inquiries import Inquiry, InquiryState
from .months import FeedMonth
from .rows import FeedRow
from .tokens import FeedRequest, FeedToken

__all__ = [
    "AnswerReply",
    "BatchState",
    "BatchWay",
    "FeedAnswer",
    "FeedBatch",
    "FeedMonth",
    "FeedProblem",
    "FeedRequest",
    "FeedRow",
    "FeedToken",
    "Inquiry",
    "InquiryState",
]
