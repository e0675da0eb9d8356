// Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "base/generated/reflection.h"

/// Converts values of the contract to Python objects and back. Every function needs the GIL. A failed conversion to C++
/// raises a TypeError that names the record and the field.
namespace workbench::python {

namespace nb = nanobind;

template <class T> inline constexpr bool is_vector = false;
template <class T> inline constexpr bool is_vector<std::vector<T>> = true;
template <class T> inline constexpr bool is_map = false;
template <class K, class V> inline constexpr bool is_map<std::unordered_map<K, V>> = true;

/// The place of a value in messages: a record and its field, or a method and its parameter.
struct Place {
    std::string_view owner;
    std::string_view name;
};

[[noreturn]] inline void refuse(Place place, std::string_view wanted, nb::handle got) {
    const std::string text = std::string(place.owner) + "." + std::string(place.name) + ": expected " +
                             std::string(wanted) + ", got " + nb::cast<std::string>(got.type().attr("__name__"));
    throw nb::type_error(text.c_str());
}

/// Texts may contain any bytes. Bytes that are not UTF-8 survive the conversion in both directions.
inline nb::object text_to_python(const std::string& value) {
    PyObject* text = PyUnicode_DecodeUTF8(value.data(), static_cast<Py_ssize_t>(value.size()), "surrogateescape");
    if (text == nullptr) nb::raise_python_error();
    return nb::steal(text);
}

inline void text_from_python(nb::handle source, std::string& target, Place place) {
    if (!PyUnicode_Check(source.ptr())) refuse(place, "str", source);
    nb::object bytes = nb::steal(PyUnicode_AsEncodedString(source.ptr(), "utf-8", "surrogateescape"));
    if (!bytes.is_valid() && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) != 0) {
        // A lone surrogate becomes invalid UTF-8, which the server judges like that of a C++ plugin.
        PyErr_Clear();
        bytes = nb::steal(PyUnicode_AsEncodedString(source.ptr(), "utf-8", "surrogatepass"));
    }
    if (!bytes.is_valid()) nb::raise_python_error();
    target.assign(PyBytes_AS_STRING(bytes.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.ptr())));
}

inline nb::object json_to_python(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    if (!value.Accept(writer)) throw nb::value_error("the JSON value holds a number that is not finite");
    return nb::module_::import_("json").attr("loads")(nb::str(buffer.GetString(), buffer.GetSize()));
}

/// Raises ValueError for a number that is not finite, and TypeError for a value that is not JSON-able.
inline void json_from_python(nb::handle source, rapidjson::Value& target,
                             rapidjson::Document::AllocatorType& allocator) {
    const nb::object text = nb::module_::import_("json").attr("dumps")(source, nb::arg("allow_nan") = false,
                                                                             nb::arg("ensure_ascii") = false);
    rapidjson::Document document(&allocator);
    std::string spelt;
    text_from_python(text, spelt, {"json", "dumps"});
    document.Parse(spelt.data(), spelt.size());
    if (document.HasParseError()) throw nb::value_error("json.dumps returned invalid JSON");
    target = static_cast<rapidjson::Value&>(document);
}

/// Returns a copy. An enumeration's value outside its list becomes a plain int.
template <class T>
nb::object to_python(const T& value) {
    if constexpr (is_array<T> || is_vector<T>) {
        nb::list items;
        for (const auto& item : value) items.append(to_python(item));
        return items;
    } else if constexpr (is_map<T>) {
        nb::dict items;
        for (const auto& [key, item] : value) items[to_python(key)] = to_python(item);
        return items;
    } else if constexpr (std::is_enum_v<T>) {
        if (enum_name(value).empty()) return nb::int_(static_cast<std::underlying_type_t<T>>(value));
        return nb::cast(value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return text_to_python(value);
    } else if constexpr (std::is_same_v<T, rapidjson::Value>) {
        return json_to_python(value);
    } else {
        return nb::cast(value, nb::rv_policy::copy);
    }
}

template <class T>
void from_python(nb::handle source, T& target, Place place);

/// Sets the fields in a dict.
template <ContractRecord R>
void assign_fields(R& record, nb::dict values) {
    for (auto [key, value] : values) {
        const std::string wanted = nb::cast<std::string>(key);
        bool found = false;
        visit_fields(record, [&](std::string_view name, auto& member) {
            if (name != wanted) return;
            from_python(nb::handle(value), member, {type_name<R>(), name});
            found = true;
        });
        if (!found) throw nb::type_error((std::string(type_name<R>()) + ": no field '" + wanted + "'").c_str());
    }
}

/// Accepts a record of the compiled module, a dict of fields, or any object that has every field as an attribute.
template <ContractRecord R>
void record_from_python(nb::handle source, R& target, Place place) {
    if (nb::isinstance<R>(source)) {
        target = *nb::inst_ptr<R>(source);
    } else if (nb::isinstance<nb::dict>(source)) {
        assign_fields(target, nb::borrow<nb::dict>(source));
    } else {
        visit_fields(target, [&](const char* name, auto& member) {
            const nb::object value = nb::getattr(source, name, nb::handle());
            if (!value.is_valid()) refuse(place, type_name<R>(), source);
            from_python(value, member, {type_name<R>(), name});
        });
    }
}

template <class T>
void sequence_from_python(nb::handle source, T& target, Place place) {
    if (!PySequence_Check(source.ptr()) || PyUnicode_Check(source.ptr())) refuse(place, "a sequence", source);
    const std::size_t count = nb::len(source);
    if constexpr (is_vector<T>) {
        target.clear();
        target.resize(count);
    } else if (count != std::size(target)) {
        refuse(place, std::to_string(std::size(target)) + " items", source);
    }
    for (std::size_t index = 0; index < count; ++index) from_python(nb::object(source[index]), target[index], place);
}

template <class K, class V>
void mapping_from_python(nb::handle source, std::unordered_map<K, V>& target, Place place) {
    if (!nb::isinstance<nb::dict>(source)) refuse(place, "a dict", source);
    target.clear();
    for (auto [key, item] : nb::borrow<nb::dict>(source)) {
        K spelt{};
        from_python(nb::handle(key), spelt, place);
        from_python(nb::handle(item), target[spelt], place);
    }
}

template <class T>
void from_python(nb::handle source, T& target, Place place) {
    if constexpr (is_array<T> || is_vector<T>) {
        sequence_from_python(source, target, place);
    } else if constexpr (is_map<T>) {
        mapping_from_python(source, target, place);
    } else if constexpr (std::is_enum_v<T>) {
        std::underlying_type_t<T> number{};
        from_python(source, number, place);
        target = static_cast<T>(number);
    } else if constexpr (std::is_same_v<T, std::string>) {
        text_from_python(source, target, place);
    } else if constexpr (ContractRecord<T>) {
        record_from_python(source, target, place);
    } else if constexpr (std::is_floating_point_v<T>) {
        if (PyNumber_Check(source.ptr()) == 0) refuse(place, "float", source);
        const double number = PyFloat_AsDouble(source.ptr());
        if (PyErr_Occurred() != nullptr) nb::raise_python_error();
        target = static_cast<T>(number);
    } else {
        T number{};
        if (!PyLong_Check(source.ptr())) refuse(place, "int", source);
        if constexpr (std::is_same_v<T, bool>) {
            number = PyObject_IsTrue(source.ptr()) == 1;
        } else if (!nb::try_cast<T>(nb::int_(nb::borrow<nb::int_>(source)), number)) {
            refuse(place, "an int that fits", source);
        }
        target = number;
    }
}

/// Returns name and values of a record in one line. Containers show their length, and secrets are hidden.
template <ContractRecord R>
std::string record_repr(const R& record) {
    std::string text = std::string(type_name<R>()) + "(";
    std::string_view separator;
    visit_fields(record, [&](std::string_view name, const auto& member) {
        using T = std::remove_cvref_t<decltype(member)>;
        text += std::string(separator) + std::string(name) + "=";
        separator = ", ";
        if (is_secret(name)) {
            text += "***";
        } else if constexpr (is_array<T> || is_vector<T> || is_map<T>) {
            text += "<" + std::to_string(std::size(member)) + " items>";
        } else {
            text += nb::cast<std::string>(nb::repr(to_python(member)));
        }
    });
    return text + ")";
}

}  // namespace workbench::python
