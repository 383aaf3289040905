"""Entry point: ``gunicorn app:server`` in service, ``python app.py`` on a laptop."""

from dashboard.factory import create_app
from dashboard.settings import Settings

settings = Settings()
app = create_app(settings)
server = app.server

if __name__ == "__main__":
    print(f"Quartiersblick NRW läuft: http://{settings.host}:{settings.port}", flush=True)
    app.run(host=settings.host, port=settings.port, debug=False)
