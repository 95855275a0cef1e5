# `make` is all a reader needs; `make help` lists the rest.
CORES ?= all
BIN := .venv/bin
# tests/conftest.py orders the tests: the longest first, what is shared is made once
TOGETHER := --numprocesses $(or $(WORKERS),logical) --dist loadgroup --no-loadscope-reorder --durations 20
# each file is compiled once, not in every process
COMPILED := PYTHONDONTWRITEBYTECODE=
LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-header
# comparisons of the court that a forest on composition learns, and those whose later rows are predicted: the rows of
# the anion height are those of the quantum well
LEARNED := $(foreach each,quantum_well_cuprates quantum_well_iron layers ionicity,court_$(each) court_$(each)_highest)
LATER := $(LEARNED) court_anion_height court_anion_height_highest
# One thread a job: the jobs already fill the cores, and the number of threads changes last bits.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
unexport PYTHONPATH
# make PYTHON=python3.13; a variable of the environment that happens to have this name is not meant
export ASKED_PYTHON := $(if $(findstring command,$(origin PYTHON)),$(PYTHON))

.PHONY: all papers court court-rows environment executors pdf report-zip snakemake-report study slurm slurm-jobs unlock check test test-all coverage bench crosscheck audit-rates wheel bundle docs \
  tutorial lock clean help
.NOTPARALLEL:

all: environment ## environment if needed, then the report (CORES=4 for four cores)
	@$(BIN)/tcreferee run --cores $(CORES)

papers: environment ## what the papers say beyond the default run, into results/papers (docs/papers.md); minutes
	@mkdir -p results/papers
	@cmp -s workflow/papers.yaml results/papers/config.yaml || cp workflow/papers.yaml results/papers/config.yaml
	@cd results/papers && ../../$(BIN)/tcreferee run --cores $(CORES)

court: environment ## formulas on hundreds of structures, into results/court (docs/court.md); minutes
	@mkdir -p results/court
	@cmp -s workflow/court.yaml results/court/config.yaml || cp workflow/court.yaml results/court/config.yaml
	@cd results/court && ../../$(BIN)/tcreferee run --cores $(CORES)
	@cd results/court && for each in $(LATER); do \
	  [ results/$$each/split.csv -nt results/$$each/inference.json ] || ../../$(BIN)/tcreferee split $$each || exit 1; done
	@cd results/court && for each in $(LEARNED); do \
	  [ results/$$each/learned.csv -nt results/$$each/inference.json ] || ../../$(BIN)/tcreferee learned $$each || exit 1; done

court-rows: environment ## the court's tables anew from data/court: lengths of all CIF files, cleaned reports
	@$(BIN)/python -m tcreferee.supercon data/court data/raw results/court

environment: ## .venv from envs/requirements.lock, if the lock has changed (PYTHON=python3.13 chooses the Python)
	@./envs/make_venv.sh

executors: environment # Snakemake's executors for clusters; slurm-jobs and the tests need them, local runs do without
	@./envs/make_venv.sh executors

pdf: environment ## figures of every comparison as PDF, for a manuscript
	$(BIN)/snakemake --cores $(CORES) --workflow-profile workflow/profiles/default pdfs

report-zip: environment ## the report with all that its pages show and link to, as dist/report.zip
	@$(BIN)/tcreferee report --zip dist/report.zip

snakemake-report: environment ## Snakemake's own report of a finished run: rules, run times, figures with captions
	$(BIN)/snakemake --workflow-profile workflow/profiles/default --report results/snakemake_report.html

study: environment ## recovery and calibration with many data sets (STUDY=results/study/NAME/recovery.csv for one comparison)
	$(BIN)/snakemake --cores $(CORES) --workflow-profile workflow/profiles/default $(or $(STUDY),study)

slurm: environment ## on a cluster: everything in one allocation of SLURM (TARGETS=study); docs/clusters.md
	@$(BIN)/python -m tcreferee.slurm allocation $(TARGETS)

slurm-jobs: executors ## on a cluster: a SLURM job for each long job, for studies (TARGETS=study)
	@$(BIN)/python -m tcreferee.slurm jobs $(TARGETS)

unlock: environment ## after a run was killed, when nothing of it runs any more
	$(BIN)/snakemake --cores 1 --workflow-profile workflow/profiles/default --unlock

check: executors ## style, types, layers; no tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile workflow

# style and types are checked while the tests run, and shown after them; each of both can fail the target
define checked_and_tested
@said=$$(mktemp); $(MAKE) --no-print-directory check >$$said 2>&1 & check=$$!; \
  $(COMPILED) $(BIN)/python -m pytest $(TOGETHER) $(1); tests=$$?; \
  wait $$check; style=$$?; cat $$said; rm -f $$said; exit $$((tests + style))
endef

test: executors ## check, and the tests that take seconds (WORKERS=4 at a time; default: as many as there are cores)
	$(call checked_and_tested,-m "not slow")

test-all: executors ## check, and every test
	$(call checked_and_tested,)

coverage: environment ## which lines of src the quick tests run; workflow jobs are counted, too
	$(BIN)/coverage erase
	@failed=0; $(COMPILED) $(BIN)/coverage run -m pytest $(TOGETHER) -m "not slow" $(COVERED) || failed=$$?; \
	  $(BIN)/coverage combine --quiet && $(BIN)/coverage report && exit $$failed

bench: environment ## speed and accuracy beside other samplers, into docs/benchmarks.md (BENCH="--more --repetitions 5")
	$(BIN)/python benchmarks/bench.py $(BENCH)

crosscheck: executors ## every stored evidence against dynesty's (CROSSCHECK="--comparison NAME --jobs 2"); minutes
	$(BIN)/python benchmarks/crosscheck.py $(CROSSCHECK)

audit-rates: environment ## how often audits err, into docs/audits.md; hours, may be stopped and continued (RATES="--tables 100")
	$(BIN)/python benchmarks/audit_rates.py $(RATES)

wheel: environment ## the package as dist/*.whl, with the workflow and the tables
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

bundle: environment ## sources, locked packages and results as dist/*.tar.gz, for a rerun without a network
	@./envs/bundle.sh

docs: environment ## the documentation as HTML, docs/_build/index.html; warnings are errors
	$(BIN)/sphinx-build --builder html --nitpicky --fail-on-warning --keep-going --quiet docs docs/_build
	@echo "documentation: docs/_build/index.html"

tutorial: environment ## docs/tutorial.ipynb run anew and stored with what it shows; a minute
	$(BIN)/python tests/tutorial.py docs/tutorial.ipynb docs/tutorial.ipynb

lock: ## envs/requirements.lock anew from pyproject.toml, and the uv that installs it (needs uv)
	@command -v uv >/dev/null || { echo "make lock: uv is not on PATH; install it (pip install uv) and repeat" >&2; exit 1; }
	uv pip compile $(LOCK) --python-version 3.12 --extra structures --extra learned --extra slurm --extra dev --extra docs \
	  -o envs/requirements.lock pyproject.toml
	echo uv | uv pip compile $(LOCK) --no-annotate -o envs/uv.txt -

clean: ## remove what was made, except the environment
	find -H results data/processed -mindepth 1 ! -name .gitkeep -delete
	rm -rf .snakemake

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
