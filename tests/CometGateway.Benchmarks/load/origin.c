// Poll-only site for benchmarks. Loopback, one thread.
//   POST /pub             sets the body of /live
//   GET  /live            that body; its ETag counts the posts
//   GET  /doc/NAME?size=N JSON that changes -r times a second, each NAME at a moment of its own; "t": when in µs, "v": which
//   GET  /each/NAME?size=N JSON of which every fifth row changes at every request; "t": when the answer was made
//   GET  /now/NAME?size=N what /each/NAME answered last, unchanged and uncounted
//   GET  /raw?size=N      N bytes that never change
//   GET  /grip?channel=C  asks Pushpin to hold a stream
//   GET  /stats           counters as JSON; /stats/reset zeroes them; /stats/times: requests by the hundredth of the second in which they came
// If-None-Match is answered with 304.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "latency.h"

#define HUNDREDTHS 100
#define DOCS 16384
#define ROW 63 // with its comma
typedef struct { char name[40]; size_t size, length; uint64_t version; char *body; int each; } doc;
typedef struct { int fd; char *in, *out; size_t got, room, out_length, out_sent; } client;

static uint64_t requests, oks, unchanged, bytes, connections, hundredths[HUNDREDTHS];
static doc docs[DOCS];
static double rate = 0;
static int port = 9000, ep;
static char *raw, *live;
static size_t raw_length, live_length;
static uint64_t live_version;

static uint64_t mix(uint64_t x) { x ^= x >> 33; x *= 0xff51afd7ed558ccdull; x ^= x >> 33; x *= 0xc4ceb9fe1a85ec53ull; return x ^ (x >> 33); }
static uint32_t hash(const char *s, size_t n) { uint32_t h = 2166136261u; while (n--) h = (h ^ (uint8_t)*s++) * 16777619u; return h; }

static void digits(char *to, int n, uint64_t value) { for (to += n; n--; value /= 10) *--to = '0' + value % 10; }

// {"t":16 digits,"v":9 digits,"name":"…","items":[{"id":"item-000000","price":10000.00,"qty":100,"state":"open"},…]}: fixed widths, so that a change is written in place.
static char *row(char *w, int i, uint64_t v) {
  return w + sprintf(w, "%s{\"id\":\"item-%06d\",\"price\":%05lu.%02lu,\"qty\":%03lu,\"state\":\"%s\"}", i ? "," : "", i, 10000 + v % 90000, (v >> 20) % 100, 100 + (v >> 30) % 900, "open");
}

static void change(doc *d, uint64_t version, uint64_t now) {
  digits(d->body + 5, 16, now);
  digits(d->body + 26, 9, 100000000 + version);
  d->version = version;
  char *items = memmem(d->body, 200, "[", 1) + 1;
  for (int i = version % 5; items + (size_t)(i + 1) * ROW - 1 < d->body + d->length - 1; i += 5) {
    char *at = items + (size_t)i * ROW;
    uint64_t v = mix(version * 1000003ull + i);
    digits(at + 28, 5, 10000 + v % 90000);
    digits(at + 43, 3, 100 + (v >> 30) % 900);
  }
}

static doc *find(const char *name, size_t n, size_t size, int each) {
  if (n >= sizeof docs[0].name) n = sizeof docs[0].name - 1;
  uint32_t h = hash(name, n) + (uint32_t)size * 2654435761u + each;
  for (;; h++) {
    doc *d = &docs[h % DOCS];
    if (d->body && (strncmp(d->name, name, n) || d->name[n] || d->size != size || d->each != each)) continue;
    if (d->body) return d;
    memcpy(d->name, name, n);
    d->size = size; d->each = each; d->body = malloc(size + 256);
    char *w = d->body + sprintf(d->body, "{\"t\":0000000000000000,\"v\":000000000,\"name\":\"%s\",\"items\":[", d->name);
    for (int i = 0; (size_t)(w - d->body) + ROW + 2 < size; i++) w = row(w, i, mix(i));
    *w++ = ']';
    *w++ = '}';
    d->length = w - d->body;
    return d;
  }
}

static int wait_to_write(client *c, int also) {
  struct epoll_event ev = {.events = EPOLLIN | (also ? EPOLLOUT : 0), .data.ptr = c};
  return epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
}

static int answer(client *c, const char *head, size_t hn, const char *body, size_t bn) {
  size_t done = 0;
  if (!c->out) {
    struct iovec v[2] = {{(void *)head, hn}, {(void *)body, bn}};
    struct msghdr m = {.msg_iov = v, .msg_iovlen = bn ? 2 : 1};
    ssize_t n = sendmsg(c->fd, &m, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return -1;
    done = n < 0 ? 0 : n;
    if (done == hn + bn) return 0;
    c->out_sent = c->out_length = 0;
    wait_to_write(c, 1);
  }
  c->out = realloc(c->out, c->out_length + hn + bn - done);
  size_t of_head = done < hn ? hn - done : 0, skip = done > hn ? done - hn : 0;
  memcpy(c->out + c->out_length, head + hn - of_head, of_head);
  memcpy(c->out + c->out_length + of_head, body + skip, bn - skip);
  c->out_length += of_head + bn - skip;
  return 0;
}

static int page(client *c, const char *r, size_t n, const char *tag, const char *body, size_t length) {
  char head[512];
  const char *asked = strcasestr(r, "if-none-match:");
  if (tag[0] && asked && asked < r + n && memmem(asked, r + n - asked, tag, strlen(tag))) {
    unchanged++;
    return answer(c, head, sprintf(head, "HTTP/1.1 304 Not Modified\r\nETag: %s\r\nCache-Control: no-cache\r\n\r\n", tag), "", 0);
  }
  oks++;
  bytes += length;
  int hn = tag[0] ? sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: %s\r\nCache-Control: no-cache\r\nContent-Length: %zu\r\n\r\n", tag, length)
                  : sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-cache\r\nContent-Length: %zu\r\n\r\n", length);
  return answer(c, head, hn, body, length);
}

static int handle(client *c, const char *r, size_t n, const char *body, size_t body_length) {
  char head[512], text[2048], tag[64] = "";
  const char *p = memchr(r, ' ', n);
  if (!p) return -1;
  p++;
  const char *e = memchr(p, ' ', r + n - p);
  if (!e) return -1;
  const char *q = memchr(p, '?', e - p), *end = q ? q : e, *s = q ? memmem(q, e - q, "size=", 5) : NULL;
  size_t size = s ? strtoul(s + 5, NULL, 10) : 1024;
  if (size < 256) size = 256;
  if (size > 16u << 20) size = 16u << 20;
  uint64_t now = now_us();
  if (!strncmp(p, "/stats", 6)) {
    int k = 0;
    if (!strncmp(p, "/stats/times", 12)) for (int i = 0; i < HUNDREDTHS; i++) k += sprintf(text + k, "%s%lu", i ? "," : "[", hundredths[i]);
    else k = sprintf(text, "{\"requests\":%lu,\"ok\":%lu,\"notModified\":%lu,\"bytes\":%lu,\"connections\":%lu", requests, oks, unchanged, bytes, connections);
    k += sprintf(text + k, "%c\n", text[0] == '[' ? ']' : '}');
    if (!strncmp(p, "/stats/reset", 12)) { requests = oks = unchanged = bytes = 0; memset(hundredths, 0, sizeof hundredths); }
    return answer(c, head, sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", k), text, k);
  }
  if (!strncmp(p, "/now/", 5)) {
    doc *d = find(p + 5, end - p - 5, size, 1);
    return answer(c, head, sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", d->length), d->body, d->length);
  }
  requests++;
  hundredths[now / (1000000 / HUNDREDTHS) % HUNDREDTHS]++;
  if (!strncmp(p, "/pub", 4)) {
    live = realloc(live, body_length + 1);
    memcpy(live, body, body_length);
    live_length = body_length;
    live_version++;
    return answer(c, head, sprintf(head, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "", 0);
  }
  if (!strncmp(p, "/live", 5)) {
    sprintf(tag, "\"p-%lu\"", live_version);
    return page(c, r, n, tag, live, live_length);
  }
  if (!strncmp(p, "/doc/", 5)) {
    doc *d = find(p + 5, end - p - 5, size, 0);
    uint64_t period = rate > 0 ? (uint64_t)(1e6 / rate) : 0, shift = period ? hash(d->name, strlen(d->name)) % period : 0, version = period ? (now + shift) / period % 100000000 : 1;
    if (d->version != version) change(d, version, period ? (now + shift) / period * period - shift : 1000000000000000);
    sprintf(tag, "\"d-%lu-%zu\"", version, size);
    return page(c, r, n, tag, d->body, d->length);
  }
  if (!strncmp(p, "/each/", 6)) {
    doc *d = find(p + 6, end - p - 6, size, 1);
    change(d, d->version + 1, now);
    return page(c, r, n, "", d->body, d->length);
  }
  if (!strncmp(p, "/raw", 4)) {
    if (size > raw_length) { raw = realloc(raw, size); memset(raw, 'x', size); raw_length = size; }
    return page(c, r, n, "\"raw\"", raw, size);
  }
  if (!strncmp(p, "/grip", 5)) {
    const char *name = q ? memmem(q, e - q, "channel=", 8) : NULL;
    int k = name ? (int)strcspn(name + 8, "& ") : 0;
    oks++;
    return answer(c, head, sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nGrip-Hold: stream\r\nGrip-Channel: %.*s\r\nContent-Length: 5\r\n\r\n: hi\n", k > 100 ? 100 : k, name ? name + 8 : ""), "", 0);
  }
  return answer(c, head, sprintf(head, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "", 0);
}

static void drop(client *c) { close(c->fd); free(c->in); free(c->out); free(c); connections--; }

static int more(client *c) {
  if (c->room - c->got < 4096) { c->room = c->room ? c->room * 2 : 8192; c->in = realloc(c->in, c->room + 1); }
  ssize_t n = recv(c->fd, c->in + c->got, c->room - c->got, 0);
  if (n <= 0) return n < 0 && errno == EAGAIN ? 0 : -1;
  c->got += n;
  c->in[c->got] = 0;
  char *p = c->in, *e;
  while ((e = memmem(p, c->in + c->got - p, "\r\n\r\n", 4))) {
    char kept = e[2];
    e[2] = 0;
    char *l = strcasestr(p, "\r\ncontent-length:"), *chunked = strcasestr(p, "\r\ntransfer-encoding:");
    size_t length = l ? strtoul(l + 17, NULL, 10) : 0;
    if (chunked || length > 16u << 20) return -1;
    if (length > (size_t)(c->in + c->got - e - 4)) { e[2] = kept; break; }
    int bad = handle(c, p, e + 2 - p, e + 4, length);
    e[2] = kept;
    p = e + 4 + length;
    if (bad) return -1;
  }
  c->got -= p - c->in;
  memmove(c->in, p, c->got);
  return 0;
}

int main(int argc, char **argv) {
  double limit = 3600;
  int o, one = 1;
  while ((o = getopt(argc, argv, "p:r:t:")) != -1) switch (o) {
    case 'p': port = atoi(optarg); break; case 'r': rate = atof(optarg); break; case 't': limit = atof(optarg); break;
    default: fprintf(stderr, "origin -p port [-r changes per second] [-t seconds to live]\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  live = strdup("{\"t\":0,\"v\":0,\"x\":\"\"}");
  live_length = strlen(live);
  int ls = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7F000001)};
  if (bind(ls, (void *)&at, sizeof at) || listen(ls, 4096)) { perror("listen"); return 1; }
  ep = epoll_create1(0);
  struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL}, events[512];
  epoll_ctl(ep, EPOLL_CTL_ADD, ls, &ev);
  for (uint64_t end = now_us() + (uint64_t)(limit * 1e6); now_us() < end;) {
    int k = epoll_wait(ep, events, 512, 1000);
    for (int i = 0; i < k; i++) {
      client *c = events[i].data.ptr;
      if (!c) {
        for (int fd; (fd = accept4(ls, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          c = calloc(1, sizeof *c);
          c->fd = fd;
          connections++;
          struct epoll_event e2 = {.events = EPOLLIN, .data.ptr = c};
          epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e2);
        }
        continue;
      }
      if ((events[i].events & EPOLLOUT) && c->out) {
        ssize_t n = send(c->fd, c->out + c->out_sent, c->out_length - c->out_sent, MSG_NOSIGNAL);
        if (n > 0) c->out_sent += n;
        else if (errno != EAGAIN) { drop(c); continue; }
        if (c->out_sent == c->out_length) { free(c->out); c->out = NULL; c->out_length = 0; wait_to_write(c, 0); }
      }
      if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && more(c)) drop(c);
    }
  }
  return 0;
}
