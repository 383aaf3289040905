# `make` lists what can be done. Needs: make, python3 (3.11 or newer) with venv, and the package index.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
HOST = $(or $(QUARTIERSBLICK_HOST),127.0.0.1)
PORT = $(or $(QUARTIERSBLICK_PORT),8050)
WORKERS ?= 2
BOUNDARIES ?=
BENCH ?=

export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help install install-dev run serve test test-fast check format bench bench-methods sample screenshots lock clean

help: ## Diese Liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

install: $(RUNTIME) ## Laufzeitumgebung in .venv einrichten (nur wenn sich requirements.txt geändert hat)

install-dev: $(DEVELOPMENT) ## Dazu, was Tests und Prüfungen brauchen

run: install ## Einrichten und starten: http://127.0.0.1:8050 (anders: QUARTIERSBLICK_PORT=…)
	@exec $(BIN)/python app.py

serve: export QUARTIERSBLICK_IMPORTS ?= off
serve: install ## Betrieb mit gunicorn (QUARTIERSBLICK_HOST=…, QUARTIERSBLICK_PORT=…, WORKERS=…)
	@exec $(BIN)/gunicorn app:server --preload --workers $(WORKERS) --threads 4 --bind $(HOST):$(PORT) \
		--no-control-socket --access-logfile - --timeout 120 --limit-request-line 8190

test: install-dev ## Alle Tests; was fehlt (Chromium, echte Dateien), wird mit Grund übersprungen
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not e2e"
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m e2e

test-fast: install-dev ## Nur die schnellen Tests (unter zwei Minuten), ohne Browser und echte Dateien
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not e2e and not real and not slow"

check: install-dev ## Stil, Typen und Schichten prüfen (ruff, mypy, import-linter)
	@failed=""; \
	for tool in "ruff check ." "ruff format --check --output-format concise ." "mypy" "lint-imports"; do \
		echo "--- $$tool"; $(BIN)/$$tool || failed="$$failed [$$tool]"; \
	done; \
	if [ -n "$$failed" ]; then echo "Nicht bestanden:$$failed"; exit 1; fi

format: install-dev ## Stil herstellen, wo das von selbst geht
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: install-dev ## Seite „Karte“ messen, neben einer Karte aus dem Lehrbuch (BENCH="--quick --only nrw")
	$(BIN)/python -m benchmarks.karte $(BENCH)

bench-methods: install-dev ## Rechenverfahren messen (benchmarks/bench_*.py)
	$(BIN)/python -m benchmarks

sample: install ## Eingebettete Daten neu bauen (BOUNDARIES=Ordner oder .tgz für neue Grenzen)
	$(BIN)/python -m geodata.sample.build $(if $(BOUNDARIES),--boundaries "$(BOUNDARIES)")

screenshots: install-dev ## Bilder der Seiten für das Handbuch aufnehmen
	PYTHONPATH=. $(BIN)/python scripts/screenshots.py

lock: ## requirements*.txt aus requirements*.in neu festschreiben
	scripts/lock.sh

clean: ## .venv und Zwischenspeicher löschen (nicht die Daten)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are newer than the requirements they were made from; make repeats an installation only when that ends.
$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 oder neuer wird gebraucht, gefunden: $$($(PYTHON) --version 2>&1)." \
			"Ein anderes nennen mit: make PYTHON=/pfad/zu/python3.11 …"; \
		echo "Python 3.11 or newer is required (set PYTHON=/path/to/python3.11)."; exit 1; }
	@[ -x $(BIN)/pip ] || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "Das Modul venv fehlt. Unter Debian/Ubuntu: apt-get install python3-venv"; \
		echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
