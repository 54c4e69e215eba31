// SPDX-License-Identifier: MIT
/* slowsync: run a command with every durable-flush system call delayed.
 *
 *   slowsync [--delay-ms D | --delay-ms LO:HI] [--mode group|serial|parallel]
 *            [--stats FILE] -- COMMAND [ARGS...]
 *
 * A seccomp filter with a user-notification listener traps only fsync,
 * fdatasync, sync, syncfs and msync(MS_SYNC) of the command and of everything
 * it forks. Each trapped call is held back, then allowed to run for real. Any
 * program is covered: dynamic, static, Go, Node, Python; no ptrace, no LD_PRELOAD,
 * no special file system. Other system calls pay only the (cached) filter.
 *
 * Modes, that is, what the imaginary disk does with overlapping flushes:
 *   group     one flush at a time; those that arrive meanwhile share the next
 *             one (a journalling file system on one device; the default)
 *   serial    one flush at a time, each paying the full delay
 *   parallel  every flush pays the delay on its own
 *
 * --stats FILE: 8 native uint64 counters, updated in place:
 *   fsync, fdatasync, msync, sync, syncfs, device flushes, delayed ns, failures
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define ARCH AUDIT_ARCH_ARM
#else
#error unknown architecture
#endif

enum { FSYNC, FDATASYNC, MSYNC, SYNC, SYNCFS, FLUSHES, DELAY_NS, FAILED };
struct wait {
  uint64_t id, due;
};
static struct wait *waits;
static size_t n_waits, cap_waits;
static pid_t child;
static uint64_t dummy[8], *stats = dummy;

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}
static void forward(int sig) {
  if (child > 0) kill(child, sig);
}

static int install_filter(void) {
#define NOTIFY BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define WHEN(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1), NOTIFY
  struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
                            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
                            ALLOW,
                            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                            WHEN(__NR_fsync),
                            WHEN(__NR_fdatasync),
                            WHEN(__NR_sync),
                            WHEN(__NR_syncfs),
                            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_msync, 1, 0),
                            ALLOW,
                            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
                            BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MS_SYNC, 0, 1),
                            NOTIFY,
                            ALLOW};
  struct sock_fprog p = {.len = sizeof f / sizeof *f, .filter = f};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
  int fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                   SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &p);
  if (fd < 0) fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &p);
  return fd;
}
static void pass_fd(int sock, int fd) {
  char b = 'x', c[CMSG_SPACE(sizeof fd)] = {0};
  struct iovec v = {&b, 1};
  struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c};
  struct cmsghdr *h = CMSG_FIRSTHDR(&m);
  h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(h), &fd, sizeof fd);
  if (sendmsg(sock, &m, 0) < 0) _exit(126);
}
static int take_fd(int sock) {
  char b, c[CMSG_SPACE(sizeof(int))];
  struct iovec v = {&b, 1};
  struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = sizeof c};
  int fd = -1;
  if (recvmsg(sock, &m, 0) <= 0 || !CMSG_FIRSTHDR(&m)) return -1;
  memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
  return fd;
}
static void release(int lfd, uint64_t id) {
  struct seccomp_notif_resp r = {.id = id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
  if (ioctl(lfd, SECCOMP_IOCTL_NOTIF_SEND, &r) < 0) stats[FAILED]++;
}

int main(int argc, char **argv) {
  double lo = 20, hi = 20;
  const char *mode = "group", *statfile = NULL;
  int i = 1;
  for (; i < argc; i++) {
    if (!strcmp(argv[i], "--")) {
      i++;
      break;
    }
    if (!strcmp(argv[i], "--delay-ms") && i + 1 < argc) {
      char *e;
      lo = hi = strtod(argv[++i], &e);
      if (*e == ':') hi = strtod(e + 1, NULL);
    } else if (!strcmp(argv[i], "--mode") && i + 1 < argc)
      mode = argv[++i];
    else if (!strcmp(argv[i], "--stats") && i + 1 < argc)
      statfile = argv[++i];
    else {
      fprintf(stderr, "slowsync: unknown option %s\n", argv[i]);
      return 2;
    }
  }
  if (i >= argc) {
    fprintf(stderr, "slowsync: no command\n");
    return 2;
  }
  if (statfile) {
    int fd = open(statfile, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || ftruncate(fd, sizeof dummy)) {
      perror(statfile);
      return 2;
    }
    stats = mmap(NULL, sizeof dummy, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (stats == MAP_FAILED) {
      perror("mmap");
      return 2;
    }
  }
  int sp[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, sp)) return 2;
  child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int lfd = install_filter();
    if (lfd < 0) {
      perror("slowsync: seccomp");
      _exit(126);
    }
    pass_fd(sp[1], lfd);
    close(lfd), close(sp[0]), close(sp[1]);
    execvp(argv[i], argv + i);
    perror(argv[i]);
    _exit(127);
  }
  close(sp[1]);
  signal(SIGTERM, forward), signal(SIGINT, forward), signal(SIGHUP, forward);
  int lfd = take_fd(sp[0]);
  if (lfd < 0) return 126;
  int group = !strcmp(mode, "group"), serial = !strcmp(mode, "serial");
  uint64_t busy_until = 0; /* serial and group: end of the flush in progress */
  uint64_t next_until = 0; /* group: end of the flush being filled */
  srand(1);
  struct seccomp_notif *req = calloc(1, 4096);
  for (;;) {
    uint64_t now = now_ns(), next = 0;
    for (size_t k = 0; k < n_waits;)
      if (waits[k].due <= now) {
        release(lfd, waits[k].id);
        waits[k] = waits[--n_waits];
      } else {
        if (!next || waits[k].due < next) next = waits[k].due;
        k++;
      }
    uint64_t d = next ? next - now : 200000000ull;
    struct timespec ts = {d / 1000000000ull, d % 1000000000ull};
    struct pollfd p = {lfd, POLLIN, 0};
    int r = ppoll(&p, 1, &ts, NULL);
    int st;
    if (waitpid(child, &st, WNOHANG) == child) return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
    if (r <= 0 || !(p.revents & (POLLIN | POLLHUP))) continue;
    if (p.revents & POLLHUP) {
      usleep(1000);
      continue;
    }
    memset(req, 0, sizeof *req);
    if (ioctl(lfd, SECCOMP_IOCTL_NOTIF_RECV, req) < 0) continue;
    now = now_ns();
    stats[req->data.nr == __NR_fsync       ? FSYNC
          : req->data.nr == __NR_fdatasync ? FDATASYNC
          : req->data.nr == __NR_msync     ? MSYNC
          : req->data.nr == __NR_sync      ? SYNC
                                           : SYNCFS]++;
    uint64_t delay = (uint64_t)((lo + (hi - lo) * (rand() / (double)RAND_MAX)) * 1e6), due;
    if (!delay) {
      release(lfd, req->id);
      stats[FLUSHES]++;
      continue;
    }
    if (serial) {
      due = (busy_until > now ? busy_until : now) + delay;
      busy_until = due;
      stats[FLUSHES]++;
    } else if (group) {
      if (next_until && busy_until <= now) {
        busy_until = next_until;
        next_until = 0;
      }
      if (busy_until <= now) {
        due = busy_until = now + delay;
        next_until = 0;
        stats[FLUSHES]++;
      } else {
        if (!next_until) {
          next_until = busy_until + delay;
          stats[FLUSHES]++;
        }
        due = next_until;
      }
    } else {
      due = now + delay;
      stats[FLUSHES]++;
    }
    stats[DELAY_NS] += due - now;
    if (n_waits == cap_waits) waits = realloc(waits, (cap_waits = cap_waits * 2 + 64) * sizeof *waits);
    waits[n_waits++] = (struct wait){req->id, due};
  }
}
