import smtplib

from celery import Celery
from celery.schedules import crontab

from parcels.settings import Settings

settings = Settings()
app = Celery("parcels", broker=settings.broker_url)
app.conf.beat_schedule = {"remind": {"task": "remind", "schedule": crontab(minute=0)}}


@app.task
def remind() -> None:
    smtplib.SMTP(settings.smtp_host, settings.smtp_port).noop()
