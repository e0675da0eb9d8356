"""C++ that prints, as JSON, the compiled layout of every record and enumeration of a table."""

from collections.abc import Iterator

from workbench.contract.table import Enum, Record, Table, Type

_HEAD = r"""
#include <cstdio>
#include <cstring>
#include <ctime>
#include <new>
#include <string>
#include <type_traits>
#include <typeinfo>

template <class T>
void show(const T& value) {
    if constexpr (std::is_array_v<T> || requires { std::tuple_size<T>::value; }) {
        std::printf("[");
        for (std::size_t index = 0; index < std::size(value); ++index) {
            std::printf(index ? "," : "");
            show(value[index]);
        }
        std::printf("]");
    } else if constexpr (std::is_same_v<T, std::string>) {
        std::printf("\"%s\"", value.c_str());
    } else if constexpr (std::is_same_v<T, bool>) {
        std::printf(value ? "true" : "false");
    } else if constexpr (std::is_enum_v<T>) {
        show(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
        std::printf("%.17g", static_cast<double>(value));
    } else if constexpr (std::is_integral_v<T>) {
        std::printf("%lld", static_cast<long long>(value));
    } else if constexpr (requires { value.size(); }) {
        std::printf("%zu", value.size());
    } else {
        std::printf("null");
    }
}

// Built on bytes that are not zero, so that a member without an initialiser shows.
template <class T>
struct OnDirt {
    OnDirt() { std::memset(bytes, 0xA5, sizeof bytes); record = new (bytes) T; }
    ~OnDirt() { record->~T(); }
    alignas(T) unsigned char bytes[sizeof(T)];
    T* record;
};

template <class T, class M>
long place(const T& record, const M& member) {
    return reinterpret_cast<const char*>(&member) - reinterpret_cast<const char*>(&record);
}
"""


def layout_probe(tables: list[tuple[Table, str, tuple[str, ...]]]) -> str:
    """A program for tables, each with the namespace of its types and the headers to include."""
    lines = [f'#include "{header}"' for _, _, headers in tables for header in headers]
    lines += [_HEAD, "int main() {", '    std::printf("{\\"records\\":{");']
    records = [line for table, space, _ in tables for record in table.records for line in _record(record, space)]
    lines += [*records, '    std::printf("\\"\\":null},\\"enums\\":{");']
    enums = [line for table, space, _ in tables for enum in table.enums for line in _enum(enum, space)]
    return "\n".join([*lines, *enums, '    std::printf("\\"\\":null}}\\n");', "}"])


def _record(record: Record, space: str) -> Iterator[str]:
    name = f"{space}{record.name}"
    yield "    {"
    yield f"        OnDirt<{name}> probe;"
    yield f"        const {name}& x = *probe.record;"
    yield (
        f'        std::printf("\\"{record.name}\\":{{\\"size\\":%zu,\\"alignment\\":%zu,\\"type\\":\\"%s\\",",'
        f' sizeof({name}), alignof({name}), typeid({name}).name());\n        std::printf("\\"fields\\":{{");'
    )
    for item in record.fields:
        yield f'        std::printf("\\"{item.name}\\":[%ld,%zu,", place(x, x.{item.name}), sizeof x.{item.name});'
        yield f"        show(x.{item.name});" if shown(item.type) else '        std::printf("null");'
        yield '        std::printf("],");'
    yield '        std::printf("\\"\\":null}},");'
    yield "    }"


def _enum(enum: Enum, space: str) -> Iterator[str]:
    name = f"{space}{enum.name}"
    yield f'    std::printf("\\"{enum.name}\\":{{\\"size\\":%zu,\\"signed\\":%d,\\"scoped\\":%d,", sizeof({name}),'
    yield f"        std::is_signed_v<std::underlying_type_t<{name}>>, !std::is_convertible_v<{name}, long long>);"
    yield '    std::printf("\\"values\\":{");'
    for item in enum.confirmed:
        yield f'    std::printf("\\"{item.name}\\":%lld,", static_cast<long long>({name}::{item.name}));'
    yield '    std::printf("\\"\\":null}},");'


def shown(type_: Type) -> bool:
    """Whether the probe prints the default: records inside records are probed on their own."""
    return type_.kind != "record" and not (type_.kind == "array" and type_.element.kind == "record")
