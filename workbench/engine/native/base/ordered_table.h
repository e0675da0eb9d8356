// Values by ascending number, with fast lookup, append, ordered iteration and copying.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace workbench {

// Sorted entries in blocks of limited length, so that a change in the middle moves one block only. Numbers mostly
// arrive in ascending order, which fills each block before the next one begins.
//
// A copy shares the blocks; a table copies a shared block before it changes it. A copy made under a lock is therefore
// fast for any number of entries, and readers use it without the lock. Several threads may copy a table at the same
// time.
template <class Value, class Key = int>
class OrderedTable {
 public:
  OrderedTable() = default;
  OrderedTable(const OrderedTable& other)
      : size_(other.size_),
        blocks_(other.blocks_),
        highest_(other.highest_),
        copies_(other.copies_.fetch_add(1, std::memory_order_relaxed) + 1) {}
  OrderedTable(OrderedTable&& other) noexcept { swap(other); }
  OrderedTable& operator=(OrderedTable other) noexcept {
    swap(other);
    return *this;
  }
  ~OrderedTable() = default;

  size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  // Returns 0 when the table is empty.
  Key first_key() const noexcept { return blocks_.empty() ? Key{} : blocks_.front()->entries.front().first; }
  Key last_key() const noexcept { return highest_.empty() ? Key{} : highest_.back(); }

  // Returns nullptr when the number is not in the table. The pointer is valid until the next change.
  const Value* find(Key key) const noexcept {
    const size_t number = block_of(key);
    if (number == blocks_.size()) return nullptr;
    const Entries& entries = blocks_[number]->entries;
    const auto place = place_of(entries, key);
    return place != entries.end() && place->first == key ? &place->second : nullptr;
  }
  Value* find(Key key) {
    if (std::as_const(*this).find(key) == nullptr) return nullptr;
    return &place_of(own(block_of(key)), key)->second;
  }

  // Returns the previous value, or an empty value when there was none.
  Value put(Key key, Value value) {
    if (blocks_.empty()) add_block(0, key);
    const size_t number = std::min(block_of(key), blocks_.size() - 1);
    Entries& entries = own(number);
    const auto place = place_of(entries, key);
    if (place != entries.end() && place->first == key) return std::exchange(place->second, std::move(value));
    const auto at = place - entries.begin();
    insert(number, static_cast<size_t>(at), {key, std::move(value)});
    ++size_;
    return {};
  }

  Value take(Key key) {
    if (std::as_const(*this).find(key) == nullptr) return {};
    const size_t number = block_of(key);
    Entries& entries = own(number);
    const auto place = place_of(entries, key);
    Value taken = std::move(place->second);
    entries.erase(place);
    --size_;
    if (entries.empty()) {
      blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(number));
      highest_.erase(highest_.begin() + static_cast<std::ptrdiff_t>(number));
    } else {
      highest_[number] = entries.back().first;
    }
    return taken;
  }

  // Calls `visit(key, value)` in ascending order.
  template <class Visit>
  void each_with_key(const Visit& visit) const {
    for (const auto& block : blocks_) {
      for (const auto& [key, value] : block->entries) visit(key, value);
    }
  }

  // Calls `visit(value)` in ascending order.
  template <class Visit>
  void each(const Visit& visit) const {
    each_with_key([&](Key, const Value& value) { visit(value); });
  }

 private:
  static constexpr size_t kMost = 256;
  using Entry = std::pair<Key, Value>;
  using Entries = std::vector<Entry>;
  struct Block {
    uint64_t copies = 0;  // of the table, when the block was made
    Entries entries;
  };

  void swap(OrderedTable& other) noexcept {
    std::swap(size_, other.size_);
    blocks_.swap(other.blocks_);
    highest_.swap(other.highest_);
    const uint64_t copies = copies_.load(std::memory_order_relaxed);
    copies_.store(other.copies_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    other.copies_.store(copies, std::memory_order_relaxed);
  }
  // Returns the block's entries for modification. Copies the block first when a copy of the table may share it.
  Entries& own(size_t number) {
    const uint64_t copies = copies_.load(std::memory_order_relaxed);
    std::shared_ptr<Block>& block = blocks_[number];
    if (block->copies != copies) {
      auto mine = std::make_shared<Block>();
      mine->copies = copies;
      mine->entries.reserve(std::min(kMost, block->entries.size() + 1));
      mine->entries.assign(block->entries.begin(), block->entries.end());
      block = std::move(mine);
    }
    return block->entries;
  }
  // Returns the first block whose highest number is not below the key, or the number of blocks when there is none.
  size_t block_of(Key key) const noexcept {
    if (!highest_.empty() && key > highest_.back()) return blocks_.size();
    return static_cast<size_t>(std::lower_bound(highest_.begin(), highest_.end(), key) - highest_.begin());
  }
  template <class Some>
  static auto place_of(Some& entries, Key key) noexcept {
    return std::lower_bound(entries.begin(), entries.end(), key,
                            [](const Entry& entry, Key wanted) { return entry.first < wanted; });
  }
  void add_block(size_t number, Key highest) {
    auto block = std::make_shared<Block>();
    block->copies = copies_.load(std::memory_order_relaxed);
    if (!blocks_.empty()) block->entries.reserve(kMost);
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(number), std::move(block));
    highest_.insert(highest_.begin() + static_cast<std::ptrdiff_t>(number), highest);
  }
  void insert(size_t number, size_t at, Entry entry) {
    if (blocks_[number]->entries.size() == kMost) {
      const bool append = at == kMost && number + 1 == blocks_.size();
      add_block(number + 1, highest_[number]);
      if (!append) split(number);
      if (const size_t kept = blocks_[number]->entries.size(); append || at > kept) {
        ++number;
        at -= kept;
      }
    }
    Entries& entries = blocks_[number]->entries;
    entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(at), std::move(entry));
    highest_[number] = entries.back().first;
  }
  // Moves the upper half into the empty block that follows.
  void split(size_t number) {
    Entries& lower = blocks_[number]->entries;
    const auto middle = lower.begin() + kMost / 2;
    blocks_[number + 1]->entries.assign(std::make_move_iterator(middle), std::make_move_iterator(lower.end()));
    lower.erase(middle, lower.end());
    highest_[number] = lower.back().first;
  }

  size_t size_ = 0;
  std::vector<std::shared_ptr<Block>> blocks_;
  std::vector<Key> highest_;  // number in each block
  mutable std::atomic<uint64_t> copies_ = 0;
};

}  // namespace workbench
