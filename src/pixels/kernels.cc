#include "pixels/kernels.h"

namespace triforium {
namespace {

#define TRIFORIUM_VECTOR_BYTES 16
#include "pixels/kernels.inl"

}  // namespace

Kernels const& plain_kernels() {
  return kTheseKernels;
}

#ifndef TRIFORIUM_HAS_AVX2_KERNELS
Kernels const* avx2_kernels() {
  return nullptr;
}
#endif

Kernels const& kernels() {
  static Kernels const& best = avx2_kernels() != nullptr ? *avx2_kernels() : plain_kernels();
  return best;
}

}  // namespace triforium
