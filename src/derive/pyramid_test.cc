#include "derive/pyramid.h"

#include <gtest/gtest.h>

namespace triforium::derive {
namespace {
TEST(Pyramid, Nothing) {}
}  // namespace
}  // namespace triforium::derive
