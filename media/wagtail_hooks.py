"""What the media app adds to the Wagtail admin."""

from wagtail import hooks

from media.viewsets.videos import VideoViewSet

hooks.register("register_admin_viewset", VideoViewSet)
