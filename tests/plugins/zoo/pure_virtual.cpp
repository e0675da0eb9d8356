// Calls a virtual function of an object that is under construction.
#include "zoo.h"

class Rule {
 public:
  Rule() { ask(); }
  virtual ~Rule() = default;
  virtual int limit() const = 0;

 private:
  __attribute__((noinline)) void ask() const { limit(); }
};

class NoLimit final : public Rule {
 public:
  int limit() const override { return 0; }
};

class PureVirtual final : public AtRequest {
 public:
  using AtRequest::AtRequest;
  int answer(const PluginTradeRecord&, PluginTradeDiffRecord&) override { return NoLimit().limit(); }
};

ZOO_PLUGIN(PureVirtual)
