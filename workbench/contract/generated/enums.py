# Generated from workbench/contract/tables/{plugin_sdk,extension,telemetry}.toml by python -m workbench.contract.generate; do not edit.
# ruff: noqa: A002, ARG002, D403, E501, N802, RUF022, RUF100
"""Enumerations of the plugin contract and of the call records."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from workbench.contract.open_enum import OpenIntEnum


class ReturnCodes(IntEnum):
    """Result of every hook and server call; 0 accepts, RET_OK_CHANGE (27) from a hook means the diff record was filled in."""

    RET_OK = 0
    RET_OK_NONE = 1
    RET_ERROR = 2
    RET_INVALID_DATA = 3
    RET_TECH_PROBLEM = 4
    RET_OLD_VERSION = 5
    RET_NO_CONNECT = 6
    RET_NOT_ENOUGH_RIGHTS = 7
    RET_TOO_FREQUENT = 8
    RET_MALFUNCTION = 9
    RET_GENERATE_KEY = 10
    RET_SECURITY_SESSION = 11
    RET_INVALID_PASSWORD = 12
    RET_ERR_PARAMS = 13
    RET_ERR_DATA = 14
    RET_ERR_DISK = 15
    RET_ERR_MEM = 16
    RET_ERR_NETWORK = 17
    RET_ERR_PERMISSIONS = 18
    RET_ERR_TIMEOUT = 19
    RET_ERR_CONNECTION = 20
    RET_ERR_NOSERVICE = 21
    RET_ERR_FREQUENT = 22
    RET_ERR_NOTFOUND = 23
    RET_ERR_SHUTDOWN = 24
    RET_ERR_CANCEL = 25
    RET_ERR_DUPLICATE = 26
    RET_OK_CHANGE = 27
    RET_GROUP_NOT_FOUND = 28
    RET_GROUP_USE_BY_USER = 29
    RET_SEC_USE_BY_SYMBOL = 32
    RET_SYMBOL_USE_BY_TRADE = 33
    RET_SYMBOL_NOT_FOUND = 34
    RET_SEC_NOT_FOUND = 35
    RET_USER_NOT_FOUND = 48
    RET_USR_LAST_ADMIN = 49
    RET_USR_LOGIN_EXHAUSTED = 50
    RET_USR_LOGIN_PROHIBITED = 51
    RET_USR_LOGIN_EXIST = 52
    RET_USR_SUICIDE = 53
    RET_USR_INVALID_PASSWORD = 54
    RET_USR_LIMIT_REACHED = 55
    RET_USR_HAS_TRADES = 56
    RET_USR_DIFFERENT_SERVERS = 57
    RET_USR_DIFFERENT_CURRENCY = 58
    RET_USR_IMPORT_BALANCE = 59
    RET_USR_IMPORT_GROUP = 60
    RET_USR_ACCOUNT_EXIST = 61
    RET_ACCOUNT_DISABLED = 64
    RET_BAD_ACCOUNT_INFO = 65
    RET_PUBLIC_KEY_MISSING = 66
    RET_TRADE_TIMEOUT = 128
    RET_TRADE_BAD_PRICES = 129
    RET_TRADE_BAD_STOPS = 130
    RET_TRADE_BAD_VOLUME = 131
    RET_TRADE_MARKET_CLOSED = 132
    RET_TRADE_DISABLE = 133
    RET_TRADE_NO_MONEY = 134
    RET_TRADE_PRICE_CHANGED = 135
    RET_TRADE_OFFQUOTES = 136
    RET_TRADE_BROKER_BUSY = 137
    RET_TRADE_REQUOTE = 138
    RET_TRADE_ORDER_LOCKED = 139
    RET_TRADE_LONG_ONLY = 140
    RET_TRADE_TOO_MANY_REQ = 141
    RET_TRADE_ACCEPTED = 145
    RET_TRADE_PROCESS = 146
    RET_TRADE_USER_CANCEL = 147
    RET_TRADE_MODIFY_DENIED = 150
    RET_TRADE_CONTEXT_BUSY = 151
    RET_TRADE_EXPIRATION_DENIED = 152
    RET_TRADE_TOO_MANY_ORDERS = 153
    RET_TRADE_HEDGE_PROHIBITED = 154
    RET_TRADE_PROHIBITED_BY_FIFO = 155
    RET_DUPLICATE_RECORD = 156
    RET_TRADE_SEC_NOT_FOUND = 157
    RET_TRADE_INVALID_SL_TP = 158
    RET_TRADE_BAD_CLOSE_TIME = 159
    RET_TRADE_READ_ONLY = 160
    RET_TRADE_INCORRECT_STATE = 161
    RET_TRADE_INCORRECT_CMD = 162
    RET_TRADE_INCORRECT_ORDER = 163
    RET_TRADE_EXIST = 164
    RET_TRADE_LIMIT_REACHED = 165
    RET_TRADE_HAS_OPEN = 166
    RET_FEED_ALREADY_LOAD = 180
    RET_FIX_SLOT_NOT_FOUND = 200
    RET_FIX_SLOT_DISABLED = 201
    RET_FIX_SLOT_NOT_ASSIGNED = 202
    RET_FIX_SLOT_OUTSIDE_RUNTIME_POOL = 203
    RET_FIX_SLOT_PASSWORD_INVALID = 204
    RET_FIX_SLOT_RULES_DENY_LOGON = 205
    RET_FIX_SLOT_RUNTIME_LIMIT_REACHED = 206
    RET_FIX_RUNTIME_SESSION_UNAVAILABLE = 207
    RET_CFG_LAST_ADMIN = 256
    RET_CFG_LAST_ADMIN_GROUP = 257
    RET_CFG_NOT_EMPTY = 258
    RET_CFG_INVALID_RANGE = 259
    RET_CFG_NOT_MANAGER_LOGIN = 260
    RET_CFG_BUILTIN = 261
    RET_CFG_DUPLICATE = 262
    RET_CFG_LIMIT_REACHED = 263
    RET_CFG_NO_ACCESS_TO_MAIN = 264
    RET_CFG_DEALER_ID_EXIST = 265
    RET_CFG_BIND_ADDR_EXIST = 266
    RET_CFG_WORKING_TRADE = 267
    RET_CFG_GATEWAY_NAME_EXIST = 268
    RET_CFG_SWITCH_TO_BACKUP = 269
    RET_CFG_NO_BACKUP_MODULE = 270
    RET_CFG_NO_TRADE_MODULE = 271
    RET_CFG_NO_HISTORY_MODULE = 272
    RET_CFG_ANOTHER_SWITCH = 273
    RET_CFG_NO_LICENSE_FILE = 274
    RET_CFG_GATEWAY_LOGIN_EXIST = 275
    RET_LICENSE_NOT_ACTIVE = 276
    RET_BAD_REQUEST = 400
    RET_UNAUTHORIZED = 401
    RET_FIELD_REQUIRED = 402
    RET_FORBIDDEN = 403
    RET_NOT_FOUND = 404
    RET_METHOD_NOT_ALLOWED = 405
    RET_INVALID_METHOD = 406
    RET_TIMEOUT = 407


class EventType(IntEnum):
    """Values of EventType."""

    EV_TYPE_BALANCE = 0
    EV_TYPE_TRADE = 1
    EV_TYPE_SYMBOL = 2
    EV_TYPE_GROUP = 3
    EV_TYPE_MARKET = 4
    EV_TYPE_ACCOUNT = 5
    EV_TYPE_SETTINGS = 6
    EV_TYPE_NOTIFY = 7


class EventRecordType(IntEnum):
    """Values of EventRecordType."""

    EV_RECORD_ADD = 0
    EV_RECORD_UPDATE = 1
    EV_RECORD_DELETE = 2
    EV_RECORD_RESTORE = 3
    EV_RECORD_ARCHIVE = 4
    EV_RECORD_ACTIVATE_TRADE = 5
    EV_RECORD_CLOSE_TRADE = 6
    EV_RECORD_REJECT_TRADE = 7


class SessionKind(IntEnum):
    """Values of SessionKind."""

    SESSION_USER = 0
    SESSION_MANAGER = 1
    SESSION_DEALER = 2
    SESSION_ADMIN = 3
    SESSION_SYSTEM = 4
    SESSION_FIX = 5
    SESSION_CUSTOMER = 9
    SESSION_CRM_MANAGER = 10
    SESSION_CRM_ADMIN = 11


class ConnectionType(IntEnum):
    """Values of ConnectionType."""

    CONNECTION_TYPE_CLIENT_DESKTOP = 0
    CONNECTION_TYPE_CLIENT_WINPHONE = 1
    CONNECTION_TYPE_CLIENT_IPHONE = 2
    CONNECTION_TYPE_CLIENT_ANDROID = 3
    CONNECTION_TYPE_CLIENT_BLACKBERRY = 4
    CONNECTION_TYPE_CLIENT_WEB = 5
    CONNECTION_TYPE_REST = 6
    CONNECTION_TYPE_TCP = 7
    CONNECTION_TYPE_FIX = 8


class DbStateType(IntEnum):
    """Values of DbStateType."""

    DB_NO_CHANGE = 0
    DB_NEED_INSERT = 1
    DB_NEED_UPDATE = 2
    DB_NEED_DELETE = 3
    DB_NEED_UPSERT = 4


class PluginConnectionType(IntEnum):
    """Values of PluginConnectionType."""

    Other = 0
    Client = 1
    Manager = 2
    Gateway = 3
    Api = 4
    Web = 5
    Mobile = 6
    Tcp = 7


class PluginTradeCommand(IntEnum):
    """Values of PluginTradeCommand."""

    Nothing = -1
    Buy = 0
    Sell = 1
    BuyLimit = 2
    SellLimit = 3
    BuyStop = 4
    SellStop = 5
    BalanceIn = 6
    CreditIn = 7
    BalanceOut = 8
    CreditOut = 9
    BuyStopLimit = 10
    SellStopLimit = 11
    Charge = 12
    Correction = 13
    Bonus = 14
    Commission = 15
    CommissionDayly = 16
    CommissionMonthly = 17
    InterestRate = 18
    Dividend = 19
    DividendFranked = 20
    Tax = 21
    SoCompensation = 22


class PluginTradeState(OpenIntEnum):
    """The server may send other values, which become members of their own."""

    Rollover = -2
    NoChange = -1
    OpenNormal = 0
    OpenRequest = 1
    OpenRestored = 2
    ClosedNormal = 3
    ClosedPart = 4
    ClosedBy = 5
    Deleted = 6
    CloseRequest = 7
    DeleteRequest = 8
    CancelRequest = 9
    FinanceOpenRequest = 10
    FinanceUpdateRequest = 11
    FinanceDeleteRequest = 12
    RestoreRequest = 13
    OpenUpdateRequest = 14
    ClosedUpdateRequest = 15
    PendingUpdateRequest = 16
    FinanceOpenPending = 17  # from a sibling list: accept, do not rely on it
    FinanceOpenDecline = 18  # from a sibling list: accept, do not rely on it
    PartialCloseRequest = 19  # from a sibling list: accept, do not rely on it


class PluginTradeReason(OpenIntEnum):
    """The server may send other values, which become members of their own."""

    Client = 0
    Expert = 1
    Dealer = 2
    Signal = 3
    Gateway = 4
    Mobile = 5
    Web = 6
    Api = 7
    Prop = 8  # from a sibling list: accept, do not rely on it
    CopyTrade = 9  # from a sibling list: accept, do not rely on it
    CopyReward = 10  # from a sibling list: accept, do not rely on it
    CashierDeposit = 11  # from a sibling list: accept, do not rely on it
    CashierWithdrawal = 12  # from a sibling list: accept, do not rely on it
    CashierRefund = 13  # from a sibling list: accept, do not rely on it
    CashierChargeback = 14  # from a sibling list: accept, do not rely on it


class PluginTradeActivation(IntEnum):
    """Values of PluginTradeActivation."""

    None_ = 0
    StopLoss = 1
    TakeProfit = 2
    Pending = 3
    StopOut = 4
    Cancel = 5
    StopLossRollback = -1
    TakeProfitRollback = -2
    PendingRollback = -3
    StopOutRollback = -4
    CancelRollback = -5


class PluginBonusUsagePolicy(IntFlag):
    """Bit mask; carried as a plain i32 in the group record."""

    PLUGIN_BONUS_USAGE_NONE = 0
    PLUGIN_BONUS_USAGE_AS_TRADING_EQUITY = 1
    PLUGIN_BONUS_USAGE_ALLOW_CONVERSION = 2
    PLUGIN_BONUS_USAGE_ALLOW_REVOKE_WITH_OPEN_POSITIONS = 4
    PLUGIN_BONUS_USAGE_DEFAULT = 7


class Segment(IntEnum):
    """Layout of the segment: SegmentHeader at 0, FaultRecord at 512, ring headers at 1024 (ticks, marks, then calls of thread slot 0, 1, ...), running slots, stacks of threads, memory and threads of plugins, and the records of the rings."""

    SEGMENT_MAGIC = 6004497146018350897
    THREAD_SLOTS = 32
    TICK_CAPACITY = 262144
    MARK_CAPACITY = 16384
    ENGINE_CALL_CAPACITY = 262144
    CALL_CAPACITY = 32768
    FAULT_OFFSET = 512
    RINGS_OFFSET = 1024
    SLOTS_OFFSET = 4096
    STACKS_OFFSET = 8192
    STACKS = 256
    USAGE_OFFSET = 139264
    USAGE_OWNERS_OFFSET = 139328
    USAGE_PLUGINS = 64
    USAGE_OWNERS = 66
    USAGE_CALLBACKS_OFFSET = 143552
    USAGE_CALLBACKS = 136
    USAGE_THREADS_OFFSET = 282816
    USAGE_THREADS = 256
    RECORDS_OFFSET = 352256


class CallKind(IntEnum):
    """Values of CallKind."""

    Hook = 0
    Event = 1
    ServerCall = 2
    EntryPoint = 3


class CallFlag(IntFlag):
    """Bit mask of CallRecord.flags."""

    CALL_CHANGED = 1
    CALL_REFUSED = 2
    CALL_FAILED = 4
    CALL_SLOW = 8
    CALL_FOREIGN_THREAD = 16


class MarkKind(IntEnum):
    """Activated: a pending order opened its position, or a stop-limit order became its limit order. StopOut: closed by a stop out. Corrected: a closed trade or finance record was changed. Money: a finance record was booked."""

    Opened = 0
    Closed = 1
    Refused = 2
    TickChanged = 3
    TickRefused = 4
    Placed = 5
    Cancelled = 6
    Activated = 7
    StopOut = 8
    Changed = 9
    Corrected = 10
    Deleted = 11
    Restored = 12
    Money = 13


class EngineState(IntEnum):
    """Values of EngineState."""

    Starting = 0
    Running = 1
    Stopping = 2
    Stopped = 3
    Crashed = 4


class UsageFlag(IntFlag):
    """Bit mask of UsageHeader.flags: the resources that this process attributes to plugins."""

    USAGE_THREADS_KNOWN = 1
    USAGE_HEAP_KNOWN = 2


class StackSignal(IntEnum):
    """Signals that request the stack of a thread of the engine process: Native with the value round * 256 + number of a StackRecord, Python for the Python frames."""

    PYTHON_STACK_SIGNAL = 59
    STACK_SIGNAL = 60
    LAST_ROUND = 8388607


class DeathKind(IntEnum):
    """Reason why an engine process wrote its FaultRecord."""

    None_ = 0
    Signal = 1
    Terminate = 2
    Exit = 3
    QuickExit = 4
