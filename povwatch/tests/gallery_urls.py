"""The site's addresses with the gallery, which stands there only while DEBUG is on."""

from django.urls import path

from povwatch import urls
from povwatch.gallery import gallery_page

urlpatterns = [*urls.urlpatterns, path("gallery/", gallery_page, name="gallery")]
