"""Django: its own threaded server, its ORM on SQLite; urllib as the client."""

import json
import urllib.request
from wsgiref.simple_server import WSGIRequestHandler

import django
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path

from mainstay import prove

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="secret",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/notes.db"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()


class Note(models.Model):
    text = models.CharField(max_length=100)

    class Meta:
        app_label = "notes"


def notes(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        Note.objects.create(text=json.loads(request.body)["text"])
    return JsonResponse({"notes": list(Note.objects.order_by("id").values_list("text", flat=True))})


urlpatterns = [path("notes", notes)]


def server() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    serving = ThreadedWSGIServer(("0.0.0.0", 80), WSGIRequestHandler)
    serving.set_app(get_wsgi_application())
    serving.serve_forever()


def ask(body: object = None) -> list[str]:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen("http://server/notes", data, timeout=60) as answer:
        return json.load(answer)["notes"]


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(2)
    for n in range(5):
        ask({"text": f"note {n}"})
    prove.always_equal(ask(), [f"note {n}" for n in range(5)], "every note is kept")
