"""The quotes of the sample workspace: the same for the same seed, sane, and the ones that lie in sample_data."""

import gzip
import sys
from importlib import util
from itertools import islice, pairwise
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data" / "ticks.csv.gz"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = util.spec_from_file_location("make_ticks", ROOT / "scripts" / "make_ticks.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules["make_ticks"] = module
    spec.loader.exec_module(module)
    return module


def test_that_the_same_seed_gives_the_same_quotes(generator: ModuleType) -> None:
    assert list(islice(generator.quotes(3), 2000)) == list(islice(generator.quotes(3), 2000))


def test_that_another_seed_gives_other_quotes(generator: ModuleType) -> None:
    assert list(islice(generator.quotes(3), 50)) != list(islice(generator.quotes(4), 50))


def test_that_the_sample_file_is_what_the_generator_makes(generator: ModuleType) -> None:
    with gzip.open(SAMPLE, "rt") as file:
        assert file.readline().strip() == generator.HEADER
        assert [line.strip() for line in islice(file, 5000)] == list(islice(generator.quotes(), 5000))


def test_that_the_file_repeats_byte_for_byte(generator: ModuleType, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv.gz", tmp_path / "other name.csv.gz"
    assert generator.write_ticks(first, limit=500) == generator.write_ticks(second, limit=500) == 500
    assert first.read_bytes() == second.read_bytes()


def test_that_the_sample_has_ordered_quotes_of_six_symbols_with_positive_spreads() -> None:
    with gzip.open(SAMPLE, "rt") as file:
        next(file)
        rows = [line.strip().split(",") for line in file]
    assert len(rows) >= 240_000
    assert len({row[1] for row in rows}) == 6
    times = [int(row[0]) for row in rows]
    assert times == sorted(times)
    assert all(0 < float(bid) < float(ask) for _, _, bid, ask, _ in rows)


def test_that_gold_has_no_quotes_for_an_hour_at_night() -> None:
    with gzip.open(SAMPLE, "rt") as file:
        next(file)
        times = [int(line.split(",", 1)[0]) for line in file if ",XAUUSD," in line]
    assert max(later - earlier for earlier, later in pairwise(times)) >= 3_600_000


def test_that_the_sample_file_is_small_enough_to_be_kept_with_the_sources() -> None:
    assert SAMPLE.stat().st_size <= 3_000_000
