# Every target sets up what it needs: environments, models, database, training. Progress goes to the terminal.
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
export RASA_TELEMETRY_ENABLED := false
# Where bytecode is forbidden, every start of a program would compile for seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test test-fast test-slow test-long check setup setup-test clean help

help:
	@echo "make demo       a resident's call from the first ring to the last word"
	@echo "make run        the whole service, until Ctrl-C"
	@echo "make test       everything that must pass (make test-fast: its first minute)"
	@echo "make test-long  minutes of real time, statistics, memory, publishing under calls"

demo: setup
	.venv/bin/luuri demo

run: setup
	.venv/bin/luuri serve

test: setup-test check test-fast test-slow

check: setup-test
	.venv/bin/ruff check bot telephony console tests
	.venv/bin/ruff format --check bot telephony console tests
	.venv/bin/mypy
	.venv/bin/lint-imports

test-fast: setup-test
	.venv/bin/pytest -q -n 2 -m "not slow and not long"

# In the order of the folders: the calls, which take longest, come first, and short files fill up the end.
test-slow: setup-test
	.venv/bin/pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m "slow and not long" --durations=25

test-long: setup-test
	.venv/bin/pytest -q -m long

setup: .venv/.synced dialogues/.venv/.synced
	.venv/bin/luuri setup

setup-test: .venv/.synced-test dialogues/.venv/.synced
	.venv/bin/luuri setup

$(UV):
	@echo "== uv, which makes the environments"
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location --target .tools uv==$(UV_VERSION)

.venv/.synced: pyproject.toml uv.lock $(UV)
	@echo "== Luuri's environment"
	$(UV) sync --locked --no-dev --inexact --compile-bytecode
	@touch $@

.venv/.synced-test: pyproject.toml uv.lock $(UV)
	@echo "== Luuri's environment with the tests' tools"
	$(UV) sync --locked --inexact --compile-bytecode
	@touch $@ .venv/.synced

dialogues/.venv/.synced: dialogues/pyproject.toml dialogues/uv.lock $(UV)
	@echo "== Rasa's environment (Python 3.10)"
	# Rasa writes no bytecode of its own (bot/dialogue/training.py): without it every start compiles for 20 s.
	cd dialogues && ../$(UV) sync --locked --compile-bytecode
	@touch $@

clean:
	rm -rf .venv .tools dialogues/.venv var
