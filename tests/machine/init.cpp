// SPDX-License-Identifier: MIT
//
// The first program of the emulated machine of tests/machine/check, all that is beside the kernel and
// ExpoBox: loads the kernel's modules, sets up the network and the drive, and starts the box. What it is told
// comes from the kernel's command line, as environment: `drive`, the drive's filesystem; `import`, a file to
// import first.
//
// On the console a line "status" has the box's memory shown; "stop" ends the box by SIGTERM, and then the
// machine.
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

[[noreturn]] void end_machine() {
  sync();
  reboot(RB_POWER_OFF);
  std::abort();  // the kernel panics, and the emulator ends
}

void must(bool done, const std::string& what) {
  if (done) return;
  std::cout << "init: cannot " << what << ": " << std::strerror(errno) << std::endl;
  end_machine();
}

void mount_at(const char* source, const char* folder, const char* type, const char* options = "") {
  mkdir(folder, 0755);
  must(mount(source, folder, type, MS_NOATIME, options) == 0, std::string("mount ") + folder);
}

// Their names say the order.
void load_modules() {
  std::vector<std::filesystem::path> modules;
  for (const auto& entry : std::filesystem::directory_iterator("/modules")) modules.push_back(entry.path());
  std::ranges::sort(modules);
  for (const auto& module : modules) {
    const int file = open(module.c_str(), O_RDONLY | O_CLOEXEC);
    must(syscall(SYS_finit_module, file, "", 0) == 0, "load " + module.string());
    close(file);
  }
}

void start_interface(const char* name, std::uint32_t address) {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq wanted{};
  std::strncpy(wanted.ifr_name, name, IFNAMSIZ - 1);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(address);
  std::memcpy(&wanted.ifr_addr, &own, sizeof own);
  must(ioctl(any, SIOCSIFADDR, &wanted) == 0, std::string("give an address to ") + name);
  wanted.ifr_flags = IFF_UP | IFF_RUNNING;
  must(ioctl(any, SIOCSIFFLAGS, &wanted) == 0, std::string("start ") + name);
  close(any);
}

pid_t start(std::vector<const char*> words) {
  words.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execv(words.front(), const_cast<char* const*>(words.data()));
    _exit(127);
  }
  return child;
}

int end_of(pid_t child) {
  int status = 0;
  must(waitpid(child, &status, 0) == child, "wait for the box");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void show_memory(pid_t box) {
  std::ifstream status("/proc/" + std::to_string(box) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS") || line.starts_with("VmHWM")) std::cout << "init: " << line << std::endl;
  }
}

}  // namespace

int main() {
  mount_at("devtmpfs", "/dev", "devtmpfs");
  mount_at("proc", "/proc", "proc");
  mount_at("sysfs", "/sys", "sysfs");
  load_modules();
  start_interface("lo", INADDR_LOOPBACK);
  start_interface("eth0", 0x0a00020f);  // 10.0.2.15, what the emulator's network expects
  const char* type = std::getenv("drive");
  must(type != nullptr, "find out what the drive is");
  mount_at("/dev/vda", "/drive", type, "umask=077");
  if (const char* file = std::getenv("import")) {
    must(end_of(start({"/expobox", "import", "--data", "/drive/data", file})) == 0, "import");
  }
  const pid_t box =
      start({"/expobox", "serve", "--data", "/drive/data", "--listen", "0.0.0.0:8000", "--rate-limit", "0"});
  for (std::string line; std::getline(std::cin, line) && line != "stop";) {
    if (line == "status") show_memory(box);
  }
  kill(box, SIGTERM);
  std::cout << "init: the box ended with " << end_of(box) << std::endl;
  must(umount("/drive") == 0, "unmount the drive");
  end_machine();
}
