# Generated from workbench/contract/tables/{plugin_sdk,extension}.toml by python -m workbench.contract.generate; do not edit.
# ruff: noqa: A002, ARG002, D403, E501, N802, RUF022, RUF100
"""Records of the plugin contract. Names, order and defaults are those of the tables."""

from __future__ import annotations

import msgspec

from workbench.contract.generated.enums import PluginTradeActivation, PluginTradeCommand, PluginTradeReason, PluginTradeState
from workbench.contract.secrets import redacted_repr


class TickInfo(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """TickInfo.

    Attributes:
        symbol: Symbol name.
        ctm: Quote moment, Unix seconds.
        volume: Tick volume.
        bid: Bid price.
        ask: Ask price.
    """

    symbol: str = ""
    ctm: int = 0
    volume: float = 0.0
    bid: float = 0.0
    ask: float = 0.0


class PluginMarginLevel(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginMarginLevel.

    Attributes:
        login: Account number.
        group: Name of the account group.
        leverage: Leverage ratio denominator (100 means 1:100).
        balance: Closed-deal money on the account, deposit currency.
        credit: Broker credit on the account, deposit currency.
        bonus: Promotional money counted apart from credit, deposit currency.
        equity: Balance plus credit plus floating result, deposit currency.
        profit: Profit or loss, deposit currency.
        storage: Accrued swap, deposit currency.
        commission: Commission, deposit currency.
        margin: Margin in use.
        margin_free: Equity not tied up as margin, deposit currency.
        margin_level: Equity to margin ratio in percent.
        margin_type: How the margin-call and stop-out thresholds are read (0 percent, 1 money).
        level_type: Margin state: 0 fine, 1 margin call, 2 stop out.
    """

    login: int = 0
    group: str = ""
    leverage: int = 0
    balance: float = 0.0
    credit: float = 0.0
    bonus: float = 0.0
    equity: float = 0.0
    profit: float = 0.0
    storage: float = 0.0
    commission: float = 0.0
    margin: float = 0.0
    margin_free: float = 0.0
    margin_level: float = 0.0
    margin_type: int = 0
    level_type: int = 0


class PluginEquityRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginEquityRecord.

    Attributes:
        login: Account number.
        create_time: When the snapshot was taken, Unix seconds.
        group: Group of the account.
        balance: Closed-deal money on the account, deposit currency.
        prevbalance: Balance at the end of the previous day.
        credit: Broker credit on the account, deposit currency.
        bonus: Promotional money counted apart from credit, deposit currency.
        equity: Balance plus credit plus floating result, deposit currency.
        profit: Profit or loss, deposit currency.
        storage: Accrued swap, deposit currency.
        commission: Commission, deposit currency.
        margin: Margin in use, deposit currency.
        margin_free: Equity not tied up as margin, deposit currency.
        margin_level: Equity to margin ratio in percent.
        currency: Currency code.
    """

    login: int = 0
    create_time: int = 0
    group: str = ""
    balance: float = 0.0
    prevbalance: float = 0.0
    credit: float = 0.0
    bonus: float = 0.0
    equity: float = 0.0
    profit: float = 0.0
    storage: float = 0.0
    commission: float = 0.0
    margin: float = 0.0
    margin_free: float = 0.0
    margin_level: float = 0.0
    currency: str = ""


class PluginAccountRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginAccountRecord.

    Attributes:
        login: Account number.
        group: Name of the account group.
        password: Main password (stored form).
        enable: 1 when enabled.
        enable_change_password: 1 when the owner may change the password.
        enable_read_only: 1 when trading is forbidden for the account.
        enable_otp: 1 when one-time passwords are on.
        enable_reserved: Spare flags.
        password_investor: Read-only password.
        avatar: Avatar reference.
        name: Display name of the owner.
        country: Country.
        city: City.
        state: Region or state.
        zipcode: Postal code.
        address: Street address.
        lead_source: Where the customer came from.
        phone: Telephone number.
        email: E-mail address.
        comment: Free text.
        id: Identity document number.
        status: Free-form customer status.
        regdate: Registration moment, Unix seconds.
        lastdate: Last login moment, Unix seconds.
        leverage: Leverage ratio denominator (100 means 1:100).
        agent_account: Account number of the introducing agent, 0 when none.
        update_time: Last change moment, Unix seconds.
        last_ip: Last peer address packed as a number.
        balance: Closed-deal money on the account, deposit currency.
        prevmonthbalance: Balance at the end of the previous month.
        prevbalance: Balance at the end of the previous day.
        credit: Broker credit on the account, deposit currency.
        bonus: Promotional money counted apart from credit, deposit currency.
        interestrate: Yearly interest in percent.
        taxes: Taxes, deposit currency.
        prevmonthequity: Equity at the end of the previous month.
        prevequity: Equity at the end of the previous day.
        reserved2: Spare.
        otp_secret: Shared secret for one-time passwords.
        secure_reserved: Spare security text.
        send_reports: 1 when statements are mailed.
        mqid: Messenger identifier.
        user_color: Colour shown for the account, #rrggbb.
        unused: Spare.
        api_data: Opaque text kept for integrations.
        margin: Embedded margin snapshot.
    """

    login: int = 0
    group: str = ""
    password: str = ""
    enable: int = 1
    enable_change_password: int = 0
    enable_read_only: int = 0
    enable_otp: int = 0
    enable_reserved: list[int] = msgspec.field(default_factory=lambda: [0] * 2)
    password_investor: str = ""
    avatar: str = ""
    name: str = ""
    country: str = ""
    city: str = ""
    state: str = ""
    zipcode: str = ""
    address: str = ""
    lead_source: str = ""
    phone: str = ""
    email: str = ""
    comment: str = ""
    id: str = ""
    status: str = ""
    regdate: int = 0
    lastdate: int = 0
    leverage: int = 0
    agent_account: int = 0
    update_time: int = 0
    last_ip: int = 0
    balance: float = 0.0
    prevmonthbalance: float = 0.0
    prevbalance: float = 0.0
    credit: float = 0.0
    bonus: float = 0.0
    interestrate: float = 0.0
    taxes: float = 0.0
    prevmonthequity: float = 0.0
    prevequity: float = 0.0
    reserved2: list[float] = msgspec.field(default_factory=lambda: [0.0] * 2)
    otp_secret: str = ""
    secure_reserved: str = ""
    send_reports: int = 0
    mqid: int = 0
    user_color: str = "#ffffff"
    unused: str = ""
    api_data: str = ""
    margin: PluginMarginLevel = msgspec.field(default_factory=PluginMarginLevel)

    def __repr__(self) -> str:
        return redacted_repr(self)


class PluginAccountRequestRecord(PluginAccountRecord, kw_only=True, forbid_unknown_fields=True):
    """Derives from PluginAccountRecord and adds nothing: same size, same offsets."""


class PluginAccountDiffRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginAccountDiffRecord.

    Attributes:
        login: Account number.
        group: Name of the account group.
        enable: 1 when enabled.
        enable_change_password: 1 when the owner may change the password.
        enable_read_only: 1 when trading is forbidden for the account.
        enable_otp: 1 when one-time passwords are on.
        name: Display name of the owner.
        country: Country.
        city: City.
        state: Region or state.
        zipcode: Postal code.
        address: Street address.
        lead_source: Where the customer came from.
        phone: Telephone number.
        email: E-mail address.
        comment: Free text.
        id: Identity document number.
        status: Free-form customer status.
        regdate: Registration moment, Unix seconds.
        lastdate: Last login moment, Unix seconds.
        leverage: Leverage ratio denominator (100 means 1:100).
        agent_account: Account number of the introducing agent, 0 when none.
        balance: Closed-deal money on the account, deposit currency.
        prevmonthbalance: Balance at the end of the previous month.
        prevbalance: Balance at the end of the previous day.
        credit: Broker credit on the account, deposit currency.
        interestrate: Yearly interest in percent.
        taxes: Taxes, deposit currency.
        prevmonthequity: Equity at the end of the previous month.
        prevequity: Equity at the end of the previous day.
        otp_secret: Shared secret for one-time passwords.
        secure_reserved: Spare security text.
        send_reports: 1 when statements are mailed.
        user_color: Colour shown for the account, #rrggbb.
    """

    login: int = 0
    group: str = ""
    enable: int = 1
    enable_change_password: int = 0
    enable_read_only: int = 0
    enable_otp: int = 0
    name: str = ""
    country: str = ""
    city: str = ""
    state: str = ""
    zipcode: str = ""
    address: str = ""
    lead_source: str = ""
    phone: str = ""
    email: str = ""
    comment: str = ""
    id: str = ""
    status: str = ""
    regdate: int = 0
    lastdate: int = 0
    leverage: int = 0
    agent_account: int = 0
    balance: float = 0.0
    prevmonthbalance: float = 0.0
    prevbalance: float = 0.0
    credit: float = 0.0
    interestrate: float = 0.0
    taxes: float = 0.0
    prevmonthequity: float = 0.0
    prevequity: float = 0.0
    otp_secret: str = ""
    secure_reserved: str = ""
    send_reports: int = 0
    user_color: str = "#ffffff"

    def __repr__(self) -> str:
        return redacted_repr(self)


class PluginCandleRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginCandleRecord.

    Attributes:
        open: Opening price.
        high: Highest price.
        low: Lowest price.
        close: Closing price.
        time: Start of the bar, Unix seconds.
        volume: Tick volume.
    """

    open: float = 0.0
    high: float = 0.0
    low: float = 0.0
    close: float = 0.0
    time: int = 0
    volume: float = 0.0


class PluginGroupRecordSec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginGroupRecordSec.

    Attributes:
        sec_index: Index of the symbol group.
        show: 1 when visible.
        trade: Trade mode (0 no, 1 close only, 2 full).
        execution: Execution kind (0 manual, 1 automatic, 2 activity).
        comm_base: Base commission amount.
        comm_type: Commission unit (0 money, 1 points, 2 percent).
        comm_lots: 0 charged for each lot, 1 for each deal.
        comm_agent: Agent commission amount.
        comm_agent_type: Unit of the agent commission.
        spread_diff: Spread change against the symbol, points.
        lot_min: Smallest volume, hundredths of a lot.
        lot_max: Largest volume, hundredths of a lot.
        lot_step: Volume step, hundredths of a lot.
        ie_deviation: Allowed price deviation for instant execution, points.
        confirmation: 1 when dealer confirmation is needed.
        trade_rights: Trade denial bits.
        ie_quick_mode: Quick instant execution flag.
        autocloseout_mode: Automatic close-out rule.
        comm_tax: Tax taken from commission.
        comm_agent_lots: 0 per lot, 1 per deal for the agent commission.
        freemargin_mode: How floating result enters free margin.
        reserved: Spare.
    """

    sec_index: int = 0
    show: int = 0
    trade: int = 0
    execution: int = 0
    comm_base: float = 0.0
    comm_type: int = 0
    comm_lots: int = 0
    comm_agent: float = 0.0
    comm_agent_type: int = 0
    spread_diff: int = 0
    lot_min: int = 0
    lot_max: int = 0
    lot_step: int = 0
    ie_deviation: int = 0
    confirmation: int = 0
    trade_rights: int = 0
    ie_quick_mode: int = 0
    autocloseout_mode: int = 0
    comm_tax: float = 0.0
    comm_agent_lots: int = 0
    freemargin_mode: int = 0
    reserved: list[int] = msgspec.field(default_factory=lambda: [0] * 3)


class PluginGroupRecordMargin(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginGroupRecordMargin.

    Attributes:
        symbol: Symbol name.
        swap_enable: 1 when swaps are charged.
        swap_long: Swap for long positions.
        swap_short: Swap for short positions.
        margin_divider: Divider applied to margin.
        spread_enable: 1 when the spread override applies.
        spread: Spread in points.
        spread_balance: Shift of the spread between bid and ask, points.
        reserved: Spare.
    """

    symbol: str = ""
    swap_enable: int = 0
    swap_long: float = 0.0
    swap_short: float = 0.0
    margin_divider: float = 0.0
    spread_enable: int = 0
    spread: int = 0
    spread_balance: int = 0
    reserved: list[int] = msgspec.field(default_factory=lambda: [0] * 7)


class PluginGroupRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginGroupRecord.

    Attributes:
        grp_index: Group index.
        group: Group name.
        enable: 1 when the group is on.
        timeout: Confirmation time-out in seconds.
        otp_mode: One-time password mode (0 off, 1 TOTP).
        signature: Signature for statements.
        support_page: Support page address.
        smtp_server: Mail server.
        smtp_login: Mail login.
        smtp_password: Mail password.
        support_email: Support mail address.
        templates: Statement template folder.
        copies: Number of statement copies.
        reports: 1 when statements are on.
        default_leverage: Leverage given to new accounts.
        default_deposit: Deposit given to new accounts.
        maxsecurities: Limit on symbols.
        secgroups: Settings by symbol-group index.
        secmargins: Overrides by symbol name.
        secmargins_total: Number of overrides.
        currency: Deposit currency of the group.
        credit: Virtual credit.
        credit_withdrawal_policy: What happens to credit on withdrawal (enumeration of the host).
        withdrawal_margin_reserve: Margin held back on withdrawal.
        bonus_usage_policy: Bits of PluginBonusUsagePolicy.
        margin_call: Margin-call threshold.
        margin_mode: Part of floating result counted in margin (0 none, 1 all, 2 profit, 3 loss).
        margin_stopout: Stop-out threshold.
        interestrate: Yearly interest in percent.
        use_swap: 1 when swaps apply.
        news: News access (0 none, 1 titles, 2 full).
        rights: Permission bits.
        check_ie_prices: 1 when instant prices are checked.
        maxpositions: Limit on open positions.
        close_reopen: 1 when partial closing reopens the rest.
        hedge_prohibited: 1 when opposite positions are forbidden.
        allow_negative_margin_hedge: 1 when hedging trades are allowed without free margin.
        partial_close: 0 forbids closing a part of a trade.
        allow_sl_tp_slippage: 1: stop levels fill at market, 0: exactly at the level.
        close_fifo: 1 when closing follows first-in first-out.
        hedge_largeleg: 1 when margin counts the larger leg only.
        securities_hash: Hash of the symbol set.
        margin_type: How the margin-call and stop-out thresholds are read (0 percent, 1 money).
        archive_period: Days before archiving.
        archive_max_balance: Largest balance to archive.
        stopout_skip_hedged: 1 when fully hedged accounts skip stop out.
        archive_pending_period: Days before pending orders are purged.
        news_languages: Language codes for news.
        news_languages_total: Number of languages in use.
        deposit_reversal_policy: What to do when a deposit is reversed (enumeration of the host).
        reserved: Spare.
    """

    grp_index: int = 0
    group: str = ""
    enable: int = 0
    timeout: int = 0
    otp_mode: int = 0
    signature: str = ""
    support_page: str = ""
    smtp_server: str = ""
    smtp_login: str = ""
    smtp_password: str = ""
    support_email: str = ""
    templates: str = ""
    copies: int = 0
    reports: int = 0
    default_leverage: int = 0
    default_deposit: float = 0.0
    maxsecurities: int = 0
    secgroups: dict[int, PluginGroupRecordSec] = msgspec.field(default_factory=dict)
    secmargins: dict[str, PluginGroupRecordMargin] = msgspec.field(default_factory=dict)
    secmargins_total: int = 0
    currency: str = ""
    credit: float = 0.0
    credit_withdrawal_policy: int = 0
    withdrawal_margin_reserve: float = 0.0
    bonus_usage_policy: int = 7
    margin_call: int = 0
    margin_mode: int = 1
    margin_stopout: int = 0
    interestrate: float = 0.0
    use_swap: int = 0
    news: int = 0
    rights: int = 0
    check_ie_prices: int = 0
    maxpositions: int = 0
    close_reopen: int = 0
    hedge_prohibited: int = 0
    allow_negative_margin_hedge: int = 1
    partial_close: int = 0
    allow_sl_tp_slippage: int = 1
    close_fifo: int = 0
    hedge_largeleg: int = 0
    securities_hash: str = ""
    margin_type: int = 0
    archive_period: int = 0
    archive_max_balance: int = 0
    stopout_skip_hedged: int = 0
    archive_pending_period: int = 0
    news_languages: list[int] = msgspec.field(default_factory=lambda: [0] * 8)
    news_languages_total: int = 0
    deposit_reversal_policy: int = 0
    reserved: list[int] = msgspec.field(default_factory=lambda: [0] * 15)

    def __repr__(self) -> str:
        return redacted_repr(self)


class PluginServerLog(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginServerLog.

    Attributes:
        time: Moment as text.
        actor_type: Kind of actor.
        actor_id: Identifier of the actor.
        action: What was done.
        status: Outcome.
        source: Subsystem that logged.
        detail: Details.
    """

    time: str = ""
    actor_type: str = ""
    actor_id: str = ""
    action: str = ""
    status: str = ""
    source: str = ""
    detail: str = ""


class PluginConSession(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginConSession.

    Attributes:
        open_hour: Hour the session opens.
        open_min: Minute the session opens.
        close_hour: Hour the session closes.
        close_min: Minute the session closes.
        open: Opening in minutes from midnight.
        close: Closing in minutes from midnight.
        align: Spare.
    """

    open_hour: int = 0
    open_min: int = 0
    close_hour: int = 0
    close_min: int = 0
    open: int = 0
    close: int = 0
    align: list[int] = msgspec.field(default_factory=lambda: [0] * 7)


class PluginConSessions(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginConSessions.

    Attributes:
        quote: Quote sessions of the day.
        trade: Trade sessions of the day.
        quote_overnight: 1 when quoting runs past midnight.
        trade_overnight: 1 when trading runs past midnight.
        reserved: Spare.
    """

    quote: list[PluginConSession] = msgspec.field(default_factory=lambda: [PluginConSession() for _ in range(3)])
    trade: list[PluginConSession] = msgspec.field(default_factory=lambda: [PluginConSession() for _ in range(3)])
    quote_overnight: int = 0
    trade_overnight: int = 0
    reserved: list[int] = msgspec.field(default_factory=lambda: [0] * 2)


class PluginSymbolRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginSymbolRecord.

    Attributes:
        symbol: Symbol name.
        description: Description.
        source: Where it came from (symbol: name of the source symbol).
        feeder: Index of the quote feeder.
        currency: Base currency.
        sec_index: Index of the symbol group.
        digits: Digits after the decimal point.
        trade: Trade mode (0 no, 1 close only, 2 full).
        sym_index: Unique symbol index.
        sort_index: Sort position.
        background_color: Colour, #rrggbb.
        count: Symbol number.
        count_original: Number in the market watch.
        sessions: Sessions of the week, Sunday first.
        profit_mode: Profit formula (0 forex, 1 CFD, 2 futures).
        profit_reserved: Spare.
        filter: Quote filter width.
        filter_counter: Quotes outside the filter before they are accepted.
        filter_limit: Largest allowed jump between quotes.
        filter_smoothing: Smoothing of the filter.
        filter_reserved: Spare.
        logging: 1 when quotes are logged.
        spread: Spread in points.
        spread_balance: Shift of the spread between bid and ask, points.
        exemode: Execution mode (0 request, 1 instant, 2 market).
        swap_enable: 1 when swaps are charged.
        swap_type: Swap unit (0 points, 1 dollars, 2 interest, 3 margin currency).
        swap_long: Swap for long positions.
        swap_short: Swap for short positions.
        swap_rollover3days: Week day with the triple swap.
        swap_daily: 1 when swaps run every day without a triple one.
        contract_size: Units in one lot.
        tick_value: Money value of a tick.
        tick_size: Size of a tick.
        stops_level: Smallest distance of stops, points.
        gtc_pendings: Lifetime rule of pending orders.
        margin_mode: Margin formula (0 forex, 1 CFD, 2 futures, 3 index, 4 leverage).
        margin_initial: Initial margin.
        margin_maintenance: Maintenance margin.
        margin_hedged: Margin for hedged volume.
        margin_divider: Divider applied to margin.
        point: Size of a point.
        multiply: Ten to the power of digits.
        bid_tickvalue: Tick value at bid.
        ask_tickvalue: Tick value at ask.
        tick_time: Last tick, Unix seconds.
        bid: Bid price.
        ask: Ask price.
        long_only: 1 when only buying is allowed.
        instant_max_volume: Largest volume for instant execution.
        realtime: 1 when live quotes are allowed.
        starting: First trading moment, Unix seconds.
        expiration: Last trading moment, Unix seconds.
        quote_currency: Quote currency.
        margin_currency: Margin currency.
        freeze_level: Freeze distance, points.
        margin_hedged_strong: 1 for strict hedged margin.
        value_date: Value date, Unix seconds.
        quotes_delay: Quote delay, seconds.
        swap_openprice: 1 when swaps use the open price.
        swap_variation_margin: 1 when variation margin is charged at rollover.
        unused: Spare.
    """

    symbol: str = ""
    description: str = ""
    source: str = ""
    feeder: int = 0
    currency: str = ""
    sec_index: int = 0
    digits: int = 0
    trade: int = 0
    sym_index: int = 0
    sort_index: int = 0
    background_color: str = "#ffffff"
    count: int = 0
    count_original: int = 0
    sessions: list[PluginConSessions] = msgspec.field(default_factory=lambda: [PluginConSessions() for _ in range(7)])
    profit_mode: int = 0
    profit_reserved: int = 0
    filter: int = 0
    filter_counter: int = 1
    filter_limit: float = 0.0
    filter_smoothing: int = 0
    filter_reserved: float = 0.0
    logging: int = 0
    spread: int = 0
    spread_balance: int = 0
    exemode: int = 0
    swap_enable: int = 0
    swap_type: int = 0
    swap_long: float = 0.0
    swap_short: float = 0.0
    swap_rollover3days: int = 0
    swap_daily: int = 0
    contract_size: float = 0.0
    tick_value: float = 0.0
    tick_size: float = 0.0
    stops_level: int = 0
    gtc_pendings: int = 0
    margin_mode: int = 0
    margin_initial: float = 0.0
    margin_maintenance: float = 0.0
    margin_hedged: float = 0.0
    margin_divider: float = 0.0
    point: float = 0.0
    multiply: float = 0.0
    bid_tickvalue: float = 0.0
    ask_tickvalue: float = 0.0
    tick_time: int = 0
    bid: float = 0.0
    ask: float = 0.0
    long_only: int = 0
    instant_max_volume: int = 0
    realtime: int = 1
    starting: int = 0
    expiration: int = 0
    quote_currency: str = ""
    margin_currency: str = ""
    freeze_level: int = 0
    margin_hedged_strong: int = 0
    value_date: int = 0
    quotes_delay: int = 0
    swap_openprice: int = 0
    swap_variation_margin: int = 0
    unused: list[int] = msgspec.field(default_factory=lambda: [0] * 21)


class PluginTradeRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginTradeRecord.

    Attributes:
        order: Ticket of the trade.
        login: Account number.
        symbol: Symbol name.
        digits: Price digits.
        cmd: Kind of trade (command enumeration).
        volume: Volume in hundredths of a lot.
        parent_order: Ticket this trade was split from, 0 when none.
        open_time: Open moment, Unix seconds.
        state: State of the trade (state enumeration).
        open_price: Open price.
        sl: Stop-loss price, 0 when none.
        tp: Take-profit price, 0 when none.
        margin_initial: Initial margin.
        close_time: Close moment, Unix seconds, 0 while open.
        gw_volume: Volume done at the gateway.
        expiration: Expiry of a pending order, Unix seconds.
        reason: Who caused the trade.
        conv_rates: Profit-to-deposit rate at opening and at closing.
        commission: Commission, deposit currency.
        prev_commission: Earlier commission.
        commission_agent: Agent commission.
        storage: Accrued swap, deposit currency.
        prev_storage: Earlier swap.
        profit: Profit or loss, deposit currency.
        prev_profit: Earlier profit.
        close_price: Close price.
        taxes: Taxes, deposit currency.
        magic: Number set by an expert program.
        comment: Comment of the trade.
        gw_order: Order reference at the gateway.
        gw_source: Name of the gateway.
        gw_uuid: Unique id at the gateway.
        activation: What triggered the trade.
        gw_open_price: Open price at the gateway.
        gw_close_price: Close price at the gateway.
        margin_rate: Margin-to-deposit currency rate.
        api_data: Opaque text kept for integrations.
        last_swap_time: Last swap moment, Unix seconds.
        update_time: Last change moment, Unix seconds.
    """

    order: int = 0
    login: int = 0
    symbol: str = ""
    digits: int = 2
    cmd: PluginTradeCommand = PluginTradeCommand.Nothing
    volume: int = 0
    parent_order: int = 0
    open_time: int = 0
    state: PluginTradeState = PluginTradeState.NoChange
    open_price: float = 0.0
    sl: float = 0.0
    tp: float = 0.0
    margin_initial: float = 0.0
    close_time: int = 0
    gw_volume: int = 0
    expiration: int = 0
    reason: PluginTradeReason = PluginTradeReason.Client
    conv_rates: list[float] = msgspec.field(default_factory=lambda: [0.0] * 2)
    commission: float = 0.0
    prev_commission: float = 0.0
    commission_agent: float = 0.0
    storage: float = 0.0
    prev_storage: float = 0.0
    profit: float = 0.0
    prev_profit: float = 0.0
    close_price: float = 0.0
    taxes: float = 0.0
    magic: int = 0
    comment: str = ""
    gw_order: str = ""
    gw_source: str = ""
    gw_uuid: str = ""
    activation: PluginTradeActivation = PluginTradeActivation.None_
    gw_open_price: float = 0.0
    gw_close_price: float = 0.0
    margin_rate: float = 0.0
    api_data: str = ""
    last_swap_time: int = 0
    update_time: int = 0


class PluginTradeRequestRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginTradeRequestRecord.

    Attributes:
        order: Ticket of the trade.
        login: Account number.
        symbol: Symbol name.
        digits: Digits after the decimal point.
        cmd: Kind of trade (command enumeration).
        volume: Volume in hundredths of a lot.
        parent_order: Ticket this trade was split from, 0 when none.
        open_time: Open moment, Unix seconds.
        state: State of the trade (state enumeration).
        open_price: Open price.
        sl: Stop-loss price, 0 when none.
        tp: Take-profit price, 0 when none.
        margin_initial: Initial margin.
        close_time: Close moment, Unix seconds, 0 while open.
        gw_volume: Volume done at the gateway.
        expiration: Expiry of a pending order, Unix seconds.
        reason: Who caused the trade.
        conv_rates: Profit-to-deposit rate at opening and at closing.
        commission: Commission, deposit currency.
        prev_commission: Earlier commission.
        commission_agent: Agent commission.
        storage: Accrued swap, deposit currency.
        prev_storage: Earlier swap.
        profit: Profit or loss, deposit currency.
        prev_profit: Earlier profit.
        close_price: Close price.
        taxes: Taxes, deposit currency.
        magic: Number set by an expert program.
        comment: Free text.
        gw_order: Order reference at the gateway.
        gw_source: Name of the gateway.
        gw_uuid: Unique id at the gateway.
        activation: What triggered the trade.
        gw_open_price: Open price at the gateway.
        gw_close_price: Close price at the gateway.
        margin_rate: Margin-to-deposit currency rate.
        api_data: Opaque text kept for integrations.
        last_swap_time: Last swap moment, Unix seconds.
        update_time: Last change moment, Unix seconds.
    """

    order: int = 0
    login: int = 0
    symbol: str = ""
    digits: int = 2
    cmd: PluginTradeCommand = PluginTradeCommand.Nothing
    volume: int = 0
    parent_order: int = 0
    open_time: int = 0
    state: PluginTradeState = PluginTradeState.NoChange
    open_price: float = 0.0
    sl: float = 0.0
    tp: float = 0.0
    margin_initial: float = 0.0
    close_time: int = 0
    gw_volume: int = 0
    expiration: int = 0
    reason: PluginTradeReason = PluginTradeReason.Client
    conv_rates: list[float] = msgspec.field(default_factory=lambda: [0.0] * 2)
    commission: float = 0.0
    prev_commission: float = 0.0
    commission_agent: float = 0.0
    storage: float = 0.0
    prev_storage: float = 0.0
    profit: float = 0.0
    prev_profit: float = 0.0
    close_price: float = 0.0
    taxes: float = 0.0
    magic: int = 0
    comment: str = ""
    gw_order: str = ""
    gw_source: str = ""
    gw_uuid: str = ""
    activation: PluginTradeActivation = PluginTradeActivation.None_
    gw_open_price: float = 0.0
    gw_close_price: float = 0.0
    margin_rate: float = 0.0
    api_data: str = ""
    last_swap_time: int = 0
    update_time: int = 0


class PluginTradeDiffRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginTradeDiffRecord.

    Attributes:
        volume: Volume in hundredths of a lot.
        open_time: Open moment, Unix seconds.
        state: State of the trade (state enumeration).
        open_price: Open price.
        sl: Stop-loss price, 0 when none.
        tp: Take-profit price, 0 when none.
        close_time: Close moment, Unix seconds, 0 while open.
        expiration: Expiry, Unix seconds.
        reason: Who caused the trade.
        commission: Commission, deposit currency.
        storage: Accrued swap, deposit currency.
        profit: Profit or loss, deposit currency.
        close_price: Close price.
        taxes: Taxes, deposit currency.
        magic: Number set by an expert program.
        comment: Free text.
        gw_order: Order reference at the gateway.
        activation: What triggered the trade.
        gw_open_price: Open price at the gateway.
        gw_close_price: Close price at the gateway.
        last_swap_time: Last swap moment, Unix seconds.
    """

    volume: int = 0
    open_time: int = 0
    state: PluginTradeState = PluginTradeState.NoChange
    open_price: float = 0.0
    sl: float = 0.0
    tp: float = 0.0
    close_time: int = 0
    expiration: int = 0
    reason: PluginTradeReason = PluginTradeReason.Client
    commission: float = 0.0
    storage: float = 0.0
    profit: float = 0.0
    close_price: float = 0.0
    taxes: float = 0.0
    magic: int = 0
    comment: str = ""
    gw_order: str = ""
    activation: PluginTradeActivation = PluginTradeActivation.None_
    gw_open_price: float = 0.0
    gw_close_price: float = 0.0
    last_swap_time: int = 0


class PluginTradeGatewayDataUpdateRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PluginTradeGatewayDataUpdateRecord.

    Attributes:
        order: Ticket to change.
        has_gw_volume: True when gw_volume is to be written.
        gw_volume: Volume done at the gateway.
        has_gw_order: True when gw_order is to be written.
        gw_order: Order reference at the gateway.
        has_gw_source: True when gw_source is to be written.
        gw_source: Name of the gateway.
        has_gw_uuid: True when gw_uuid is to be written.
        gw_uuid: Unique id at the gateway.
        has_gw_open_price: True when gw_open_price is to be written.
        gw_open_price: Open price at the gateway.
        has_gw_close_price: True when gw_close_price is to be written.
        gw_close_price: Close price at the gateway.
    """

    order: int = 0
    has_gw_volume: bool = False
    gw_volume: int = 0
    has_gw_order: bool = False
    gw_order: str = ""
    has_gw_source: bool = False
    gw_source: str = ""
    has_gw_uuid: bool = False
    gw_uuid: str = ""
    has_gw_open_price: bool = False
    gw_open_price: float = 0.0
    has_gw_close_price: bool = False
    gw_close_price: float = 0.0


class PluginTickDiffRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The server fills it in from the tick, so that an unchanged field changes nothing.

    Attributes:
        bid: Bid price.
        ask: Ask price.
        volume: Tick volume.
    """

    bid: float = 0.0
    ask: float = 0.0
    volume: float = 0.0


class PluginConCommon(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Settings of the whole server. Times of day are minutes after midnight of server time (UTC).

    Attributes:
        name: Name of the server, as clients see it.
        owner: Company that runs the server.
        liveupdate_mode: 1 while the server optimises its databases and blocks access to them, else 0.
        maintenance_day: Day of the weekly maintenance: 0 Sunday to 6 Saturday, -1 for none.
        maintenance_start: Start of the weekly maintenance, minutes after midnight.
        maintenance_minutes: Length of the weekly maintenance in minutes.
        end_of_day: End of the trading day: swaps, equity snapshots, daily orders. Minutes after midnight.
        backups_kept: Number of backups of the databases, 0 for none.
        stopout_compensation: 1 sets a negative balance after a stop out to zero by a booking.
        leverage_at_opening: 1: the margin of an open position uses the leverage at its opening. 0: it uses the account's current leverage.
    """

    name: str = ""
    owner: str = ""
    liveupdate_mode: int = 0
    maintenance_day: int = -1
    maintenance_start: int = 0
    maintenance_minutes: int = 0
    end_of_day: int = 0
    backups_kept: int = 7
    stopout_compensation: int = 0
    leverage_at_opening: int = 0


class PluginConHoliday(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A period of a day without quotes and trading, for some symbols.

    Attributes:
        enable: 0: the server ignores the holiday.
        year: Year, 0 for every year.
        month: Month, 1 to 12.
        day: Day of the month, 1 to 31.
        from_minute: First minute of the day without trading.
        to_minute: First minute of the day with trading again.
        symbol: Symbols of the holiday: a comma list of names, masks such as EUR*, * for all, and symbol groups by number such as @1.
        description: Name of the holiday.
    """

    enable: int = 1
    year: int = 0
    month: int = 1
    day: int = 1
    from_minute: int = 0
    to_minute: int = 1440
    symbol: str = ""
    description: str = ""


class PluginConSymbolGroup(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A group of symbols. sec_index of a symbol and of a client group's section refers to it.

    Attributes:
        sec_index: Number of the symbol group.
        name: Name of the symbol group.
        description: Description for users.
    """

    sec_index: int = 0
    name: str = ""
    description: str = ""


class PluginConManager(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A person who manages the server.

    Attributes:
        login: Number of the manager.
        name: Name of the manager.
        enable: 0: the manager has no access.
        groups: Client groups that the manager sees: a mask such as * or real-*,!real-vip.
        rights: Bits: 1 administrator, 2 trades, 4 money, 8 accounts, 16 configuration, 32 mail and news.
        email: Address of the manager.
    """

    login: int = 0
    name: str = ""
    enable: int = 1
    groups: str = ""
    rights: int = 0
    email: str = ""


class PluginMailRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A letter in the server's internal mail.

    Attributes:
        id: Number of the letter, set by the server.
        time: Time of sending, set by the server: server time in Unix seconds.
        sender: Sender's name for the reader, empty for the server.
        to: Login of the receiving account.
        subject: Subject line.
        body: Text.
    """

    id: int = 0
    time: int = 0
    sender: str = ""
    to: int = 0
    subject: str = ""
    body: str = ""


class PluginNewsRecord(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A news item for all clients.

    Attributes:
        id: Number of the item, set by the server.
        time: Time of publication, set by the server: server time in Unix seconds.
        category: Category.
        subject: Headline.
        body: Text.
        language: Language of the item, 0 for any.
        priority: 1: clients show the item at once, else 0.
    """

    id: int = 0
    time: int = 0
    category: str = ""
    subject: str = ""
    body: str = ""
    language: int = 0
    priority: int = 0


RECORDS: dict[str, type[msgspec.Struct]] = {
    "TickInfo": TickInfo,
    "PluginMarginLevel": PluginMarginLevel,
    "PluginEquityRecord": PluginEquityRecord,
    "PluginAccountRecord": PluginAccountRecord,
    "PluginAccountRequestRecord": PluginAccountRequestRecord,
    "PluginAccountDiffRecord": PluginAccountDiffRecord,
    "PluginCandleRecord": PluginCandleRecord,
    "PluginGroupRecordSec": PluginGroupRecordSec,
    "PluginGroupRecordMargin": PluginGroupRecordMargin,
    "PluginGroupRecord": PluginGroupRecord,
    "PluginServerLog": PluginServerLog,
    "PluginConSession": PluginConSession,
    "PluginConSessions": PluginConSessions,
    "PluginSymbolRecord": PluginSymbolRecord,
    "PluginTradeRecord": PluginTradeRecord,
    "PluginTradeRequestRecord": PluginTradeRequestRecord,
    "PluginTradeDiffRecord": PluginTradeDiffRecord,
    "PluginTradeGatewayDataUpdateRecord": PluginTradeGatewayDataUpdateRecord,
    "PluginTickDiffRecord": PluginTickDiffRecord,
    "PluginConCommon": PluginConCommon,
    "PluginConHoliday": PluginConHoliday,
    "PluginConSymbolGroup": PluginConSymbolGroup,
    "PluginConManager": PluginConManager,
    "PluginMailRecord": PluginMailRecord,
    "PluginNewsRecord": PluginNewsRecord,
}
