# Shorthands over scripts/, which work without make.
.PHONY: setup run test check bench sanitize clean

setup:
	scripts/setup

run:
	scripts/run

test:
	scripts/test

check:
	scripts/setup
	scripts/check

bench:
	scripts/setup
	.venv/bin/workbench bench

sanitize:
	scripts/sanitize

clean:
	rm -rf build out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis sample_data/data sample_data/plugins
