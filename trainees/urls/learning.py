"""Trainees: who am I, my classes, one class, signing in by the code on the wall."""

from django.urls import path

from trainees.views import entering, feeds, joining, learning, lessons, scanning

urlpatterns = [
    path("me/", learning.my_learning, name="my_learning"),
    path("me/calendar/", feeds.my_feed, name="my_feed"),
    path("feeds/<str:key>.ics", feeds.feed, name="feed"),
    path("me/join/", joining.join, name="join"),
    path("enter/", entering.enter, name="enter"),
    path("people/<int:pk>/entry-code/", entering.entry_code, name="entry_code"),
    path("classes/<int:pk>/", learning.class_detail, name="class_detail"),
    path("classes/<int:pk>/enrol/", learning.enrol, name="enrol"),
    path("classes/<int:pk>/withdraw/", learning.withdraw, name="withdraw"),
    path("classes/<int:pk>/lessons/<uuid:key>/", lessons.lesson, name="lesson"),
    path("watch/<uuid:visit>/", lessons.beat, name="beat"),
    path("s/<str:token>/", scanning.scan, name="scan"),
]
