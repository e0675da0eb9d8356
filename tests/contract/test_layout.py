"""The compiled headers match the tables."""

from tests.contract.layout_probe import shown
from tests.contract.witnesses import Witnesses, expected_default
from workbench.contract.layout import layout_of, size_and_alignment
from workbench.contract.table import Table, Type

Tables = tuple[Table, Table, Table]


def test_that_every_size_and_alignment_is_the_tables(tables: Tables, witnesses: Witnesses) -> None:
    for table in tables:
        for record in table.records:
            found = witnesses.layouts["records"][record.name]
            layout = layout_of(record, table)
            assert (found["size"], found["alignment"]) == (layout.size, layout.alignment), record.name


def test_that_every_field_has_the_offset_of_the_table(tables: Tables, witnesses: Witnesses) -> None:
    for table in tables:
        for record in table.records:
            found = witnesses.layouts["records"][record.name]["fields"]
            for place in layout_of(record, table).places:
                assert found[place.field.name][:2] == [place.offset, place.size], f"{record.name}.{place.field.name}"


def test_that_every_default_is_the_tables(tables: Tables, witnesses: Witnesses) -> None:
    for table in tables[:2]:
        for record in table.records:
            found = witnesses.layouts["records"][record.name]["fields"]
            for item in record.fields:
                if shown(item.type):
                    assert found[item.name][2] == expected_default(item, table), f"{record.name}.{item.name}"


def test_that_every_enumerator_and_storage_type_is_the_tables(tables: Tables, witnesses: Witnesses) -> None:
    for table in tables:
        for enum in table.enums:
            found = witnesses.layouts["enums"][enum.name]
            size, _ = size_and_alignment(Type("scalar", enum.underlying), table)
            assert (found["size"], bool(found["signed"])) == (size, enum.underlying.startswith("i")), enum.name
            assert bool(found["scoped"]) == enum.scoped, enum.name
            values = {name: value for name, value in found["values"].items() if name}
            assert values == {item.name: item.value for item in enum.confirmed}, enum.name


def test_that_record_names_are_the_public_ones(tables: Tables, witnesses: Witnesses) -> None:
    for table in tables[:2]:
        for record in table.records:
            assert witnesses.layouts["records"][record.name]["type"] == f"{len(record.name)}{record.name}"


def test_that_the_account_request_has_the_layout_of_the_account(witnesses: Witnesses) -> None:
    records = witnesses.layouts["records"]
    assert records["PluginAccountRequestRecord"]["fields"] == records["PluginAccountRecord"]["fields"]


def test_that_the_proven_part_of_the_trade_diff_ends_at_its_comment(tables: Tables) -> None:
    diff = tables[0].record("PluginTradeDiffRecord")
    assert layout_of(diff, tables[0]).offset("comment") == 120
    assert diff.inferred


def test_that_shared_memory_records_have_no_padding(tables: Tables) -> None:
    telemetry = tables[2]
    assert {record.name: layout_of(record, telemetry).padding for record in telemetry.records} == {
        record.name: 0 for record in telemetry.records
    }
