// Streaming load client: opens N event streams on loopback, counts whole events that carry a mark of time, and measures how old they are.
// With --polls it holds long polls in their place: each is a conditional GET that is sent again, with the new tag, as soon as it is answered.
// With --tls they are within TLS, and with --http2 in HTTP/2 within TLS: one stream on each connection, as of as many browsers.
// Standard input: a line asks for a report of the phase so far and begins a new one on the same streams; its end ends the client.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "phases.h"
#include "events.h"
#include "request.h"

static int polls = 0, secure = 0, http2 = 0, count = 100, in_flight = 256;
static double rate = 0, limit = 120;
static stream *streams;
static int ep;

static void drop(stream *c, int failed) {
  if (c->state == DEAD) return;
  if (failed) me->failed++; else me->closed++;
  if (expect && c->events < (uint32_t)expect) complete++;
  SSL_free(c->tls);
  close(c->fd);
  c->state = DEAD;
  free(c->head);
  free(c->frames);
  c->head = NULL; c->tls = NULL; c->frames = NULL;
  gzip_free(&c->coded);
}

// 1 when the head is complete and good: what follows it is at *rest. 0: more to come. -1: not a stream.
static int read_head(stream *c, char *p, size_t n, char **rest, size_t *left) {
  c->head = realloc(c->head, c->head_length + n + 1);
  memcpy(c->head + c->head_length, p, n);
  size_t before = c->head_length;
  c->head_length += n;
  c->head[c->head_length] = 0;
  char *e = memmem(c->head, c->head_length, "\r\n\r\n", 4);
  if (!e) return c->head_length > 65536 ? -1 : 0;
  size_t used = (e + 4 - c->head) - before;
  *rest = p + used; *left = n - used; *e = 0;
  int status = strncmp(c->head, "HTTP/1.", 7) == 0 ? atoi(c->head + 9) : 0;
  c->chunked = strcasestr(c->head, "\r\ntransfer-encoding: chunked") != NULL;
  c->is_gzip = strcasestr(c->head, "\r\ncontent-encoding: gzip") != NULL;
  if (status != 200 && !me->bad_status++) fprintf(stderr, "REFUSED %s %.*s\n", c->head, (int)(*left > 300 ? 300 : *left), *rest);
  free(c->head);
  c->head = NULL;
  return status == 200 ? 1 : -1;
}

// The same of an answer in frames.
static int read_status(frames *f) {
  if (f->status && f->status != 200 && !me->bad_status++) fprintf(stderr, "REFUSED with the status %d\n", f->status);
  return f->status == 200 ? 1 : f->status || f->ended ? -1 : 0;
}

// The payload of the frames in p[0..n), and what they want answered.
static size_t unframe(stream *c, char *p, size_t n) {
  static int told = 0;
  frames *f = c->frames;
  n = deframe(f, p, n);
  if (f->in_reply && !put(c, (char *)f->reply, f->in_reply)) f->ended = 1;
  f->in_reply = 0;
  if (f->ended && !told++) fprintf(stderr, "ENDED by frame %d, error %u\n", f->head[3], f->error);
  return n;
}

static void await(stream *c, int how, uint32_t what) {
  struct epoll_event ev = {.events = what, .data.u32 = (uint32_t)(c - streams)};
  epoll_ctl(ep, how, c->fd, &ev);
}

static void dial(stream *c) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  c->fd = fd; c->state = CONNECTING;
  if (fd < 0) { me->failed++; c->state = DEAD; return; }
  setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct linger reset = {1, 0}; // no pile of TIME_WAIT
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7F000002u)}, to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7F000001u)};
  if (bind(fd, (void *)&from, sizeof from) || (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS)) { drop(c, 1); return; }
  await(c, EPOLL_CTL_ADD, EPOLLOUT);
}

// Connected, and with TLS one step further in its handshake; after that the request goes out. 0: there is no getting on.
static int open_up(stream *c) {
  int error = 0, wants = TLS_DONE;
  socklen_t l = sizeof error;
  if (c->state == CONNECTING) {
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &l);
    if (error || (secure && !(c->tls = tls_on(c->fd)))) return 0;
    c->state = SHAKING;
  }
  if (secure) wants = tls_shake(c->tls);
  if (wants == TLS_DONE) {
    if (secure && !*me->agreed) tls_describe(c->tls, me->agreed, sizeof me->agreed);
    if (http2) c->frames = calloc(1, sizeof *c->frames);
    if (!ask(c, (int)(c - streams), NULL, 0)) return 0;
    me->connected++;
    c->state = HEAD;
  }
  await(c, EPOLL_CTL_MOD, wants == TLS_WRITES ? EPOLLOUT : EPOLLIN);
  return wants != TLS_FAILED;
}

// What has come of the answer to a poll; when it is whole the next poll goes out. 0: nothing that a poll is answered with.
static int read_poll(stream *c, char *p, size_t n, counters *s, uint64_t now) {
  c->head = realloc(c->head, c->head_length + n + 1);
  memcpy(c->head + c->head_length, p, n);
  c->head_length += n;
  c->head[c->head_length] = 0;
  answer a;
  size_t whole = take_answer(c->head, c->head_length, &a);
  if (!whole) return c->head_length < 1 << 22;
  if ((a.status != 200 && a.status != 304) || !a.tag) { if (!me->bad_status++) fprintf(stderr, "REFUSED %.300s\n", c->head); return 0; }
  look(c, a.body, a.body_length);
  if (c->has_time && (c->state == HEAD || c->version != c->last_version)) got_event(c, s, now); else s->unchanged++;
  c->has_time = c->has_version = 0;
  int sent = ask(c, (int)(c - streams), a.tag, a.tag_length);
  free(c->head);
  c->head = NULL;
  c->head_length = 0;
  return sent;
}

static void run(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  me = &sh->r;
  streams = calloc(count, sizeof *streams);
  char *buffer = (char *)malloc(BUFFER + CARRY + 16) + CARRY;
  ep = epoll_create1(0);
  struct epoll_event events[1024];
  int next = 0, pending = 0;
  unsigned turns = 0;
  uint64_t began = now_us();
  while (!sh->stop) {
    if (next < count) {
      long allowed = rate > 0 ? (long)((now_us() - began) / 1e6 * rate) + 1 : count;
      for (int burst = 0; next < count && next < allowed && pending < in_flight && burst < 64; burst++, next++) {
        dial(&streams[next]);
        if (streams[next].state != DEAD) pending++;
      }
    }
    int k = epoll_wait(ep, events, 1024, next < count ? 1 : 20);
    counters *s = &me->phases[sh->epoch];
    for (int i = 0; i < k; i++) {
      stream *c = &streams[events[i].data.u32];
      if (c->state == DEAD) continue;
      if (c->state <= SHAKING) {
        if (!open_up(c)) { drop(c, 1); pending--; }
        continue;
      }
      for (int again = 0; again < 4 || (c->tls && SSL_has_pending(c->tls)); again++) {
        ssize_t n = c->tls ? tls_read(c->tls, buffer, BUFFER) : recv(c->fd, buffer, BUFFER, 0);
        s->reads++;
        if (n <= 0) {
          if (n < 0 && (errno == EAGAIN || errno == EINTR)) break;
          if (c->state == HEAD) pending--;
          drop(c, c->state == HEAD);
          break;
        }
        uint64_t now = now_us();
        s->bytes += n;
        char *rest = buffer;
        size_t left = c->frames ? unframe(c, buffer, n) : n;
        if (polls) {
          if (!read_poll(c, buffer, n, s, now)) { if (c->state == HEAD) pending--; drop(c, 1); break; }
          if (c->state == HEAD && !c->head) { c->state = BODY; me->ready++; me->last_ready = now; pending--; }
          break;
        }
        if (c->state == HEAD) {
          int head = c->frames ? read_status(c->frames) : read_head(c, buffer, n, &rest, &left);
          if (head == 0) break;
          pending--;
          if (head < 0) { drop(c, 1); break; }
          c->state = BODY;
          me->ready++;
          me->last_ready = now;
          memmove(buffer, rest, left);
        }
        if (c->chunked) left = unchunk(&c->chunk, buffer, left);
        if (!c->is_gzip) feed(c, buffer, left, s, now);
        else if (!feed_gzip(c, (int)(c - streams), buffer, left, s, now)) { drop(c, 1); break; }
        if (c->frames && c->frames->ended) { drop(c, 0); break; }
        if (n < BUFFER) break;
      }
    }
    if (k == 0 || (++turns & 255) == 0) {
      struct rusage u;
      getrusage(RUSAGE_SELF, &u);
      me->cpu = u.ru_utime.tv_sec + u.ru_utime.tv_usec / 1e6 + u.ru_stime.tv_sec + u.ru_stime.tv_usec / 1e6;
    }
    if (expect && next >= count && complete >= (uint64_t)count) break;
  }
  me->finished = 1;
  _exit(0);
}

static void *map(const char *file, size_t size) {
  int fd = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
  if (file && (fd < 0 || ftruncate(fd, size))) { perror(file); exit(2); }
  void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (file ? 0 : MAP_ANONYMOUS), fd, 0);
  if (file) close(fd);
  return p;
}

int main(int argc, char **argv) {
  enum { EXPECT = 256, TIMEOUT, INFLIGHT, PROGRESS, NAMES, URLS, EACH, TIME, VERSION, POLLS, SECURE, HTTP2 };
  static struct option options[] = {{"expect", 1, 0, EXPECT}, {"timeout", 1, 0, TIMEOUT}, {"inflight", 1, 0, INFLIGHT}, {"progress", 1, 0, PROGRESS},
    {"names", 1, 0, NAMES}, {"urls", 1, 0, URLS}, {"each", 1, 0, EACH}, {"time", 1, 0, TIME}, {"version", 1, 0, VERSION}, {"polls", 0, 0, POLLS}, {"tls", 0, 0, SECURE}, {"http2", 0, 0, HTTP2}, {0, 0, 0, 0}};
  int o, time_mark_count = 0, version_mark_count = 0;
  while ((o = getopt_long(argc, argv, "n:r:p:u:H:", options, NULL)) != -1) switch (o) {
    case 'n': count = atoi(optarg); break; case 'r': rate = atof(optarg); break; case 'p': port = atoi(optarg); break;
    case 'u': path = optarg; break; case 'H': add_header(optarg); break;
    case EXPECT: expect = atol(optarg); break; case TIMEOUT: limit = atof(optarg); break; case INFLIGHT: in_flight = atoi(optarg); break;
    case PROGRESS: progress = map(optarg, 4096); progress[0] = 0; break; case NAMES: names = atoi(optarg); break;
    case POLLS: polls = 1; break; case SECURE: secure = 1; break; case HTTP2: secure = http2 = 1; break;
    case URLS: urls = atoi(optarg); break; case EACH: each = optarg; break;
    case TIME: if (time_mark_count < MARKS) time_marks[time_mark_count++] = optarg; break;
    case VERSION: if (version_mark_count < MARKS) version_marks[version_mark_count++] = optarg; break;
    default: fprintf(stderr, "ssebench -n streams -p port -u path -H header [-r per second] [--expect events] [--timeout s] [--inflight n] [--progress file] [--names n] [--urls n --each path] [--time mark] [--version mark] [--polls] [--tls] [--http2]\n"); return 2; }
  if (polls && http2) { fprintf(stderr, "--polls speak HTTP/1.1\n"); return 2; }
  if (secure && !tls_begin(http2 ? "h2" : "http/1.1")) { fprintf(stderr, "no TLS\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  sh = map(NULL, sizeof *sh);
  uint64_t began = now_us();
  pid_t child = fork();
  if (!child) run();
  int told = 0;
  while (!sh->r.finished && now_us() - began < limit * 1e6) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    if (poll(&input, 1, 2) > 0) {
      char line[64];
      if (read(0, line, sizeof line) <= 0) break;
      int old = sh->epoch;
      memset(&sh->r.phases[old ^ 1], 0, sizeof(counters));
      sh->epoch = old ^ 1;
      usleep(50000);
      report(old, began);
    }
    if (!told && sh->r.ready + sh->r.failed >= (uint64_t)count) {
      told = 1;
      printf("READY %lu failed %lu in %.3f s\n", sh->r.ready, sh->r.failed, (now_us() - began) / 1e6);
      fflush(stdout);
    }
  }
  sh->stop = 1;
  waitpid(child, NULL, 0);
  report(sh->epoch, began);
  return 0;
}
