# povwatch: `make` explains the targets. Needs Python 3.11 or newer and make, nothing else.
# POVWATCH_HOME (default var/) receives everything that is written; PORT (default 8000) is where the pages are.

export POVWATCH_HOME ?= $(CURDIR)/var
VENV := $$POVWATCH_HOME/venv
PYTHON := "$(VENV)/bin/python"
MANAGE := $(PYTHON) manage.py
TESTS ?= -n 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test lint fix migrations sample recompute bench faults soak mutants long shots messages styles

help: ## Explain the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## Start everything here: services, sample county, pages, nightly run (PORT=8000)
	$(call install,requirements.txt)
	@exec $(PYTHON) -m devserver.start

test: ## Run all tests on a PostgreSQL and Valkey of their own (TESTS="households -k import" for some)
	$(call install,requirements-dev.txt)
	@exec $(PYTHON) -m pytest $(TESTS)

lint: ## Check style, annotations, templates, scripts, what looks dangerous, the arrows and the migrations
	$(call install,requirements-dev.txt)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	"$(VENV)/bin/oxlint" --deny-warnings static/js
	$(PYTHON) -m djlint --lint --quiet templates
	"$(VENV)/bin/lint-imports" --no-logo
	"$(VENV)/bin/hadolint" deploy/Containerfile
	"$(VENV)/bin/bandit" --quiet --recursive --configfile pyproject.toml .
	$(NO_SERVERS) $(PYTHON) -m mypy .
	$(MANAGE) makemigrations --check

# The annotations are checked by the settings, which start the embedded servers unless others are named.
NO_SERVERS := DATABASE_URL=postgres://nobody@127.0.0.1/nothing REDIS_URL=redis://127.0.0.1/0 \
	SECRET_KEY=nothing-is-kept-and-nothing-is-signed-here FIELD_KEY=nothing-is-kept-and-nothing-is-encrypted

fix: ## Mend the style where a program can
	$(call install,requirements-dev.txt)
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

migrations: ## Write the migration of a changed model
	$(call install,requirements.txt)
	@exec $(MANAGE) makemigrations

sample: ## Add the sample county Zigui: invented people in real villages, their cases, alerts and past months
	$(call install,requirements.txt)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) sample_county --county zigui --households 27000 --seed 1
	@touch "$$POVWATCH_HOME/sample_site"
	@$(MANAGE) demo_people
	@$(MANAGE) sample_cases
	@$(MANAGE) sample_departments
	@$(MANAGE) recompute --county 420527
	@$(MANAGE) sample_alerts
	@exec $(MANAGE) sample_months

recompute: ## Recompute the risk flags of every county now
	$(call install,requirements.txt)
	@$(MANAGE) migrate --verbosity 0
	@exec $(MANAGE) recompute

bench: ## Measure the nightly run and the pages on a full county
	$(call install,requirements-dev.txt)
	@exec $(PYTHON) bench/run.py

faults: ## Send visits from a phone through a faulty line: 0 lost, 0 doubled (VISITS=2000 SEED=1)
	$(call install,requirements-dev.txt)
	@VISITS="$${VISITS:-2000}"; export VISITS; exec $(PYTHON) -m pytest -q -s visits/tests/test_faults.py -k loop

soak: ## Work on a site of its own and break it, then account for all it was told (MINUTES=20 SEED=1)
	$(call install,requirements-dev.txt)
	@exec $(PYTHON) -m soak.run

mutants: ## Change the rules in small ways, one at a time: would the tests notice? (SAMPLE=40 SEED=1 ONLY=clearing)
	$(call install,requirements-dev.txt)
	@exec $(PYTHON) bench/mutants.py

long: ## Run the tests that try random cases at their full size (10,000 public notices, for example)
	$(call install,requirements-dev.txt)
	@LONG=1; export LONG; exec $(PYTHON) -m pytest $(TESTS) alerts/tests/test_alert_steps.py cases/tests/test_notice.py \
	  reports/tests/test_sums.py

shots: ## Take the pictures of docs/screens/ in Chromium
	$(call install,requirements-dev.txt)
	@exec $(PYTHON) docs/shots.py

CHINESE := povwatch/locale/zh_Hans/LC_MESSAGES/django

styles: ## Keep of Bootstrap what the pages use
	$(call install,requirements-dev.txt)
	@exec $(PYTHON) docs/trim_bootstrap.py

messages: ## Collect the texts to translate (with GNU gettext) and compile their translations
	$(call install,requirements-dev.txt)
	@if command -v xgettext >/dev/null && command -v msgmerge >/dev/null; then \
	  $(MANAGE) makemessages --locale zh_Hans --no-location --no-obsolete --ignore "var/*"; \
	else echo "New texts were not collected: GNU gettext is missing (Debian: apt install gettext). Compiling only." >&2; fi
	@$(PYTHON) -c "import polib; po = polib.pofile('$(CHINESE).po'); po.save_as_mofile('$(CHINESE).mo'); \
	  print(len(po), 'texts,', len(po) - len(po.translated_entries()), 'of them to translate or to look at (fuzzy)')"

# The virtual environment, made anew when its Python is gone and brought up to date when the requirements change.
# The umask lets the account that runs PostgreSQL read its programs when root runs povwatch.
define install
@cat requirements.txt $(1) | cmp -s - "$(VENV)/$(1)" && $(PYTHON) -c "" 2>/dev/null || { set -e; umask 022; \
found=; for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  if $$name -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then found=$$name; break; fi; done; \
test "$$found" || { echo "povwatch needs Python 3.11 or newer: install it, then run make again." >&2; exit 1; }; \
echo "Installing what povwatch needs into $(VENV) (a minute, once) ..."; \
$(PYTHON) -c "" 2>/dev/null || $$found -m venv --clear "$(VENV)" || { \
  echo "Python has no venv: on Debian and Ubuntu, apt install python3-venv, then run make again." >&2; exit 1; }; \
$(PYTHON) -m pip install -qq --disable-pip-version-check --no-input --no-compile -r $(1); \
cat requirements.txt $(1) > "$(VENV)/$(1)"; }
endef
