# The portal's commands. `make help` lists them; nothing but Python 3.11+ is needed.
PYTHON ?= python3
PORT ?= 8000
SCALE ?= 2000
RUN := .venv/bin/python
WORKERS ?= $(shell $(PYTHON) -c "import os; print(max(2, os.cpu_count() or 2))")

.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench seed vendor messages browser clean-demo

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/runtime: requirements.txt constraints.txt
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@echo "Installing requirements (once)…"
	@$(RUN) -m pip install -q --disable-pip-version-check -r requirements.txt -c constraints.txt
	@$(RUN) -m evaluation.assignment.warm || true
	@touch $@

.venv/dev: .venv/runtime requirements-dev.txt
	@echo "Installing what tests and checks need (once)…"
	@$(RUN) -m pip install -q --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

demo: .venv/runtime ## Everything, with demonstration data, at http://127.0.0.1:8000 (PORT=… changes it)
	@PORTAL_DEMO=1 PORT=$(PORT) $(RUN) manage.py demo

test: .venv/dev browser ## The whole suite, in parallel
	@$(RUN) manage.py messages --compile >/dev/null
	@$(RUN) -m pytest -n $(WORKERS) --dist loadgroup -q $(ARGS)

lint: .venv/dev ## What a machine can see without running anything
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy .
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/djlint --lint --quiet templates
	@$(RUN) manage.py makemigrations --check --dry-run
	@$(RUN) manage.py messages --check

check: lint test ## Lint, types, import contracts, templates, migrations, translations, then the tests

bench: .venv/dev ## Pages beside their floor, at 2,000 and 20,000 proposals
	@$(RUN) -m bench
	@$(RUN) -m bench.conflicts
	@$(RUN) -m bench.assignments

seed: .venv/runtime ## SCALE=2000 proposals with sheets into the running database
	@PORTAL_DEMO=1 $(RUN) manage.py seed $(SCALE)

vendor: ## Fetch the pinned CSS, JS and fonts into static/vendor
	@$(PYTHON) tools/vendor.py

messages: .venv/runtime ## Collect and compile translations
	@$(RUN) manage.py messages

browser: .venv/dev
	@$(RUN) tools/ensure_browser.py

clean-demo: ## Forget the demonstration's data
	@$(RUN) -c "import shutil; from cluster_portal.embedded.services import VAR, home; [shutil.rmtree(p, ignore_errors=True) for p in (home(), VAR / 'files')]"
