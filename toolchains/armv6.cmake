# Raspberry Pi 1 and Zero. Soft float: Debian's hard-float libraries need ARMv7.
set(EXPOBOX_ARCH armv6)
# Their ARM1176 is an ARMv6K: it has 64-bit atomics, which save a library.
# Files over 2 GB and times after 2038; silent on how GCC 6 passed arguments.
set(CMAKE_C_FLAGS_INIT "-march=armv6k -marm -mfloat-abi=soft -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -Wno-psabi")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL "armv6l")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR armv6l)
  set(CMAKE_C_COMPILER arm-linux-gnueabi-gcc)
  set(CMAKE_CXX_COMPILER arm-linux-gnueabi-g++)
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm-static -cpu arm1176)
endif()
