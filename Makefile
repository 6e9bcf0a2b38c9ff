# Short names for those who have make; ./run does the work and needs none.
.PHONY: run test bench soak format requirements

run:
	./run

test:
	./run test

bench:
	./run bench

# Hours of random cases instead of seconds.
soak:
	HYPOTHESIS_PROFILE=soak ./run test

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
