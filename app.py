"""Entry point: ``gunicorn app:server`` in service, ``python app.py`` on a laptop."""

from dashboard.start import load, serve

settings, app = load(listening=__name__ == "__main__")
server = app.server

if __name__ == "__main__":
    serve(settings, app)
