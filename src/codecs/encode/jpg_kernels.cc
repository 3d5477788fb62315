#include "codecs/encode/jpg_kernels.h"

namespace triforium::codecs::detail {

#ifndef TRIFORIUM_HAS_AVX2_KERNELS
JpgKernels const* avx2_jpg_kernels() {
  return nullptr;
}
#endif
#ifndef TRIFORIUM_HAS_AVX512_KERNELS
JpgKernels const* avx512_jpg_kernels() {
  return nullptr;
}
#endif

JpgKernels const* jpg_kernels() {
  static JpgKernels const* const best = avx512_jpg_kernels() != nullptr ? avx512_jpg_kernels() : avx2_jpg_kernels();
  return best;
}

}  // namespace triforium::codecs::detail
