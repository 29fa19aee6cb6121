"""Pages of the employment account, offers and enterprises."""

from django.urls import path

from .duties import views as duty_views
from .monthly_tables import views as monthly_views
from .people import confirm_views, person_views
from .people import views as people_views

app_name = "work"

urlpatterns = [
    path("", people_views.account_list, name="account"),
    path("search/", people_views.account_search, name="search"),
    path("late/", duty_views.late_work, name="late"),
    path("counts/", people_views.account_counts, name="counts"),
    path("monthly/<slug:name>/", monthly_views.monthly_table, name="monthly-table"),
    path("confirm/", confirm_views.confirm_list, name="confirm"),
    path("people/<int:pk>/", person_views.person_page, name="person"),
    path("people/<int:pk>/need/", person_views.person_need, name="person-need"),
    path("people/<int:pk>/course/", person_views.person_course, name="person-course"),
    path("people/<int:pk>/work/", person_views.person_work, name="person-work"),
    path("people/<int:pk>/heard/", person_views.person_heard, name="person-heard"),
    path("people/<int:pk>/otherwise/", confirm_views.person_otherwise, name="person-otherwise"),
    path("courses/<int:pk>/end/", person_views.course_end, name="course-end"),
    path("spells/<int:pk>/change/", person_views.spell_change, name="spell-change"),
    path("spells/<int:pk>/end/", person_views.spell_end, name="spell-end"),
]
