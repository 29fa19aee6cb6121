"""What the night does about cases: a door to posts.py, nothing more."""

from celery import shared_task

from cases.assistance import posts


@shared_task
def pay_posts() -> int:
    """The wages of public-welfare posts and workshop places, month by month, as income; tells how many amounts were
    written. Running it twice changes nothing."""
    return posts.write_post_wages()
