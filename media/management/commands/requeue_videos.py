"""`manage.py requeue_videos [--lost]`: ask again for the work on videos that nobody works on."""

from django.core.management.base import BaseCommand

from media.domain import files, pipeline
from media.models import Video


class Command(BaseCommand):
    help = "Queue videos that failed or were forgotten; with --lost also ready ones whose published files are gone."

    def add_arguments(self, parser):
        parser.add_argument("--lost", action="store_true", help="also make lost files anew from the source")

    def handle(self, *args, lost, **options):
        videos = files.idle()
        for video in videos:
            pipeline.ask_again(video, by=None)
        ready = Video.objects.playable().prefetch_related("renditions").order_by("pk") if lost else []
        gone = [video for video in ready if not files.plays(video)]
        for video in gone:
            if video.source.storage.exists(video.source.name):
                pipeline.make_again(video, by=None)
            else:
                self.stderr.write(f"video {video.pk} ({video}): the source is lost, too; upload it again")
        self.stdout.write(f"{len(videos)} forgotten or failed, {len(gone)} with lost files")
