"""What enterprises and offices say they paid for a month: lists by hand or by file, who is unpaid, and what follows."""
