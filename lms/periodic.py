"""What is done again and again without anybody asking; exactly one worker of an installation wakes it (`-B`).

Each task may run twice or miss its turn: the next one makes up for it. Hours are UTC, the county is eight ahead.
"""

from celery.schedules import crontab

SCHEDULE = {
    "sweep": {"task": "lms.kit.tasks.sweep_jobs", "schedule": 15.0},
    "uploads": {"task": "media.expire_uploads", "schedule": 3600.0},
    "video-files": {"task": "media.sweep_files", "schedule": 3600.0},
    "exports": {"task": "trainees.forget_exports", "schedule": 3600.0},
    "texts": {"task": "trainees.ask_for_texts", "schedule": 600.0},
    "seats": {"task": "trainees.move_up_nightly", "schedule": crontab(hour=16, minute=5)},  # 0:05 in the county
    "look-alikes": {"task": "trainees.look_nightly", "schedule": crontab(hour=19, minute=10)},  # 3:10 in the county
    "rules": {"task": "trainees.run_rules_nightly", "schedule": crontab(hour=19, minute=40)},
    "dossiers": {"task": "trainees.work_out_dossiers", "schedule": crontab(hour=19, minute=25)},
}
