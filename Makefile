# Short names for those who have make; ./run does the work and needs none.
.PHONY: run test bench soak format requirements

run:
	./run

test:
	./run test

bench:
	./run bench

# Hours of random cases instead of seconds: M1, M2, M4, M5, M6 and F1 in their long form
# (docs/quality.md), the whole sweep too, on both engines.
soak:
	HYPOTHESIS_PROFILE=soak RENFANG_SWEEP=all RENFANG_RIVAL_PAYMENTS=10000 RENFANG_TAMPERS=1000 \
		RENFANG_ORACLE_RUNS=10000 RENFANG_STATEMENT_LINES=5000 RENFANG_WORKER_KILLS=60 \
		RENFANG_MALFORMED_UPLOADS=10000 ./run test

format:
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

# After changing pyproject.toml: pin anew, with hashes and without any registry's address.
requirements:
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11 pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11 pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt
	grep -o '^uv==[0-9.]*' requirements-uv.txt | uv pip compile --quiet --universal --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --python-version 3.11 - \
		--output-file requirements-uv.txt
