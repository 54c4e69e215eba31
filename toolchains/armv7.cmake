# Raspberry Pi 2 and later under a 32-bit system; hard float.
set(EXPOBOX_ARCH armv7)
# Files over 2 GB and times after 2038; silent on how GCC 6 passed arguments.
set(CMAKE_C_FLAGS_INIT "-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -Wno-psabi")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
if(NOT CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL "armv7l")
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_SYSTEM_PROCESSOR armv7l)
  set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
  set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm-static -cpu cortex-a7)
endif()
