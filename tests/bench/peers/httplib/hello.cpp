// SPDX-License-Identifier: MIT
// Framework ceiling: bare cpp-httplib, one constant JSON reply.  hello PORT [THREADS]
// The library's listen backlog of 5 makes simultaneous connections wait for SYN retries.
#define CPPHTTPLIB_LISTEN_BACKLOG 1024
#include <httplib.h>

#include <cstdlib>
int main(int argc, char **argv) {
  httplib::Server s;
  s.Get("/api/v1/health/", [](const httplib::Request &, httplib::Response &r) {
    r.set_content("{\"status\":\"ok\"}", "application/json");
  });
  s.set_keep_alive_max_count(100000000);
  s.set_keep_alive_timeout(75);
  s.set_tcp_nodelay(true);
  size_t n = argc > 2 ? atoi(argv[2]) : 64;
  s.new_task_queue = [n] { return new httplib::ThreadPool(n); };
  return s.listen("127.0.0.1", argc > 1 ? atoi(argv[1]) : 8000) ? 0 : 1;
}
