"""`manage.py check_video_files`: lost files of videos, and files no video knows. Ends with 1 when something is lost."""

import sys

from django.core.management.base import BaseCommand

from media.domain import files
from media.models import Video


class Command(BaseCommand):
    help = "Compare the rows of the videos with the files on disk. Changes nothing; see requeue_videos --lost."

    def handle(self, *args, **options):
        lost = 0
        for video in Video.objects.prefetch_related("renditions").order_by("pk"):
            names = files.missing(video)
            lost += len(names)
            for name in names:
                self.stdout.write(f"lost: video {video.pk} ({video}): {name}")
        unknown = files.unknown()
        for name in unknown:
            self.stdout.write(f"unknown: {name}")
        self.stdout.write(f"{lost} lost, {len(unknown)} unknown")
        if lost:
            sys.exit(1)
