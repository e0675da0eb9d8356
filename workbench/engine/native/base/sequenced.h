// A small value that one thread at a time writes and any thread reads, without a lock: the writer never waits, a reader
// reads again when it was overtaken (a sequence lock).
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace workbench {

template <class Value>
class Sequenced {
  static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) % sizeof(uint64_t) == 0);

 public:
  Sequenced() noexcept { store(Value{}); }

  void store(const Value& value) noexcept {
    const auto words = std::bit_cast<Words>(value);
    const uint64_t turn = turn_.load(std::memory_order_relaxed);
    turn_.store(turn + 1, std::memory_order_relaxed);
    // Each word is released behind the odd number: whoever reads one of them sees that number, too.
    for (size_t place = 0; place < words.size(); ++place) words_[place].store(words[place], std::memory_order_release);
    turn_.store(turn + 2, std::memory_order_release);
  }

  Value load() const noexcept {
    for (;;) {
      const uint64_t turn = turn_.load(std::memory_order_acquire);
      Words words;
      for (size_t place = 0; place < words.size(); ++place)
        words[place] = words_[place].load(std::memory_order_acquire);
      if (turn % 2 == 0 && turn_.load(std::memory_order_relaxed) == turn) return std::bit_cast<Value>(words);
    }
  }

 private:
  using Words = std::array<uint64_t, sizeof(Value) / sizeof(uint64_t)>;

  std::atomic<uint64_t> turn_ = 0;
  std::array<std::atomic<uint64_t>, sizeof(Value) / sizeof(uint64_t)> words_{};
};

}  // namespace workbench
