// Opens a file and never closes it.
#include <fcntl.h>

#include "zoo.h"

class FilesLeft final : public ZooPlugin {
 public:
  explicit FilesLeft(PluginServerInterface& given)
      : ZooPlugin(given), file_(open("/usr/include/stdio.h", O_RDONLY | O_CLOEXEC)) {}

 private:
  int file_;
};

ZOO_PLUGIN(FilesLeft)
