"""The addresses of departments."""

from django.urls import path

from .answers import views as answers
from .api import pages as api
from .follow_ups import views as follow_ups
from .inquiries import views as inquiries
from .pages import views as pages
from .yields import views as yields

app_name = "departments"
urlpatterns = [
    path("", pages.feed_list, name="feeds"),
    path("feeds/<slug:code>/", pages.feed_page, name="feed"),
    path("feeds/<slug:code>/template.xlsx", pages.feed_template_file, name="feed-template"),
    path("interface/", api.interface_page, name="interface"),
    path("tokens/", api.token_list, name="tokens"),
    path("tokens/<int:pk>/revoke/", api.token_revoke, name="token-revoke"),
    path("yields/", yields.yield_page, name="yields"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow-ups"),
    path("answers/", answers.answer_list, name="answers"),
    path("answers/<int:pk>/", answers.answer_reply, name="answer"),
    path("inquiries/", inquiries.inquiry_list, name="inquiries"),
    path("inquiries/closed/", inquiries.closed_list, name="inquiries-closed"),
    path("inquiries/nothing-found/", inquiries.nothing_found, name="inquiries-nothing"),
    path("inquiries/file/", inquiries.answer_file, name="inquiries-file"),
    path("inquiries/inquiries.xlsx", inquiries.inquiry_download, name="inquiries-download"),
    path("inquiries/<int:pk>/", inquiries.inquiry_page, name="inquiry"),
    path("batches/<int:pk>/", pages.batch_page, name="batch"),
    path("batches/<int:pk>/progress/", pages.batch_progress, name="batch-progress"),
    path("batches/<int:pk>/check/", pages.batch_check, name="batch-check"),
    path("batches/<int:pk>/publish/", pages.batch_publish, name="batch-publish"),
    path("batches/<int:pk>/discard/", pages.batch_discard, name="batch-discard"),
    path("batches/<int:pk>/errors.xlsx", pages.batch_errors, name="batch-errors"),
]
