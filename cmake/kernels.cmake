# triforium_kernels(<room> <sse2|avx2|avx512> OPTIONS … SOURCES …)
#
# Inner loops of a room that are compiled for a kind of x86-64 processor, and used where the program finds itself on one.
# TRIFORIUM_KERNELS leaves the faster ones out, so that what other processors do can be tested and measured on any.
set(TRIFORIUM_KERNELS avx512 CACHE STRING "The fastest inner loops to build: plain, sse2, avx2 or avx512")
set_property(CACHE TRIFORIUM_KERNELS PROPERTY STRINGS plain sse2 avx2 avx512)
set(triforium_levels plain sse2 avx2 avx512)
if(NOT TRIFORIUM_KERNELS IN_LIST triforium_levels)
  message(FATAL_ERROR "TRIFORIUM_KERNELS is \"${TRIFORIUM_KERNELS}\", not one of ${triforium_levels}")
endif()

function(triforium_kernels room level)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "OPTIONS;SOURCES")
  list(FIND triforium_levels ${level} wanted)
  list(FIND triforium_levels ${TRIFORIUM_KERNELS} most)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" OR wanted GREATER most)
    return()
  endif()
  string(TOUPPER ${level} name)
  target_sources(triforium_${room} PRIVATE ${arg_SOURCES})
  target_compile_definitions(triforium_${room} PRIVATE TRIFORIUM_HAS_${name}_KERNELS)
  set_source_files_properties(${arg_SOURCES} PROPERTIES COMPILE_OPTIONS "${arg_OPTIONS}")
endfunction()
