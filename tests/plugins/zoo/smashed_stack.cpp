// Writes past the end of an array on the stack.
#include <cstring>

#include "zoo.h"

__attribute__((noinline)) static int copy(const char* text, volatile std::size_t length) {
  char room[16];
  std::memcpy(room, text, length);
  return room[0] == 'E' ? RET_OK : RET_ERROR;
}

class SmashedStack final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override {
    static const char text[64] = "EURUSD and a comment that is longer than anybody thought";
    return copy(text, sizeof text);
  }
};

ZOO_PLUGIN(SmashedStack)
