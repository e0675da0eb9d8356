// A sequence lock: one thread at a time writes a small value, and any thread reads it without a lock. The writer never
// waits. A reader repeats its read when a write overlapped it.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

namespace workbench {

template <class Value>
class Seqlock {
  static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) % sizeof(uint64_t) == 0);

 public:
  Seqlock() noexcept { store(Value{}); }

  void store(const Value& value) noexcept {
    const uint64_t sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_relaxed);
    // A release store orders each word after the odd number, so a reader that sees one of the words also sees that
    // number.
    store_words(value, std::make_index_sequence<std::tuple_size_v<Words>>());
    sequence_.store(sequence + 2, std::memory_order_release);
  }

  Value load() const noexcept {
    for (;;) {
      const uint64_t sequence = sequence_.load(std::memory_order_acquire);
      Words words;
      for (size_t place = 0; place < words.size(); ++place)
        words[place] = words_[place].load(std::memory_order_acquire);
      if (sequence % 2 == 0 && sequence_.load(std::memory_order_relaxed) == sequence)
        return std::bit_cast<Value>(words);
    }
  }

 private:
  using Words = std::array<uint64_t, sizeof(Value) / sizeof(uint64_t)>;

  // Copies word by word. A copy of the whole value uses wider loads, which wait for the processor's store buffer when
  // the value has just been assembled from its fields.
  template <size_t... Place>
  void store_words(const Value& value, std::index_sequence<Place...>) noexcept {
    (words_[Place].store(word_of(value, Place), std::memory_order_release), ...);
  }
  static uint64_t word_of(const Value& value, size_t place) noexcept {
    uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<const std::byte*>(&value) + place * sizeof word, sizeof word);
    return word;
  }

  std::atomic<uint64_t> sequence_ = 0;
  std::array<std::atomic<uint64_t>, sizeof(Value) / sizeof(uint64_t)> words_{};
};

}  // namespace workbench
