// Reads past the end of an array on the heap; built with AddressSanitizer.
#include <vector>

#include "zoo.h"

class SanitizeAddress final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    const std::vector<int> levels(3);
    const int* const first = levels.data();
    return first[last_ + 1];
  }

 private:
  volatile int last_ = 2;
};

ZOO_PLUGIN(SanitizeAddress)
