// A lock for many readers and the engine lock, which waits for those readers only that are reading already.
#pragma once

#include <pthread.h>

#include <system_error>

namespace workbench {

// For std::shared_lock and std::unique_lock. std::shared_mutex lets readers in as long as any is inside: readers that
// come again and again keep a writer out. Here a waiting writer comes before every reader that comes after it, so a
// thread that reads must not read again inside.
class WriterFirstMutex {
 public:
  WriterFirstMutex() {
    pthread_rwlockattr_t attributes;
    check(pthread_rwlockattr_init(&attributes));
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    const int failed = pthread_rwlock_init(&lock_, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    check(failed);
  }
  ~WriterFirstMutex() { pthread_rwlock_destroy(&lock_); }
  WriterFirstMutex(const WriterFirstMutex&) = delete;
  WriterFirstMutex& operator=(const WriterFirstMutex&) = delete;

  void lock() { check(pthread_rwlock_wrlock(&lock_)); }
  void unlock() noexcept { pthread_rwlock_unlock(&lock_); }
  void lock_shared() { check(pthread_rwlock_rdlock(&lock_)); }
  void unlock_shared() noexcept { pthread_rwlock_unlock(&lock_); }

 private:
  static void check(int failed) {
    if (failed != 0) throw std::system_error(failed, std::generic_category(), "a lock cannot be taken");
  }

  pthread_rwlock_t lock_;
};

}  // namespace workbench
