// Sends a mail to an account at its margin call and stop out, and publishes news after the stop out of a large trade.
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "PluginInterface.h"
#include "WorkbenchExtensions.h"

namespace {

constexpr const char* kName = "margin_mailer";
constexpr const char* kDescription = "Mail and news on margin calls and stop outs";

/// `{"config": {"sender": "Risk desk", "news_from_lots": 5.0}}`; without news_from_lots there is no news.
struct Settings {
  std::string sender = "Risk desk";
  double news_from_lots = 0;
};

Settings read_settings(const rapidjson::Value& params) {
  Settings settings;
  if (!params.IsObject() || !params.HasMember("config") || !params["config"].IsObject()) return settings;
  const rapidjson::Value& config = params["config"];
  if (config.HasMember("sender")) {
    if (!config["sender"].IsString()) throw std::invalid_argument("config.sender is not a string");
    settings.sender = config["sender"].GetString();
  }
  if (config.HasMember("news_from_lots")) {
    if (!config["news_from_lots"].IsNumber()) throw std::invalid_argument("config.news_from_lots is not a number");
    settings.news_from_lots = config["news_from_lots"].GetDouble();
  }
  return settings;
}

template <class... Arguments>
std::string worded(const char* format, Arguments... arguments) {
  char text[256];
  std::snprintf(text, sizeof text, format, arguments...);
  return text;
}

class MarginMailer final : public PluginInterface, public EventMargin {
 public:
  MarginMailer(PluginServerInterface& server, ServerExtension& extension, Settings settings)
      : server_(server), extension_(extension), settings_(std::move(settings)) {}

  std::string plugin_name() const override { return kName; }
  std::string plugin_description() const override { return kDescription; }

  void OnTradeMarginCall(const PluginAccountRecord& account, const PluginMarginLevel& margin) override try {
    mail(account.login, "Margin call",
         worded("Equity %.2f, margin %.2f, level %.2f.", margin.equity, margin.margin, margin.margin_level));
  } catch (const std::exception& error) {
    server_.LogsOut(kName, std::string("margin call not mailed: ") + error.what());
  }

  void OnTradeStopOut(const PluginAccountRecord& account, const PluginMarginLevel&,
                      const PluginTradeRecord& trade) override try {
    const double lots = trade.volume / 100.0;
    mail(account.login, "Stop out",
         worded("Trade %d, %.2f lots of %s, was closed: profit %.2f.", trade.order, lots, trade.symbol.c_str(),
                trade.profit));
    if (settings_.news_from_lots > 0 && lots >= settings_.news_from_lots) publish(trade.symbol, lots);
  } catch (const std::exception& error) {
    server_.LogsOut(kName, std::string("stop out not mailed: ") + error.what());
  }

 private:
  // Only queues the mail, so that an event does not wait for it.
  void mail(int login, const char* subject, const std::string& body) {
    PluginMailRecord letter;
    letter.sender = settings_.sender;
    letter.to = login;
    letter.subject = subject;
    letter.body = body;
    tell(extension_.SendMail(letter), "letter");
  }

  void publish(const std::string& symbol, double lots) {
    PluginNewsRecord news;
    news.category = "Market";
    news.subject = worded("%.2f lots of %s were stopped out", lots, symbol.c_str());
    tell(extension_.AddNews(news), "news");
  }

  void tell(int code, const char* what) {
    if (code != RET_OK) server_.LogsOut(kName, std::string(what) + " refused with code " + std::to_string(code));
  }

  PluginServerInterface& server_;
  ServerExtension& extension_;
  const Settings settings_;
};

}  // namespace

extern "C" {

int GetPluginApiVersion() {
  return PLUGIN_VERSION_API;
}

int GetPluginServerApiVersion() {
  return PluginServerInterface::GetApiVersion();
}

void AboutPlugin(rapidjson::Value&, rapidjson::Value& response, rapidjson::Document::AllocatorType& allocator,
                 PluginServerInterface*) {
  response.SetObject();
  response.AddMember("name", rapidjson::StringRef(kName), allocator);
  response.AddMember("description", rapidjson::StringRef(kDescription), allocator);
  response.AddMember("version", "1.0", allocator);
  response.AddMember("author", "ScaleTrade workbench", allocator);
}

PluginInterface* CreatePlugin(rapidjson::Value& params, rapidjson::Value&, rapidjson::Document::AllocatorType&,
                              PluginServerInterface* server) try {
  auto* const extension = dynamic_cast<ServerExtension*>(server);
  if (extension == nullptr) throw std::runtime_error("this server has no ServerExtension");
  auto plugin = std::make_unique<MarginMailer>(*server, *extension, read_settings(params));
  server->LogsOut(kName, "started");
  return plugin.release();
} catch (const std::exception& error) {
  server->LogsOut(kName, std::string("not started: ") + error.what());
  return nullptr;
}

void DestroyPlugin(PluginInterface* plugin) {
  delete static_cast<MarginMailer*>(plugin);
}
}
