// Generated from workbench/contract/tables/telemetry.toml by python -m workbench.contract.generate; do not edit.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace workbench::telemetry {

inline constexpr unsigned int kTelemetryVersion = 1;

/// Layout of the segment: SegmentHeader at 0, FaultRecord at 512, ring headers at 1024 (ticks, marks, then calls
/// of thread slot 0, 1, ...), running slots, stacks of threads, memory and threads of plugins, and the records of
/// the rings.
enum Segment : std::uint64_t {
    SEGMENT_MAGIC = 6004497146018350897,
    THREAD_SLOTS = 32,
    TICK_CAPACITY = 262144,
    MARK_CAPACITY = 16384,
    ENGINE_CALL_CAPACITY = 262144,
    CALL_CAPACITY = 32768,
    FAULT_OFFSET = 512,
    RINGS_OFFSET = 1024,
    SLOTS_OFFSET = 4096,
    STACKS_OFFSET = 8192,
    STACKS = 256,
    USAGE_OFFSET = 139264,
    USAGE_OWNERS_OFFSET = 139328,
    USAGE_PLUGINS = 64,
    USAGE_OWNERS = 66,
    USAGE_CALLBACKS_OFFSET = 143552,
    USAGE_CALLBACKS = 136,
    USAGE_THREADS_OFFSET = 282816,
    USAGE_THREADS = 256,
    RECORDS_OFFSET = 352256,
};

enum class CallKind : std::uint8_t {
    Hook = 0,
    Event = 1,
    ServerCall = 2,
    EntryPoint = 3,
};

/// Bit mask of CallRecord.flags.
enum CallFlag : std::uint8_t {
    CALL_CHANGED = 1,
    CALL_REFUSED = 2,
    CALL_FAILED = 4,
    CALL_SLOW = 8,
    CALL_FOREIGN_THREAD = 16,
};

/// Activated: a pending order opened its position, or a stop-limit order became its limit order. StopOut: closed
/// by a stop out. Corrected: a closed trade or finance record was changed. Money: a finance record was booked.
enum class MarkKind : std::uint8_t {
    Opened = 0,
    Closed = 1,
    Refused = 2,
    TickChanged = 3,
    TickRefused = 4,
    Placed = 5,
    Cancelled = 6,
    Activated = 7,
    StopOut = 8,
    Changed = 9,
    Corrected = 10,
    Deleted = 11,
    Restored = 12,
    Money = 13,
};

enum class EngineState : unsigned int {
    Starting = 0,
    Running = 1,
    Stopping = 2,
    Stopped = 3,
    Crashed = 4,
};

/// Bit mask of UsageHeader.flags: the resources that this process attributes to plugins.
enum UsageFlag : unsigned int {
    USAGE_THREADS_KNOWN = 1,
    USAGE_HEAP_KNOWN = 2,
};

/// Signals that request the stack of a thread of the engine process: Native with the value round * 256 + number
/// of a StackRecord, Python for the Python frames.
enum StackSignal : int {
    PYTHON_STACK_SIGNAL = 59,
    STACK_SIGNAL = 60,
    LAST_ROUND = 8388607,
};

/// Reason why an engine process wrote its FaultRecord.
enum class DeathKind : unsigned int {
    None = 0,
    Signal = 1,
    Terminate = 2,
    Exit = 3,
    QuickExit = 4,
};

/// One timed hook, event, server call or entry point.
struct CallRecord {
    /// Number of the call: slot of its thread in the top 8 bits, count of the thread's calls below.
    std::uint64_t id;
    /// Enclosing call, 0 when none.
    std::uint64_t parent;
    /// Time stamp counter at the start.
    std::uint64_t start_ticks;
    /// Time stamp counter difference.
    std::uint64_t took_ticks;
    /// Server time at the start, nanoseconds since the Unix epoch.
    std::int64_t server_nanos;
    /// Index of the plugin in this engine process.
    std::uint16_t plugin;
    /// Callback number (generated list CALLBACKS).
    std::uint16_t callback;
    /// Slot of the thread.
    std::uint16_t thread;
    /// CallKind.
    std::uint8_t kind;
    /// CallFlag bits.
    std::uint8_t flags;
    /// Return code, 0 for events.
    int code;
    /// Account the call is about, 0 when none.
    int login;
    /// Ticket the call is about, 0 when none.
    int order;
    /// Symbol number + 1 the call is about, 0 when none.
    std::uint16_t symbol;
    /// Scenario step, 0 when none.
    std::uint16_t step;
};
static_assert(std::is_trivial_v<CallRecord> && std::is_standard_layout_v<CallRecord>);
static_assert(sizeof(CallRecord) == 64 && alignof(CallRecord) == 8);
static_assert(offsetof(CallRecord, id) == 0);
static_assert(offsetof(CallRecord, parent) == 8);
static_assert(offsetof(CallRecord, start_ticks) == 16);
static_assert(offsetof(CallRecord, took_ticks) == 24);
static_assert(offsetof(CallRecord, server_nanos) == 32);
static_assert(offsetof(CallRecord, plugin) == 40);
static_assert(offsetof(CallRecord, callback) == 42);
static_assert(offsetof(CallRecord, thread) == 44);
static_assert(offsetof(CallRecord, kind) == 46);
static_assert(offsetof(CallRecord, flags) == 47);
static_assert(offsetof(CallRecord, code) == 48);
static_assert(offsetof(CallRecord, login) == 52);
static_assert(offsetof(CallRecord, order) == 56);
static_assert(offsetof(CallRecord, symbol) == 60);
static_assert(offsetof(CallRecord, step) == 62);

/// One quote at the end of the intake.
struct TickRecord {
    /// Number of the quote in this engine process.
    std::uint64_t sequence;
    /// Server time, nanoseconds since the Unix epoch.
    std::int64_t server_nanos;
    /// Stored bid.
    double bid;
    /// Stored ask.
    double ask;
    /// Bid as it arrived.
    double raw_bid;
    /// Ask as it arrived.
    double raw_ask;
    /// Tick volume.
    double volume;
    /// Symbol number.
    std::uint16_t symbol;
    /// CallFlag bits: changed by a hook, refused.
    std::uint16_t flags;
    /// Return code of the intake, 0 when stored.
    int code;
};
static_assert(std::is_trivial_v<TickRecord> && std::is_standard_layout_v<TickRecord>);
static_assert(sizeof(TickRecord) == 64 && alignof(TickRecord) == 8);
static_assert(offsetof(TickRecord, sequence) == 0);
static_assert(offsetof(TickRecord, server_nanos) == 8);
static_assert(offsetof(TickRecord, bid) == 16);
static_assert(offsetof(TickRecord, ask) == 24);
static_assert(offsetof(TickRecord, raw_bid) == 32);
static_assert(offsetof(TickRecord, raw_ask) == 40);
static_assert(offsetof(TickRecord, volume) == 48);
static_assert(offsetof(TickRecord, symbol) == 56);
static_assert(offsetof(TickRecord, flags) == 58);
static_assert(offsetof(TickRecord, code) == 60);

/// One event of a trade. The chart draws it, and the summary of a run counts it.
struct MarkRecord {
    /// Number of the mark in this engine process.
    std::uint64_t sequence;
    /// Server time, nanoseconds since the Unix epoch.
    std::int64_t server_nanos;
    /// Price of the trade.
    double price;
    /// Profit of a closed trade or amount of a finance record, deposit currency.
    double profit;
    /// Ticket.
    int order;
    /// Account number.
    int login;
    /// Volume in hundredths of a lot.
    int volume;
    /// PluginTradeCommand.
    int cmd;
    /// Return code.
    int code;
    /// Symbol number, 65535 for none.
    std::uint16_t symbol;
    /// MarkKind.
    std::uint8_t kind;
    /// PluginTradeActivation that caused it, 0 for none.
    std::uint8_t activation;
    /// PluginTradeState.
    int state;
    /// Spare.
    unsigned int unused;
};
static_assert(std::is_trivial_v<MarkRecord> && std::is_standard_layout_v<MarkRecord>);
static_assert(sizeof(MarkRecord) == 64 && alignof(MarkRecord) == 8);
static_assert(offsetof(MarkRecord, sequence) == 0);
static_assert(offsetof(MarkRecord, server_nanos) == 8);
static_assert(offsetof(MarkRecord, price) == 16);
static_assert(offsetof(MarkRecord, profit) == 24);
static_assert(offsetof(MarkRecord, order) == 32);
static_assert(offsetof(MarkRecord, login) == 36);
static_assert(offsetof(MarkRecord, volume) == 40);
static_assert(offsetof(MarkRecord, cmd) == 44);
static_assert(offsetof(MarkRecord, code) == 48);
static_assert(offsetof(MarkRecord, symbol) == 52);
static_assert(offsetof(MarkRecord, kind) == 54);
static_assert(offsetof(MarkRecord, activation) == 55);
static_assert(offsetof(MarkRecord, state) == 56);
static_assert(offsetof(MarkRecord, unused) == 60);

/// Current call of one thread of the engine process, readable after the process was killed. depth 0 means no
/// plugin code.
struct RunningSlot {
    /// Number of the innermost running call.
    std::uint64_t call;
    /// Time stamp counter at its start.
    std::uint64_t start_ticks;
    /// Server time at its start.
    std::int64_t server_nanos;
    /// Kernel thread id, 0 when the slot is free.
    int tid;
    /// Nested calls now running.
    int depth;
    /// Index of the plugin.
    std::uint16_t plugin;
    /// Callback number.
    std::uint16_t callback;
    /// Scenario step.
    unsigned int step;
    /// Account the call is about.
    int login;
    /// Ticket the call is about.
    int order;
    /// Calls made on this thread so far.
    std::uint64_t calls;
    /// First bytes of the thread's name.
    std::uint8_t name[8];
};
static_assert(std::is_trivial_v<RunningSlot> && std::is_standard_layout_v<RunningSlot>);
static_assert(sizeof(RunningSlot) == 64 && alignof(RunningSlot) == 8);
static_assert(offsetof(RunningSlot, call) == 0);
static_assert(offsetof(RunningSlot, start_ticks) == 8);
static_assert(offsetof(RunningSlot, server_nanos) == 16);
static_assert(offsetof(RunningSlot, tid) == 24);
static_assert(offsetof(RunningSlot, depth) == 28);
static_assert(offsetof(RunningSlot, plugin) == 32);
static_assert(offsetof(RunningSlot, callback) == 34);
static_assert(offsetof(RunningSlot, step) == 36);
static_assert(offsetof(RunningSlot, login) == 40);
static_assert(offsetof(RunningSlot, order) == 44);
static_assert(offsetof(RunningSlot, calls) == 48);
static_assert(offsetof(RunningSlot, name) == 56);

/// Start of the usage of plugins. It precedes OwnerUsage for each of the first plugins, the server and all
/// further plugins, CallbackUsage by plugin and callback, and OwnedThread for each running thread. Written some
/// times a second.
struct UsageHeader {
    /// Odd while it is being written.
    std::uint64_t sequence;
    /// Time of the write, nanoseconds since the Unix epoch.
    std::int64_t nanos;
    /// Cost of the accounting for one allocation and its release, measured in this process.
    double pair_nanos;
    /// UsageFlag bits. 0: no attribution in this process.
    unsigned int flags;
    /// OwnedThread records in use.
    unsigned int threads;
    /// Spare.
    std::uint64_t spare[4];
};
static_assert(std::is_trivial_v<UsageHeader> && std::is_standard_layout_v<UsageHeader>);
static_assert(sizeof(UsageHeader) == 64 && alignof(UsageHeader) == 8);
static_assert(offsetof(UsageHeader, sequence) == 0);
static_assert(offsetof(UsageHeader, nanos) == 8);
static_assert(offsetof(UsageHeader, pair_nanos) == 16);
static_assert(offsetof(UsageHeader, flags) == 24);
static_assert(offsetof(UsageHeader, threads) == 28);
static_assert(offsetof(UsageHeader, spare) == 32);

/// Memory and threads of one plugin or of the server.
struct OwnerUsage {
    /// Live heap bytes that it allocated.
    std::int64_t live_bytes;
    /// Live heap blocks that it allocated.
    std::int64_t live_blocks;
    /// Blocks ever allocated. A resized block counts as freed and allocated.
    std::uint64_t allocations;
    /// Bytes of all blocks ever allocated.
    std::uint64_t allocated_bytes;
    /// Running threads that it started, directly or through its threads.
    std::uint64_t threads;
    /// Threads it ever started.
    std::uint64_t threads_made;
    /// Spare.
    std::uint64_t spare[2];
};
static_assert(std::is_trivial_v<OwnerUsage> && std::is_standard_layout_v<OwnerUsage>);
static_assert(sizeof(OwnerUsage) == 64 && alignof(OwnerUsage) == 8);
static_assert(offsetof(OwnerUsage, live_bytes) == 0);
static_assert(offsetof(OwnerUsage, live_blocks) == 8);
static_assert(offsetof(OwnerUsage, allocations) == 16);
static_assert(offsetof(OwnerUsage, allocated_bytes) == 24);
static_assert(offsetof(OwnerUsage, threads) == 32);
static_assert(offsetof(OwnerUsage, threads_made) == 40);
static_assert(offsetof(OwnerUsage, spare) == 48);

/// Memory that a plugin allocated during calls of one callback. The last callback stands for its own threads.
struct CallbackUsage {
    /// Blocks ever allocated.
    std::uint64_t allocations;
    /// Live heap bytes.
    std::int64_t live_bytes;
};
static_assert(std::is_trivial_v<CallbackUsage> && std::is_standard_layout_v<CallbackUsage>);
static_assert(sizeof(CallbackUsage) == 16 && alignof(CallbackUsage) == 8);
static_assert(offsetof(CallbackUsage, allocations) == 0);
static_assert(offsetof(CallbackUsage, live_bytes) == 8);

/// One thread of the engine process and its creator.
struct OwnedThread {
    /// Kernel thread id, 0 while it is being started.
    int tid;
    /// Kernel thread id of the thread that started it, 0 if unknown.
    int creator;
    /// Place of its owner among the OwnerUsage records.
    unsigned int owner;
    /// Spare.
    unsigned int spare;
    /// Address of its start function, 0 if unknown.
    std::uint64_t entry;
    /// Mangled type that a std::thread runs, else the name of the function or its file and offset. UTF-8, ends at
    /// the first 0.
    std::uint8_t name[232];
};
static_assert(std::is_trivial_v<OwnedThread> && std::is_standard_layout_v<OwnedThread>);
static_assert(sizeof(OwnedThread) == 256 && alignof(OwnedThread) == 8);
static_assert(offsetof(OwnedThread, tid) == 0);
static_assert(offsetof(OwnedThread, creator) == 4);
static_assert(offsetof(OwnedThread, owner) == 8);
static_assert(offsetof(OwnedThread, spare) == 12);
static_assert(offsetof(OwnedThread, entry) == 16);
static_assert(offsetof(OwnedThread, name) == 24);

/// head counts the records ever written. The newest is at (head - 1) % capacity. Written with release order after
/// the record.
struct RingHeader {
    /// Records written so far.
    std::uint64_t head;
    /// Records the ring holds, a power of two.
    std::uint64_t capacity;
    /// Where the records start, bytes from the start of the segment.
    std::uint64_t offset;
    /// 64.
    unsigned int record_size;
    /// 0 calls, 1 ticks, 2 marks.
    unsigned int kind;
    /// Spare.
    std::uint64_t spare[4];
};
static_assert(std::is_trivial_v<RingHeader> && std::is_standard_layout_v<RingHeader>);
static_assert(sizeof(RingHeader) == 64 && alignof(RingHeader) == 8);
static_assert(offsetof(RingHeader, head) == 0);
static_assert(offsetof(RingHeader, capacity) == 8);
static_assert(offsetof(RingHeader, offset) == 16);
static_assert(offsetof(RingHeader, record_size) == 24);
static_assert(offsetof(RingHeader, kind) == 28);
static_assert(offsetof(RingHeader, spare) == 32);

/// Written by a dying engine process. The StackRecords hold the stacks of its threads, the faulting thread first.
struct FaultRecord {
    /// Signal number, 0 when none was caught.
    int signal;
    /// si_code.
    int code;
    /// Kernel thread id.
    int tid;
    /// Slot of the thread, -1 when it has none.
    int slot;
    /// DeathKind.
    unsigned int kind;
    /// Process that sent the signal, 0 when it was not sent.
    int sender;
    /// Argument of exit().
    int exit_code;
    /// StackRecords in use.
    unsigned int stacks;
    /// Faulting address.
    std::uint64_t address;
    /// Program counter.
    std::uint64_t pc;
    /// Stack pointer.
    std::uint64_t sp;
    /// Server time.
    std::int64_t server_nanos;
    /// General registers in the kernel's order.
    std::uint64_t registers[24];
    /// Uncaught exception, or the reason for abort(). UTF-8, ends at the first 0.
    std::uint8_t message[256];
};
static_assert(std::is_trivial_v<FaultRecord> && std::is_standard_layout_v<FaultRecord>);
static_assert(sizeof(FaultRecord) == 512 && alignof(FaultRecord) == 8);
static_assert(offsetof(FaultRecord, signal) == 0);
static_assert(offsetof(FaultRecord, code) == 4);
static_assert(offsetof(FaultRecord, tid) == 8);
static_assert(offsetof(FaultRecord, slot) == 12);
static_assert(offsetof(FaultRecord, kind) == 16);
static_assert(offsetof(FaultRecord, sender) == 20);
static_assert(offsetof(FaultRecord, exit_code) == 24);
static_assert(offsetof(FaultRecord, stacks) == 28);
static_assert(offsetof(FaultRecord, address) == 32);
static_assert(offsetof(FaultRecord, pc) == 40);
static_assert(offsetof(FaultRecord, sp) == 48);
static_assert(offsetof(FaultRecord, server_nanos) == 56);
static_assert(offsetof(FaultRecord, registers) == 64);
static_assert(offsetof(FaultRecord, message) == 256);

/// Stack of one thread, which writes it on STACK_SIGNAL. The requesting thread chooses the record.
struct StackRecord {
    /// Kernel thread id.
    int tid;
    /// Thread slot with its deepest call, -1 when it has none.
    int slot;
    /// Name of the thread.
    std::uint8_t name[16];
    /// Value of pthread_self().
    std::uint64_t pthread;
    /// Number of the request that this answers, written last.
    unsigned int round;
    /// 1: written by the thread itself. 0: the thread did not answer, and another thread wrote the facts that it
    /// can read.
    unsigned int answered;
    /// Number of frames that follow.
    std::uint64_t frames;
    /// Addresses, innermost first: the current one, then return addresses.
    std::uint64_t frame[58];
};
static_assert(std::is_trivial_v<StackRecord> && std::is_standard_layout_v<StackRecord>);
static_assert(sizeof(StackRecord) == 512 && alignof(StackRecord) == 8);
static_assert(offsetof(StackRecord, tid) == 0);
static_assert(offsetof(StackRecord, slot) == 4);
static_assert(offsetof(StackRecord, name) == 8);
static_assert(offsetof(StackRecord, pthread) == 24);
static_assert(offsetof(StackRecord, round) == 32);
static_assert(offsetof(StackRecord, answered) == 36);
static_assert(offsetof(StackRecord, frames) == 40);
static_assert(offsetof(StackRecord, frame) == 48);

/// Start of the segment. Counters are written by the engine thread only, unless noted.
struct SegmentHeader {
    /// SEGMENT_MAGIC once the segment is ready.
    std::uint64_t magic;
    /// telemetry_version.
    unsigned int version;
    /// EngineState.
    unsigned int state;
    /// Process id of the engine.
    int pid;
    /// Thread slots in use so far (high-water mark).
    unsigned int threads;
    /// Length of one time stamp counter tick.
    double nanos_per_tick;
    /// Own cost of one timed call: guard, stamps and record.
    double overhead_nanos;
    /// Time stamp counter at the start of the engine.
    std::uint64_t start_ticks;
    /// Wall clock at the same moment, nanoseconds since the Unix epoch.
    std::int64_t start_nanos;
    /// Server time now.
    std::int64_t server_nanos;
    /// Increases with every loop, request, quote and event of the engine.
    std::uint64_t heartbeat;
    /// Quotes stored.
    std::uint64_t ticks;
    /// Trades opened.
    std::uint64_t opened;
    /// Trades closed.
    std::uint64_t closed;
    /// Trade requests refused.
    std::uint64_t refused;
    /// Accounts in the database.
    std::uint64_t accounts;
    /// Open trades in the database.
    std::uint64_t open_trades;
    /// Ring headers that follow at offset 1024: 0 ticks, 1 marks, 2.. calls of thread slot 0, 1, ...
    std::uint64_t rings;
    /// Where the RunningSlot array starts.
    std::uint64_t slots_offset;
    /// Separates the following counters from those of the engine thread by a cache line.
    std::uint64_t gap[7];
    /// Quotes refused by the server or a plugin (any thread).
    std::uint64_t ticks_refused;
    /// Separates the following counter from that of refused quotes by a cache line.
    std::uint64_t second_gap[7];
    /// Calls that found no thread slot and were not recorded (any thread).
    std::uint64_t untraced;
    /// Spare.
    std::uint64_t spare[31];
};
static_assert(std::is_trivial_v<SegmentHeader> && std::is_standard_layout_v<SegmentHeader>);
static_assert(sizeof(SegmentHeader) == 512 && alignof(SegmentHeader) == 8);
static_assert(offsetof(SegmentHeader, magic) == 0);
static_assert(offsetof(SegmentHeader, version) == 8);
static_assert(offsetof(SegmentHeader, state) == 12);
static_assert(offsetof(SegmentHeader, pid) == 16);
static_assert(offsetof(SegmentHeader, threads) == 20);
static_assert(offsetof(SegmentHeader, nanos_per_tick) == 24);
static_assert(offsetof(SegmentHeader, overhead_nanos) == 32);
static_assert(offsetof(SegmentHeader, start_ticks) == 40);
static_assert(offsetof(SegmentHeader, start_nanos) == 48);
static_assert(offsetof(SegmentHeader, server_nanos) == 56);
static_assert(offsetof(SegmentHeader, heartbeat) == 64);
static_assert(offsetof(SegmentHeader, ticks) == 72);
static_assert(offsetof(SegmentHeader, opened) == 80);
static_assert(offsetof(SegmentHeader, closed) == 88);
static_assert(offsetof(SegmentHeader, refused) == 96);
static_assert(offsetof(SegmentHeader, accounts) == 104);
static_assert(offsetof(SegmentHeader, open_trades) == 112);
static_assert(offsetof(SegmentHeader, rings) == 120);
static_assert(offsetof(SegmentHeader, slots_offset) == 128);
static_assert(offsetof(SegmentHeader, gap) == 136);
static_assert(offsetof(SegmentHeader, ticks_refused) == 192);
static_assert(offsetof(SegmentHeader, second_gap) == 200);
static_assert(offsetof(SegmentHeader, untraced) == 256);
static_assert(offsetof(SegmentHeader, spare) == 264);

}  // namespace workbench::telemetry
