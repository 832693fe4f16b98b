# Each word is explained in README.md; the work is done by .ci/setup.
.PHONY: run test soak fuzz lint bench load pins vendor help
.DEFAULT_GOAL := help

help: ## these words
	@sed -n 's/^\([a-z]*\): ## /make \1	/p' Makefile

run: ## set up what is missing, then everything with demo data
	@exec .ci/setup run

test: ## set up what is missing, then every test (ARGS="-k split" for some, ARGS=--every for all their cases)
	@exec .ci/setup test $(ARGS)

soak: ## 200 rounds of printing with something going wrong in each
	@exec .ci/setup soak $(ARGS)

fuzz: ## an hour of mutated labels and answers (FUZZ_MINUTES)
	@exec .ci/setup fuzz $(ARGS)

lint: ## format, types, rooms, templates, deployment
	@exec .ci/setup lint

bench: ## the figures, against the sandbox
	@exec .ci/setup bench $(ARGS)

load: ## sixty packers on this machine (ARGS="steady seconds=600" for one scenario)
	@exec .ci/setup load $(ARGS)

pins: ## write requirements.txt and requirements-dev.txt from pyproject.toml
	@exec .ci/setup pins

vendor: ## cut again what pages load of Tabler and Inter, after a class of Tabler's is used that was not
	@exec .ci/setup vendor
