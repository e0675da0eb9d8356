// Moves the ask of each quote by config.points (fifth digit), or drops it with config.answer.
class Quotes final : public PluginInterface, public HookQuote, public EventQuote {
 public:
  Quotes(const rapidjson::Value& config, PluginServerInterface&)
      : answer_(number(config, "answer")), points_(number(config, "points")) {}

  int HookQuoteTick(const PluginSymbolRecord&, const TickInfo& tick, PluginTickDiffRecord& diff) override {
    if (points_ == 0) return answer_;
    diff.ask = tick.ask + points_ * 1e-5;
    return RET_OK_CHANGE;
  }

 private:
  int answer_;
  int points_;
};

EXPORT_PLUGIN(Quotes)
