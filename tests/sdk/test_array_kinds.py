"""Arrays are of the kind that the public headers declare, with the same layout."""

from pathlib import Path

import pytest

from tests.sdk.sources import KITS, compile_
from tests.support.compiler import INCLUDE, LAYOUTS

ALIKE = """
static_assert(std::is_same_v<decltype(RECORD::conv_rates), std::array<double, 2>>);
double opening_rate(const RECORD& trade) {
  const std::array<double, 2> rates = trade.conv_rates;
  return rates.at(0) + trade.conv_rates.back();
}
"""


@pytest.mark.parametrize(
    ("include", "header", "record"),
    [
        (INCLUDE, "model/PluginTradeRecord.hpp", "PluginTradeRecord"),
        (INCLUDE, "model/PluginTradeRequestRecord.hpp", "PluginTradeRequestRecord"),
        *((LAYOUTS / kit / "include", "model/TradeRecord.hpp", "TradeRecord") for kit in KITS),
    ],
)
def test_that_rates_are_the_kind_of_array_that_public_headers_have(
    include: Path, header: str, record: str, tmp_path: Path
) -> None:
    compile_(f'#include <type_traits>\n#include "{header}"\n{ALIKE.replace("RECORD", record)}', include, tmp_path)
