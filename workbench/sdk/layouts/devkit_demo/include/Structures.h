// Generated from workbench/contract/tables/devkit_demo.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <string>

#include "model/Enums.hpp"
#include "model/TickInfo.hpp"
#include "model/TradeRecord.hpp"
#include "model/TradeDiffRecord.hpp"
#include "model/TradeSummaryRecord.hpp"
#include "model/SymbolGroupRecord.hpp"
#include "model/ConSession.hpp"
#include "model/ConSessions.hpp"
#include "model/SymbolRecord.hpp"
#include "model/SymbolAdditionalRecord.hpp"
#include "model/MarginLevel.hpp"
#include "model/AccountRecord.hpp"
#include "model/AccountDiffRecord.hpp"
#include "model/GroupRecordMargin.hpp"
#include "model/GroupRecordSec.hpp"
#include "model/GroupRecord.hpp"
#include "model/CandleRecord.hpp"
#include "CServerInterface.h"

// Sources for the development kits use JSON types without their namespace.
using namespace rapidjson;

/// Name of a return code, such as "RET_OK".
inline std::string FormatError(const int retcode) {
    switch (retcode) {
        case 0: return "RET_OK";
        case 1: return "RET_OK_NONE";
        case 2: return "RET_ERROR";
        case 3: return "RET_INVALID_DATA";
        case 4: return "RET_TECH_PROBLEM";
        case 5: return "RET_OLD_VERSION";
        case 6: return "RET_NO_CONNECT";
        case 7: return "RET_NOT_ENOUGH_RIGHTS";
        case 8: return "RET_TOO_FREQUENT";
        case 9: return "RET_MALFUNCTION";
        case 10: return "RET_GENERATE_KEY";
        case 11: return "RET_SECURITY_SESSION";
        case 12: return "RET_INVALID_PASSWORD";
        case 13: return "RET_ERR_PARAMS";
        case 14: return "RET_ERR_DATA";
        case 15: return "RET_ERR_DISK";
        case 16: return "RET_ERR_MEM";
        case 17: return "RET_ERR_NETWORK";
        case 18: return "RET_ERR_PERMISSIONS";
        case 19: return "RET_ERR_TIMEOUT";
        case 20: return "RET_ERR_CONNECTION";
        case 21: return "RET_ERR_NOSERVICE";
        case 22: return "RET_ERR_FREQUENT";
        case 23: return "RET_ERR_NOTFOUND";
        case 24: return "RET_ERR_SHUTDOWN";
        case 25: return "RET_ERR_CANCEL";
        case 26: return "RET_ERR_DUPLICATE";
        case 27: return "RET_OK_CHANGE";
        case 28: return "RET_GROUP_NOT_FOUND";
        case 29: return "RET_GROUP_USE_BY_USER";
        case 32: return "RET_SEC_USE_BY_SYMBOL";
        case 33: return "RET_SYMBOL_USE_BY_TRADE";
        case 34: return "RET_SYMBOL_NOT_FOUND";
        case 48: return "RET_USER_NOT_FOUND";
        case 49: return "RET_USR_LAST_ADMIN";
        case 50: return "RET_USR_LOGIN_EXHAUSTED";
        case 51: return "RET_USR_LOGIN_PROHIBITED";
        case 52: return "RET_USR_LOGIN_EXIST";
        case 53: return "RET_USR_SUICIDE";
        case 54: return "RET_USR_INVALID_PASSWORD";
        case 55: return "RET_USR_LIMIT_REACHED";
        case 56: return "RET_USR_HAS_TRADES";
        case 57: return "RET_USR_DIFFERENT_SERVERS";
        case 58: return "RET_USR_DIFFERENT_CURRENCY";
        case 59: return "RET_USR_IMPORT_BALANCE";
        case 60: return "RET_USR_IMPORT_GROUP";
        case 61: return "RET_USR_ACCOUNT_EXIST";
        case 64: return "RET_ACCOUNT_DISABLED";
        case 65: return "RET_BAD_ACCOUNT_INFO";
        case 66: return "RET_PUBLIC_KEY_MISSING";
        case 128: return "RET_TRADE_TIMEOUT";
        case 129: return "RET_TRADE_BAD_PRICES";
        case 130: return "RET_TRADE_BAD_STOPS";
        case 131: return "RET_TRADE_BAD_VOLUME";
        case 132: return "RET_TRADE_MARKET_CLOSED";
        case 133: return "RET_TRADE_DISABLE";
        case 134: return "RET_TRADE_NO_MONEY";
        case 135: return "RET_TRADE_PRICE_CHANGED";
        case 136: return "RET_TRADE_OFFQUOTES";
        case 137: return "RET_TRADE_BROKER_BUSY";
        case 138: return "RET_TRADE_REQUOTE";
        case 139: return "RET_TRADE_ORDER_LOCKED";
        case 140: return "RET_TRADE_LONG_ONLY";
        case 141: return "RET_TRADE_TOO_MANY_REQ";
        case 145: return "RET_TRADE_ACCEPTED";
        case 146: return "RET_TRADE_PROCESS";
        case 147: return "RET_TRADE_USER_CANCEL";
        case 150: return "RET_TRADE_MODIFY_DENIED";
        case 151: return "RET_TRADE_CONTEXT_BUSY";
        case 152: return "RET_TRADE_EXPIRATION_DENIED";
        case 153: return "RET_TRADE_TOO_MANY_ORDERS";
        case 154: return "RET_TRADE_HEDGE_PROHIBITED";
        case 155: return "RET_TRADE_PROHIBITED_BY_FIFO";
        case 156: return "RET_DUPLICATE_RECORD";
        case 157: return "RET_TRADE_SEC_NOT_FOUND";
        case 158: return "RET_TRADE_INVALID_SL_TP";
        case 159: return "RET_TRADE_BAD_CLOSE_TIME";
        case 160: return "RET_TRADE_READ_ONLY";
        case 161: return "RET_TRADE_INCORRECT_STATE";
        case 162: return "RET_TRADE_INCORRECT_CMD";
        case 163: return "RET_TRADE_INCORRECT_ORDER";
        case 256: return "RET_CFG_LAST_ADMIN";
        case 257: return "RET_CFG_LAST_ADMIN_GROUP";
        case 258: return "RET_CFG_NOT_EMPTY";
        case 259: return "RET_CFG_INVALID_RANGE";
        case 260: return "RET_CFG_NOT_MANAGER_LOGIN";
        case 261: return "RET_CFG_BUILTIN";
        case 262: return "RET_CFG_DUPLICATE";
        case 263: return "RET_CFG_LIMIT_REACHED";
        case 264: return "RET_CFG_NO_ACCESS_TO_MAIN";
        case 265: return "RET_CFG_DEALER_ID_EXIST";
        case 266: return "RET_CFG_BIND_ADDR_EXIST";
        case 267: return "RET_CFG_WORKING_TRADE";
        case 268: return "RET_CFG_GATEWAY_NAME_EXIST";
        case 269: return "RET_CFG_SWITCH_TO_BACKUP";
        case 270: return "RET_CFG_NO_BACKUP_MODULE";
        case 271: return "RET_CFG_NO_TRADE_MODULE";
        case 272: return "RET_CFG_NO_HISTORY_MODULE";
        case 273: return "RET_CFG_ANOTHER_SWITCH";
        case 274: return "RET_CFG_NO_LICENSE_FILE";
        case 275: return "RET_CFG_GATEWAY_LOGIN_EXIST";
        case 276: return "RET_LICENSE_NOT_ACTIVE";
        case 400: return "RET_BAD_REQUEST";
        case 401: return "RET_UNAUTHORIZED";
        case 402: return "RET_FIELD_REQUIRED";
        case 403: return "RET_FORBIDDEN";
        case 404: return "RET_NOT_FOUND";
        case 405: return "RET_METHOD_NOT_ALLOWED";
        case 406: return "RET_INVALID_METHOD";
        case 407: return "RET_TIMEOUT";
        default: return "unknown return code " + std::to_string(retcode);
    }
}
