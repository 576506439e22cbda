"""`manage.py write_readings`: `lms/kit/readings.txt` anew, after pypinyin was updated."""

from django.core.management.base import BaseCommand

from lms.kit import pinyin


class Command(BaseCommand):
    help = "Write the readings of Han characters anew from the dictionaries of pypinyin."

    def handle(self, **options):
        pinyin.FILE.write_text(pinyin.written(), encoding="utf-8")
        pinyin.readings.cache_clear()
        alone, together = pinyin.readings()
        self.stdout.write(f"{len(alone)} characters, {len(together)} words")
