// One object for each thread, without the dynamic linker's lock.
#pragma once

#include <pthread.h>

#include <memory>
#include <system_error>
#include <utility>

namespace workbench {

/// Returns the calling thread's object of this type. The first call creates it, and the end of the thread destroys it.
///
/// A thread_local with a destructor does not work here: the C library registers each one under the dynamic linker's
/// lock. dlopen holds that lock while static constructors run, and such a constructor may wait for a thread that it has
/// started. exit() does not destroy the object of the calling thread.
template <class T>
class PerThread {
 public:
  static T& get() {
    if (object_ == nullptr) make();
    return *object_;
  }

 private:
  static void make() {
    auto made = std::make_unique<T>();
    if (const int error = pthread_setspecific(key_, made.get()); error != 0) {
      throw std::system_error(error, std::generic_category(), "no memory for the end of a thread");
    }
    object_ = made.release();
  }

  static pthread_key_t make_key() {
    pthread_key_t key{};
    const int error = pthread_key_create(&key, [](void* object) {
      object_ = nullptr;
      delete static_cast<T*>(object);
    });
    if (error != 0) throw std::system_error(error, std::generic_category(), "no key for the data of threads");
    return key;
  }

  static inline constinit thread_local T* object_ = nullptr;
  // Created when this library is loaded, before a plugin can use up the keys.
  static inline const pthread_key_t key_ = make_key();
};

}  // namespace workbench
