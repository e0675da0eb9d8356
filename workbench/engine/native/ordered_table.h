// Values by ascending number: fast to find, to append and to walk in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace workbench {

// Sorted entries in blocks of limited length, so that a change in the middle moves one block only. Numbers mostly come
// in ascending order; the last block then is full before the next one begins.
template <class Value>
class OrderedTable {
 public:
  size_t size() const noexcept { return size_; }
  // 0 when there is none.
  int last_key() const noexcept { return blocks_.empty() ? 0 : blocks_.back().back().first; }

  // nullptr when the number is not there. Valid until the next change.
  const Value* find(int key) const noexcept {
    const size_t number = block_of(key);
    if (number == blocks_.size()) return nullptr;
    const auto place = place_of(blocks_[number], key);
    return place != blocks_[number].end() && place->first == key ? &place->second : nullptr;
  }
  Value* find(int key) noexcept { return const_cast<Value*>(std::as_const(*this).find(key)); }

  // Returns what was there before, an empty value when nothing was.
  Value put(int key, Value value) {
    if (blocks_.empty()) add_block(0, key);
    size_t number = std::min(block_of(key), blocks_.size() - 1);
    const auto place = place_of(blocks_[number], key);
    if (place != blocks_[number].end() && place->first == key) return std::exchange(place->second, std::move(value));
    const auto at = place - blocks_[number].begin();
    insert(number, static_cast<size_t>(at), {key, std::move(value)});
    ++size_;
    return {};
  }

  Value take(int key) {
    const size_t number = block_of(key);
    if (number == blocks_.size()) return {};
    Block& block = blocks_[number];
    const auto place = place_of(block, key);
    if (place == block.end() || place->first != key) return {};
    Value taken = std::move(place->second);
    block.erase(place);
    --size_;
    if (block.empty()) {
      blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(number));
      highest_.erase(highest_.begin() + static_cast<std::ptrdiff_t>(number));
    } else {
      highest_[number] = block.back().first;
    }
    return taken;
  }

  bool empty() const noexcept { return size_ == 0; }

  // Calls `visit(key, value)` in ascending order.
  template <class Visit>
  void each_with_key(const Visit& visit) const {
    for (const Block& block : blocks_) {
      for (const auto& [key, value] : block) visit(key, value);
    }
  }

  // Calls `visit(value)` in ascending order.
  template <class Visit>
  void each(const Visit& visit) const {
    for (const Block& block : blocks_) {
      for (const auto& [key, value] : block) visit(value);
    }
  }

 private:
  static constexpr size_t kMost = 256;
  using Entry = std::pair<int, Value>;
  using Block = std::vector<Entry>;

  // The first block whose highest number is not below the key; size() of the blocks when there is none.
  size_t block_of(int key) const noexcept {
    if (!highest_.empty() && key > highest_.back()) return blocks_.size();
    return static_cast<size_t>(std::lower_bound(highest_.begin(), highest_.end(), key) - highest_.begin());
  }
  template <class Some>
  static auto place_of(Some& block, int key) noexcept {
    return std::lower_bound(block.begin(), block.end(), key,
                            [](const Entry& entry, int wanted) { return entry.first < wanted; });
  }
  void add_block(size_t number, int highest) {
    blocks_.emplace(blocks_.begin() + static_cast<std::ptrdiff_t>(number));
    blocks_[number].reserve(kMost);
    highest_.insert(highest_.begin() + static_cast<std::ptrdiff_t>(number), highest);
  }
  void insert(size_t number, size_t at, Entry entry) {
    if (blocks_[number].size() == kMost) {
      const bool append = at == kMost && number + 1 == blocks_.size();
      add_block(number + 1, highest_[number]);
      if (!append) split(number);
      if (const size_t kept = blocks_[number].size(); append || at > kept) {
        ++number;
        at -= kept;
      }
    }
    Block& block = blocks_[number];
    block.insert(block.begin() + static_cast<std::ptrdiff_t>(at), std::move(entry));
    highest_[number] = block.back().first;
  }
  // Moves the upper half into the empty block behind.
  void split(size_t number) {
    Block& lower = blocks_[number];
    const auto middle = lower.begin() + kMost / 2;
    blocks_[number + 1].assign(std::make_move_iterator(middle), std::make_move_iterator(lower.end()));
    lower.erase(middle, lower.end());
    highest_[number] = lower.back().first;
  }

  size_t size_ = 0;
  std::vector<Block> blocks_;
  std::vector<int> highest_;  // number in each block
};

}  // namespace workbench
