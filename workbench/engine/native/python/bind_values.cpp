// record_from_dict and record_to_dict.
#include "python/bind_values.h"

namespace workbench::python {

namespace {

template <class... Records>
struct RecordTypes {
  static nb::object from_dict(const std::string& name, const nb::dict& fields) {
    nb::object made;
    const bool found = ((type_name<Records>() == name && (made = build<Records>(fields)).is_valid()) || ...);
    if (!found) throw nb::type_error(("unknown record " + name).c_str());
    return made;
  }

  static nb::object to_dict(nb::handle record) {
    nb::object made;
    const bool found =
        ((nb::isinstance<Records>(record) && (made = to_builtins(*nb::inst_ptr<Records>(record))).is_valid()) || ...);
    if (!found) {
      throw nb::type_error((nb::cast<std::string>(record.type().attr("__name__")) + " is not a record").c_str());
    }
    return made;
  }

 private:
  template <class Record>
  static nb::object build(const nb::dict& fields) {
    return nb::cast(record_argument<Record>(fields, "record_from_dict", "fields"));
  }
};

// A derived record precedes its base, because an instance of it is also one of the base.
using AllRecords =
    RecordTypes<PluginAccountRequestRecord, TickInfo, PluginMarginLevel, PluginEquityRecord, PluginAccountRecord,
                PluginAccountDiffRecord, PluginCandleRecord, PluginGroupRecordSec, PluginGroupRecordMargin,
                PluginGroupRecord, PluginServerLog, PluginConSession, PluginConSessions, PluginSymbolRecord,
                PluginTradeRecord, PluginTradeRequestRecord, PluginTradeDiffRecord, PluginTradeGatewayDataUpdateRecord,
                PluginTickDiffRecord, PluginConCommon, PluginConHoliday, PluginConSymbolGroup, PluginConManager,
                PluginMailRecord, PluginNewsRecord>;

}  // namespace

void bind_values(nb::module_& module) {
  module.def(
      "record_from_dict", &AllRecords::from_dict, nb::arg("type_name"), nb::arg("fields"),
      "Creates a record by its public name from a dict of fields; other fields keep their defaults. TypeError names "
      "the record and the invalid field.");
  module.def("record_to_dict", &AllRecords::to_dict, nb::arg("record"),
             "Returns a record as plain values: enumerations are ints, arrays lists, nested records dicts.");
}

}  // namespace workbench::python
