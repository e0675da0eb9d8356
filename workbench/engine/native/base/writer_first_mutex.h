// A lock for many readers and the holder of the engine lock. The writer waits only for readers that already hold the
// lock.
#pragma once

#include <pthread.h>

#include <system_error>

namespace workbench {

// For std::shared_lock and std::unique_lock. std::shared_mutex admits readers as long as any reader holds it, so
// readers that return again and again starve a writer. Here a waiting writer has priority over every reader that
// arrives after it. A thread that holds the lock for reading must therefore not lock it again.
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
