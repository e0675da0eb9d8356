// Contains a Java runtime.
#include "zoo.h"

extern "C" int JNI_GetDefaultJavaVMInitArgs(void*);

class Java final : public AtQuote {
 public:
  using AtQuote::AtQuote;
  void act() override { JNI_GetDefaultJavaVMInitArgs(nullptr); }
};

ZOO_PLUGIN(Java)
