// SPDX-License-Identifier: MIT
// loadgen: small epoll HTTP/1.1 client. One thread, prints one JSON object.
//
//   loadgen replay --port P --pool FILE --conns N (--duration S | --requests N) [--timeout S]
//   loadgen storm  --port P --spec FILE --users FILE [--clients N] [--timeout S] [--max-wall S]
//   loadgen hold   --port P --idle N --idle-pool FILE --trickle N --trickle-pool FILE
//                  --rate BYTES_PER_S --duration S
//
// replay  closed loop over the pre-built requests of a pool file, in order; at the
//         end every request in flight is waited for, so counts are exact.
// storm   every client runs the same list of steps once, all clients at the same time.
// hold    keeps idle keep-alive connections open (one request each, then silence) and
//         trickles uploads; prints READY once they stand.
//
// Pool file:  REQ <expect-status> <exact-body-bytes or -1> <nonce-offset or -1> <bytes> <label>\n<request
// bytes>\n ...
//             16 bytes at nonce-offset are overwritten with fresh random bytes at each send.
// Spec file:  BLOB <name> <path> <nonce-offset>\n
//             STEP <expect> <captures or -> <blob or -> <head-bytes> <pre-bytes> <post-bytes>
//             <label>\n<head><pre><post>\n
//             {{var}} is replaced in head, pre and post; {{CL}} is the body length; captures are
//             var=json.path[,var=json.path].
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>
using std::string;
using std::vector;

static double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}
static uint64_t rng_state = 88172645463325252ull;
static uint64_t rng() {
  rng_state ^= rng_state << 13;
  rng_state ^= rng_state >> 7;
  return rng_state ^= rng_state << 17;
}
[[noreturn]] static void die(const string &m) {
  fprintf(stderr, "loadgen: %s\n", m.c_str());
  exit(2);
}
static string esc(const string &s) {
  string o;
  for (unsigned char c : s) {
    char b[8];
    if (c == '"' || c == '\\') {
      o += '\\';
      o += c;
    } else if (c < 32 || c > 126) {
      snprintf(b, 8, "\\u%04x", c);
      o += b;
    } else
      o += c;
  }
  return o;
}

struct Request {
  int expect;
  long exact;
  long nonce;
  string label;
  string data;
};
struct Blob {
  string data;
  long nonce;
};
struct Step {
  int expect;
  string captures, blob, label, head, pre, post;
};

static vector<Request> read_pool(const string &path) {
  std::ifstream f(path, std::ios::binary);
  if (!f) die("cannot read " + path);
  vector<Request> out;
  string line;
  while (getline(f, line)) {
    if (line.empty()) continue;
    std::istringstream s(line);
    string tag;
    size_t n;
    Request r;
    s >> tag >> r.expect >> r.exact >> r.nonce >> n >> r.label;
    if (tag != "REQ" || !s) die("bad pool line: " + line);
    r.data.resize(n);
    f.read(&r.data[0], n);
    f.get();
    out.push_back(std::move(r));
  }
  if (out.empty()) die("empty pool");
  return out;
}

// Value of a dotted path in a JSON object; "" when absent. Strings come back unescaped only as far as ids and
// tokens need.
static string json_get(const string &j, const string &path) {
  string key = path.substr(0, path.find('.')),
         rest = path.size() > key.size() ? path.substr(key.size() + 1) : "";
  int depth = 0;
  size_t i = 0;
  auto skip_string = [&](size_t k) {
    for (k++; k < j.size() && j[k] != '"'; k++)
      if (j[k] == '\\') k++;
    return k;
  };
  for (; i < j.size(); i++) {
    char c = j[i];
    if (c == '{' || c == '[')
      depth++;
    else if (c == '}' || c == ']')
      depth--;
    else if (c == '"') {
      size_t e = skip_string(i);
      string s = j.substr(i + 1, e - i - 1);
      size_t k = e + 1;
      while (k < j.size() && isspace((unsigned char)j[k])) k++;
      if (depth == 1 && k < j.size() && j[k] == ':' && s == key) {
        k++;
        while (k < j.size() && isspace((unsigned char)j[k])) k++;
        if (!rest.empty()) return json_get(j.substr(k), rest);
        if (j[k] == '"') {
          size_t q = skip_string(k);
          return j.substr(k + 1, q - k - 1);
        }
        size_t q = k;
        while (q < j.size() && !strchr(",}] \r\n\t", j[q])) q++;
        return j.substr(k, q - k);
      }
      i = e;
    }
  }
  return "";
}

struct Stats {
  vector<uint32_t> us;
  std::map<string, vector<uint32_t>> by_label;
  std::map<int, long> status;
  std::map<string, long> errors;
  vector<string> samples;
  long ok = 0, bad = 0, reconnects = 0;
  uint64_t bytes_in = 0, bytes_out = 0;
  void sample(const string &s) {
    if (samples.size() < 5) samples.push_back(s.substr(0, 300));
  }
  static string q(vector<uint32_t> &v) {
    if (v.empty()) return "null";
    std::sort(v.begin(), v.end());
    auto p = [&](double f) { return v[std::min(v.size() - 1, (size_t)(f * v.size()))] / 1000.0; };
    double sum = 0;
    for (auto x : v) sum += x;
    char b[200];
    snprintf(b, sizeof b, "{\"n\":%zu,\"mean\":%.3f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
             v.size(), sum / v.size() / 1000, p(.5), p(.9), p(.99), v.back() / 1000.0);
    return b;
  }
  void print(double wall) {
    std::ostringstream o;
    o << "{\"wall_s\":" << wall << ",\"ok\":" << ok << ",\"bad\":" << bad << ",\"reconnects\":" << reconnects
      << ",\"bytes_in\":" << bytes_in << ",\"bytes_out\":" << bytes_out << ",\"latency_ms\":" << q(us)
      << ",\"by_label\":{";
    bool first = true;
    for (auto &e : by_label) {
      o << (first ? "" : ",") << '"' << esc(e.first) << "\":" << q(e.second);
      first = false;
    }
    o << "},\"status\":{";
    first = true;
    for (auto &e : status) {
      o << (first ? "" : ",") << '"' << e.first << "\":" << e.second;
      first = false;
    }
    o << "},\"errors\":{";
    first = true;
    for (auto &e : errors) {
      o << (first ? "" : ",") << '"' << esc(e.first) << "\":" << e.second;
      first = false;
    }
    o << "},\"samples\":[";
    first = true;
    for (auto &e : samples) {
      o << (first ? "" : ",") << '"' << esc(e) << '"';
      first = false;
    }
    rusage ru;
    getrusage(RUSAGE_SELF, &ru);
    o << "],\"client_cpu_s\":"
      << ru.ru_utime.tv_sec + ru.ru_utime.tv_usec / 1e6 + ru.ru_stime.tv_sec + ru.ru_stime.tv_usec / 1e6
      << "}";
    puts(o.str().c_str());
    fflush(stdout);
  }
};

struct Conn {
  int fd = -1, id = 0;
  bool connecting = false, active = false, want_out = false, closing = false, fresh = true;
  const string *out = nullptr;
  string own;
  size_t sent = 0;
  size_t limit = SIZE_MAX;
  double t0 = 0;
  // response parser
  bool in_head = true, chunked = false, until_close = false, resp_started = false;
  string head, body;
  int status = 0;
  long need = 0;
  size_t body_bytes = 0;
  int chunk_state = 0;
  string chunk_line;
  // what is being asked
  int expect = 0;
  long exact = -1;
  const string *label = nullptr;
  size_t step = 0;
  std::map<string, string> vars;
  bool finished = false;
  int retries = 0;
};

static int ep = -1, port = 0;
static sockaddr_in addr{};
static Stats st;

static void watch(Conn &c, bool out, bool add = false) {
  if (!add && c.want_out == out) return;
  c.want_out = out;
  epoll_event e{};
  e.events = EPOLLIN | EPOLLRDHUP;
  if (out) e.events |= EPOLLOUT;
  e.data.ptr = &c;
  if (epoll_ctl(ep, add ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, c.fd, &e)) die("epoll_ctl");
}
static void drop(Conn &c) {
  if (c.fd >= 0) {
    close(c.fd);
    c.fd = -1;
  }
  c.connecting = false;
}
static bool dial(Conn &c) {
  c.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c.fd < 0) {
    st.errors["socket"]++;
    return false;
  }
  int one = 1;
  setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  c.fresh = true;
  int r = connect(c.fd, (sockaddr *)&addr, sizeof addr);
  if (r && errno != EINPROGRESS) {
    st.errors[string("connect ") + strerror(errno)]++;
    drop(c);
    return false;
  }
  c.connecting = r != 0;
  watch(c, true, true);
  return true;
}
static bool flush_out(Conn &c) {  // false on error
  while (c.out && c.sent < std::min(c.out->size(), c.limit)) {
    ssize_t n = send(c.fd, c.out->data() + c.sent, std::min(c.out->size(), c.limit) - c.sent, MSG_NOSIGNAL);
    if (n > 0) {
      c.sent += n;
      st.bytes_out += n;
      continue;
    }
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      watch(c, true);
      return true;
    }
    return false;
  }
  watch(c, false);
  return true;
}
static void begin(Conn &c, const string *out) {
  c.out = out;
  c.sent = 0;
  c.active = true;
  c.in_head = true;
  c.chunked = c.until_close = c.resp_started = false;
  c.head.clear();
  c.body.clear();
  c.status = 0;
  c.need = 0;
  c.body_bytes = 0;
  c.chunk_state = 0;
  c.chunk_line.clear();
}
// Feeds bytes to the parser; true when the response is complete.
static bool feed(Conn &c, const char *p, size_t n) {
  st.bytes_in += n;
  c.resp_started = true;
  auto keep = [&](const char *q, size_t m) {
    c.body_bytes += m;
    if (c.body.size() < 65536) c.body.append(q, std::min(m, 65536 - c.body.size()));
  };
  while (true) {
    if (c.in_head) {
      size_t old = c.head.size();
      c.head.append(p, n);
      size_t e = c.head.find("\r\n\r\n", old > 3 ? old - 3 : 0);
      if (e == string::npos) {
        if (c.head.size() > 65536) die("header too long");
        return false;
      }
      size_t used = e + 4 - old;
      p += used;
      n -= used;
      c.head.resize(e + 2);
      c.status = c.head.size() > 12 ? atoi(c.head.c_str() + 9) : 0;
      if (c.status == 100) {
        c.head.clear();
        if (n) continue;
        return false;
      }
      c.in_head = false;
      string low = c.head;
      for (auto &ch : low) ch = tolower(ch);
      c.closing = low.find("\r\nconnection: close") != string::npos || low.compare(0, 8, "http/1.0") == 0;
      size_t k;
      if (c.status == 204 || c.status == 304) {
        c.need = 0;
        return true;
      }
      if (low.find("\r\ntransfer-encoding: chunked") != string::npos)
        c.chunked = true;
      else if ((k = low.find("\r\ncontent-length:")) != string::npos) {
        c.need = atol(low.c_str() + k + 17);
        if (!c.need) return true;
      } else {
        c.until_close = true;
        c.closing = true;
      }
    }
    if (!n) return false;
    if (c.until_close) {
      keep(p, n);
      return false;
    }
    if (!c.chunked) {
      size_t m = std::min<size_t>(n, c.need);
      keep(p, m);
      c.need -= m;
      return c.need == 0;
    }
    while (n) {  // chunk_state 0 size line, 1 data, 2 CRLF after data, 3 trailer lines
      if (c.chunk_state == 1) {
        size_t m = std::min<size_t>(n, c.need);
        keep(p, m);
        c.need -= m;
        p += m;
        n -= m;
        if (!c.need) c.chunk_state = 2;
      } else {
        char ch = *p++;
        n--;
        if (ch != '\n') {
          if (ch != '\r') c.chunk_line += ch;
          continue;
        }
        string l = c.chunk_line;
        c.chunk_line.clear();
        if (c.chunk_state == 2)
          c.chunk_state = 0;
        else if (c.chunk_state == 3) {
          if (l.empty()) return true;
        } else {
          c.need = strtol(l.c_str(), nullptr, 16);
          c.chunk_state = c.need ? 1 : 3;
        }
      }
    }
    return false;
  }
}
// Reads what there is. 1 complete, 0 more to come, -1 peer closed or error.
static int pull(Conn &c) {
  static char buf[262144];
  while (true) {
    ssize_t n = recv(c.fd, buf, sizeof buf, 0);
    if (n > 0) {
      if (c.active && feed(c, buf, n)) return 1;
      if ((size_t)n < sizeof buf) return 0;
      continue;
    }
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
    if (n == 0 && c.active && !c.in_head && c.until_close) return 1;
    return -1;
  }
}
static bool record(Conn &c) {
  uint32_t us = (uint32_t)((now() - c.t0) * 1e6);
  st.us.push_back(us);
  st.by_label[*c.label].push_back(us);
  st.status[c.status]++;
  bool good = c.status == c.expect && (c.exact < 0 || (size_t)c.exact == c.body_bytes);
  if (good)
    st.ok++;
  else {
    st.bad++;
    char b[100];
    snprintf(b, sizeof b, "%s: status %d (expected %d), %zu body bytes", c.label->c_str(), c.status, c.expect,
             c.body_bytes);
    st.sample(string(b) + ": " + c.body.substr(0, 160));
  }
  return good;
}

// ---- the three commands drive connections through these hooks -------------
struct Driver {
  virtual bool next(Conn &c) = 0;     // set up the next request (c.own / out); false: this connection is done
  virtual void done(Conn &, bool) {}  // response finished
  virtual void lost(Conn &, const char *) {}
  virtual ~Driver() {}
};
static void start_next(Conn &c, Driver &d);
static void fail(Conn &c, Driver &d, const char *why) {
  bool stale = c.active && !c.resp_started && !c.fresh &&
               c.retries < 2;  // keep-alive race: the server closed before our request arrived
  drop(c);
  if (stale && !strcmp(why, "closed")) {
    c.retries++;
    st.reconnects++;
    const string *o = c.out;
    begin(c, o);
    if (dial(c)) return;
  }
  if (c.active) {
    st.errors[why]++;
    if (c.label) st.sample(string(*c.label) + ": " + why);
    c.active = false;
    d.lost(c, why);
    start_next(c, d);
  }
}
static void start_next(Conn &c, Driver &d) {
  if (c.finished) return;
  c.retries = 0;
  if (!d.next(c)) {
    c.finished = true;
    c.active = false;
    drop(c);
    return;
  }
  c.t0 = now();
  if (c.fd < 0) {
    if (!dial(c)) {
      c.active = false;
      c.finished = true;
      d.lost(c, "connect");
    }
    return;
  }
  if (!flush_out(c)) fail(c, d, "closed");
}
static void on_event(Conn &c, uint32_t ev, Driver &d) {
  if (c.fd < 0) return;
  if (c.connecting) {
    int e = 0;
    socklen_t l = sizeof e;
    getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &e, &l);
    if (e) {
      fail(c, d, (e == ECONNREFUSED) ? "connect refused" : "connect failed");
      return;
    }
    if (!(ev & EPOLLOUT)) return;
    c.connecting = false;
  }
  if (ev & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
    int r = pull(c);
    if (r == 1) {
      c.active = false;
      bool good = record(c), unsent = c.out && c.sent < c.out->size();
      c.fresh = false;
      if (c.closing || unsent) {
        drop(c);
        st.reconnects++;
      }
      d.done(c, good);
      start_next(c, d);
      return;
    }
    if (r < 0) {
      if (c.active)
        fail(c, d, "closed");
      else {
        drop(c);
        d.lost(c, "idle closed");
      }
      return;
    }
  }
  if (!(ev & EPOLLOUT)) return;
  if (!c.active)
    watch(c, false);
  else if (!flush_out(c))
    fail(c, d, "closed");
}
static double timeout_s = 30;
static volatile sig_atomic_t stop_now;
static void loop(vector<Conn> &cs, Driver &d, double deadline, void (*tick)(double) = nullptr) {
  epoll_event ev[512];
  double last = 0;
  while (true) {
    int n = epoll_wait(ep, ev, 512, tick ? 20 : 100);
    for (int i = 0; i < n; i++) on_event(*(Conn *)ev[i].data.ptr, ev[i].events, d);
    double t = now();
    if (tick) tick(t);
    if (t - last > 0.1) {
      last = t;
      bool any = false;
      for (auto &c : cs) {
        if (c.active && t - c.t0 > timeout_s && c.limit == SIZE_MAX) {
          c.retries = 9;
          fail(c, d, "timeout");
        }
        if (!c.finished) any = true;
      }
      if (!any || t > deadline || stop_now) return;
    }
  }
}

struct Replay : Driver {
  vector<Request> pool;
  size_t at = 0;
  double stop;
  long left;
  bool next(Conn &c) override {
    if (now() >= stop || left == 0) return false;
    if (left > 0) left--;
    Request &r = pool[at++ % pool.size()];
    c.expect = r.expect;
    c.exact = r.exact;
    c.label = &r.label;
    if (r.nonce >= 0) {
      c.own = r.data;
      uint64_t a = rng() | 0x0101010101010101ull, b = rng();
      a &= 0x7f7f7f7f7f7f7f7full;
      b &= 0x7f7f7f7f7f7f7f7full;
      memcpy(&c.own[r.nonce], &a, 8);
      memcpy(&c.own[r.nonce + 8], &b, 8);
      begin(c, &c.own);
    } else
      begin(c, &r.data);
    return true;
  }
};

static string subst(const string &t, const std::map<string, string> &v) {
  string o;
  size_t i = 0;
  while (true) {
    size_t k = t.find("{{", i);
    if (k == string::npos) return o + t.substr(i);
    size_t e = t.find("}}", k);
    if (e == string::npos) return o + t.substr(i);
    auto f = v.find(t.substr(k + 2, e - k - 2));
    if (f == v.end()) die("unknown variable " + t.substr(k, e - k + 2));
    o += t.substr(i, k - i) + f->second;
    i = e + 2;
  }
}
struct Storm : Driver {
  vector<Step> steps;
  std::map<string, Blob> blobs;
  long completed = 0, aborted = 0;
  void load(const string &path) {
    std::ifstream f(path, std::ios::binary);
    if (!f) die("cannot read " + path);
    string line;
    while (getline(f, line)) {
      if (line.empty()) continue;
      std::istringstream s(line);
      string tag;
      s >> tag;
      if (tag == "BLOB") {
        string name, p;
        long nonce;
        s >> name >> p >> nonce;
        std::ifstream b(p, std::ios::binary);
        if (!b) die("cannot read blob " + p);
        std::stringstream ss;
        ss << b.rdbuf();
        blobs[name] = {ss.str(), nonce};
      } else if (tag == "STEP") {
        Step st;
        size_t h, a, z;
        s >> st.expect >> st.captures >> st.blob >> h >> a >> z >> st.label;
        if (!s) die("bad step: " + line);
        st.head.resize(h);
        f.read(&st.head[0], h);
        st.pre.resize(a);
        f.read(&st.pre[0], a);
        st.post.resize(z);
        f.read(&st.post[0], z);
        f.get();
        steps.push_back(st);
      } else
        die("bad spec line: " + line);
    }
  }
  bool next(Conn &c) override {
    if (c.step >= steps.size()) {
      completed++;
      return false;
    }
    Step &s = steps[c.step];
    string pre = subst(s.pre, c.vars), post = subst(s.post, c.vars);
    Blob *b = s.blob == "-" ? nullptr : &blobs.at(s.blob);
    c.vars["CL"] = std::to_string(pre.size() + post.size() + (b ? b->data.size() : 0));
    c.own = subst(s.head, c.vars);
    c.own += pre;
    if (b) {
      size_t at = c.own.size() + b->nonce;
      c.own += b->data;
      if (b->nonce >= 0)
        for (int i = 0; i < 16; i++) c.own[at + i] = (char)(1 + rng() % 120);
    }
    c.own += post;
    c.expect = s.expect;
    c.exact = -1;
    c.label = &s.label;
    begin(c, &c.own);
    return true;
  }
  void done(Conn &c, bool good) override {
    Step &s = steps[c.step++];
    if (good && s.captures != "-") {
      std::istringstream in(s.captures);
      string one;
      while (getline(in, one, ',')) {
        size_t e = one.find('=');
        string v = json_get(c.body, one.substr(e + 1));
        if (v.empty()) {
          st.errors["capture"]++;
          st.sample(s.label + ": nothing at " + one + " in " + c.body.substr(0, 120));
          good = false;
        }
        c.vars[one.substr(0, e)] = v;
      }
    }
    if (!good && s.captures != "-") {
      aborted++;
      c.step = steps.size() + 1;
      c.finished = true;
      drop(c);
    }
  }
  void lost(Conn &c, const char *) override {
    aborted++;
    c.finished = true;
    c.step = steps.size() + 1;
    drop(c);
  }
};

struct Hold : Driver {
  vector<Request> idle, tr;
  size_t at = 0, trickles_from = 0;
  long answered = 0, closed = 0, t_closed = 0, t_answered = 0, t_early_status = 0;
  bool next(Conn &c) override {
    bool t = (size_t)c.id >= trickles_from;
    if (!t && c.step++) {
      c.active = false;
      c.out = nullptr;
      return true;
    }
    Request &r = t ? tr[at++ % tr.size()] : idle[0];
    c.expect = r.expect;
    c.exact = -1;
    c.label = &r.label;
    begin(c, &r.data);
    if (t) c.limit = 0;
    return true;
  }
  void done(Conn &c, bool) override {
    if ((size_t)c.id >= trickles_from)
      t_answered++;
    else
      answered++;
  }
  void lost(Conn &c, const char *) override {
    if ((size_t)c.id >= trickles_from)
      t_closed++;
    else
      closed++;
    c.finished = true;
    c.active = false;
    drop(c);
  }
};
static vector<Conn> *hold_conns;
static Hold *hold;
static double hold_t0, hold_rate;
static bool hold_ready;
static void hold_tick(double t) {
  size_t up = 0, idle_total = hold->trickles_from;
  for (auto &c : *hold_conns) {
    if ((size_t)c.id < idle_total) {
      if (c.step > 1 || c.finished) up++;
      continue;
    }
    if (c.fd < 0 || c.connecting || !c.active) continue;
    // the request head and the first bytes go at once, the rest trickles
    size_t lim = 700 + (size_t)((t - c.t0) * hold_rate);
    if (lim > c.limit || c.limit == 0) {
      c.limit = lim;
      if (c.sent < std::min(c.out->size(), c.limit)) watch(c, true);
    }
  }
  if (!hold_ready && (up == idle_total || t - hold_t0 > 5)) {
    hold_ready = true;
    printf("READY %zu\n", up);
    fflush(stdout);
  }
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGTERM, [](int) { stop_now = 1; });  // hold: report and leave
  if (argc < 2) die("usage: loadgen replay|storm|hold ...");
  std::map<string, string> o;
  for (int i = 2; i + 1 < argc; i += 2) {
    if (strncmp(argv[i], "--", 2)) die(string("bad argument ") + argv[i]);
    o[argv[i] + 2] = argv[i + 1];
  }
  auto num = [&](const char *k, double d) { return o.count(k) ? atof(o[k].c_str()) : d; };
  port = (int)num("port", 0);
  addr.sin_family = AF_INET;
  addr.sin_port = htons(port);
  addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  rng_state ^= (uint64_t)time(nullptr) * 2654435761u ^ ((uint64_t)getpid() << 32);
  for (int i = 0; i < 20; i++) rng();
  rlimit rl;
  getrlimit(RLIMIT_NOFILE, &rl);
  rl.rlim_cur = rl.rlim_max;
  setrlimit(RLIMIT_NOFILE, &rl);
  timeout_s = num("timeout", 30);
  ep = epoll_create1(0);
  string cmd = argv[1];
  if (cmd == "replay") {
    Replay d;
    d.pool = read_pool(o["pool"]);
    d.left = (long)num("requests", -1);
    vector<Conn> cs((size_t)num("conns", 8));
    double t0 = now();
    d.stop = t0 + num("duration", d.left > 0 ? 1e9 : 5);
    for (size_t i = 0; i < cs.size(); i++) {
      cs[i].id = i;
      start_next(cs[i], d);
    }
    loop(cs, d, d.stop + timeout_s + 1);
    st.print(now() - t0);
  } else if (cmd == "storm") {
    Storm d;
    d.load(o["spec"]);
    std::ifstream u(o["users"]);
    if (!u) die("cannot read users");
    vector<Conn> cs;
    string line;
    size_t want = (size_t)num("clients", 200);
    cs.reserve(want);
    while (cs.size() < want && getline(u, line)) {
      size_t t = line.find('\t');
      Conn c;
      c.id = cs.size();
      c.vars["email"] = line.substr(0, t);
      c.vars["password"] = line.substr(t + 1);
      c.vars["n"] = std::to_string(c.id);
      cs.push_back(c);
    }
    if (cs.size() < want) die("not enough users");
    double t0 = now();
    for (auto &c : cs) start_next(c, d);
    loop(cs, d, t0 + num("max-wall", 300));
    double wall = now() - t0;
    long unfinished = 0;
    for (auto &c : cs)
      if (!c.finished) unfinished++;
    if (unfinished) st.errors["clients unfinished"] += unfinished;
    st.errors["clients aborted"] += d.aborted;
    if (!d.aborted) st.errors.erase("clients aborted");
    st.print(wall);
  } else if (cmd == "hold") {
    Hold d;
    hold = &d;
    hold_rate = num("rate", 4096);
    size_t ni = (size_t)num("idle", 500), nt = (size_t)num("trickle", 20);
    if (ni) d.idle = read_pool(o["idle-pool"]);
    if (nt) d.tr = read_pool(o["trickle-pool"]);
    d.trickles_from = ni;
    vector<Conn> cs(ni + nt);
    hold_conns = &cs;
    hold_t0 = now();
    double dur = num("duration", 8);
    for (size_t i = 0; i < cs.size(); i++) {
      cs[i].id = i;
      start_next(cs[i], d);
    }
    loop(cs, d, hold_t0 + dur, hold_tick);
    long alive = 0, talive = 0;
    for (auto &c : cs)
      if (c.fd >= 0) ((size_t)c.id < ni ? alive : talive)++;
    printf(
        "{\"idle_answered\":%ld,\"idle_closed\":%ld,\"idle_alive\":%ld,\"trickle_answered\":%ld,\"trickle_"
        "closed\":%ld,\"trickle_alive\":%ld,\"bad\":%ld,\"samples\":[",
        d.answered, d.closed, alive, d.t_answered, d.t_closed, talive, st.bad);
    for (size_t i = 0; i < st.samples.size(); i++)
      printf("%s\"%s\"", i ? "," : "", esc(st.samples[i]).c_str());
    puts("]}");
  } else
    die("unknown command " + cmd);
}
