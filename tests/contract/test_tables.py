"""Tables load, and a table that breaks the grammar is refused with one line that names the place and the cause."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.contract.layout import layout_of
from workbench.contract.load import TABLES, load_table
from workbench.contract.parse import parse_type
from workbench.contract.table import SCALARS, TableError

ALL = sorted(path.stem for path in TABLES.glob("*.toml"))

GOOD = """\
[meta]
sdk = "small"

[[enum]]
name = "Side"
underlying = "i32"
scoped = true
values = [["Buy", 0], ["Sell", 1]]

[[record]]
name = "Deal"
fields = [
  { name = "side", type = "Side", default = "Buy", doc = "Side." },
  { name = "price", type = "f64", default = 0.0, doc = "Price." },
  { name = "note", type = "string", doc = "Note." },
]

[[interface]]
name = "HookDeal"
kind = "class"
has_virtual_destructor = true
implemented_by = "plugin"

[[interface.methods]]
slot = 2
name = "HookDealOpen"
returns = "i32"
const = false
pure = false
body = "default"
params = [{ name = "deal", type = "Deal", mode = "const" }]
doc = "Asked."
"""

BAD = [
    ('type = "f64"', 'type = "f65"', "bad.toml: Deal.price: unknown type 'f65'"),
    ('default = "Buy"', 'default = "Hold"', "bad.toml: Deal.side: default 'Hold' is not a value of Side"),
    ("default = 0.0", 'default = "much"', "bad.toml: Deal.price: default 'much' is not a value of f64"),
    ('"price", type', '"side", type', "bad.toml: Deal.side: defined twice"),
    ('["Sell", 1]', '["Sell"]', "bad.toml: Side: values: ['Sell'] is not [name, number]"),
    ('["Sell", 1]', '["Sell", 3000000000]', "bad.toml: Side.Sell: 3000000000 does not fit in i32"),
    ('underlying = "i32"', 'underlying = "f64"', "bad.toml: Side: underlying 'f64' is not an integer type"),
    ("slot = 2", "slot = 3", "bad.toml: HookDeal.HookDealOpen: slot 3 where 2 is next"),
    ('mode = "const"', 'mode = "borrow"', "bad.toml: HookDeal.HookDealOpen(deal): mode 'borrow' is none of"),
    ('body = "default"', 'body = "default"\nneeds = "mail"', "bad.toml: HookDeal.HookDealOpen: needs 'mail' is none"),
    ('type = "string"', 'type = "vector<Deal,Deal>"', "bad.toml: Deal.note: 'vector<Deal,Deal>': vector takes 1"),
    ('type = "string"', 'type = "array<i32,0>"', "bad.toml: Deal.note: 'array<i32,0>': the length"),
    ('type = "string"', 'type = "Deal"', "bad.toml: Deal: contains itself (Deal -> Deal)"),
    ('type = "string"', 'type = "HookDeal"', "bad.toml: Deal.note: HookDeal cannot be a field"),
    ("scoped = true", 'scoped = "yes"', "bad.toml: Side: scoped must be bool, not str"),
    ("scoped = true\n", "", "bad.toml: Side: scoped is missing"),
    ('name = "Deal"', 'name = "Deal"\nsize = 40', "bad.toml: Deal: size says 40, the fields take 48 bytes"),
    ('name = "Deal"', 'name = "Deal"\nsise = 48', "bad.toml: Deal: unknown key 'sise'"),
    ('name = "Deal"', 'name = "Side"', "bad.toml: Side: defined twice"),
    ('name = "Deal"', 'name = "2Deal"', "bad.toml: record: '2Deal' is not a C++ name"),
    ('name = "Deal"', 'name = "Deal"\nbase = "Order"', "bad.toml: Deal: base: no record 'Order' before this one"),
    ('sdk = "small"', 'sdk = "small"\nextends = "bad"', "bad.toml: meta.extends: bad -> bad is a cycle"),
    ('sdk = "small"', 'sdk = "small"\nextends = "gone"', "gone.toml: No such file or directory"),
    ("[meta]", "[meta", "bad.toml: not TOML:"),
    ("[meta]", "[mata]", "bad.toml: unknown key 'mata'"),
]


@pytest.mark.parametrize("name", ALL)
def test_that_every_table_loads_and_lays_out(name: str) -> None:
    table = load_table(name)
    for record in table.records:
        layout = layout_of(record, table)
        assert layout.size % layout.alignment == 0
        assert all(place.offset % place.alignment == 0 for place in layout.places)


def test_that_legacy_layouts_have_other_sizes() -> None:
    sizes = {}
    for name in ("devkit", "devkit_demo"):
        table = load_table(name)
        sizes[name] = layout_of(table.record("TradeRecord"), table).size
    assert sizes == {"devkit": 416, "devkit_demo": 344}


def test_that_a_small_table_is_good(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    table = load_table("good", folder=tmp_path)
    assert layout_of(table.record("Deal"), table).size == 48


@pytest.mark.parametrize(("good", "bad", "message"), BAD, ids=[message for *_, message in BAD])
def test_that_a_bad_table_gives_one_clear_line(tmp_path: Path, good: str, bad: str, message: str) -> None:
    assert good in GOOD
    (tmp_path / "bad.toml").write_text(GOOD.replace(good, bad, 1))
    with pytest.raises(TableError) as caught:
        load_table("bad", folder=tmp_path)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_that_an_extension_finds_the_records_it_extends() -> None:
    extension = load_table("extension")
    assert extension.record("PluginSymbolRecord") is extension.extends.record("PluginSymbolRecord")  # type: ignore[union-attr]
    method = extension.interface("HookQuote").methods[0]
    assert [str(param.type) for param in method.params] == ["PluginSymbolRecord", "TickInfo", "PluginTickDiffRecord"]


_LEAVES = st.sampled_from([*SCALARS, "string"])
_TYPES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda text: f"vector<{text}>"),
        st.tuples(inner, st.integers(1, 99)).map(lambda pair: f"array<{pair[0]},{pair[1]}>"),
        inner.map(lambda text: f"map<string,{text}>"),
    ),
    max_leaves=5,
)


@given(_TYPES)
def test_that_a_parsed_type_spells_itself(text: str) -> None:
    assert str(parse_type(text, {})) == text


@given(st.text(alphabet="vectormapary<>,i32 ", max_size=20).filter(lambda text: text.strip() not in SCALARS))
def test_that_broken_text_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown type|takes|array"):
        parse_type(f"vector<{text}", {})


def test_that_methods_say_which_database_they_need() -> None:
    methods = {
        method.name: method.needs
        for name in ("plugin_sdk", "extension")
        for interface in load_table(name).interfaces
        for method in interface.methods
    }
    expected = {"BalanceIn": "trades", "GetCandles": "databases", "SendMail": "databases", "GetSymbol": "nothing"}
    assert {name: methods[name] for name in expected} == expected
    assert sum(needs == "trades" for needs in methods.values()) == 30
    assert sum(needs == "databases" for needs in methods.values()) == 22
