// Replaces operator new and delete: memory of the server would be freed by the wrong function.
#include "zoo.h"

#include <cstdlib>
#include <new>

void* operator new(std::size_t size) {
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

ZOO_PLUGIN(ZooPlugin)
