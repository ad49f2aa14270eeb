// Streaming load client: opens N event streams on loopback, counts whole events that carry a mark of time, and measures how old they are.
// With --polls it holds long polls in their place: each is a conditional GET that is sent again, with the new tag, as soon as it is answered.
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
#include <zlib.h>
#include "latency.h"
#include "wire.h"

#define CARRY 64
#define BUFFER (1 << 18)
#define MARKS 2
#define WINDOW_BITS 13 // 8 KiB: no event that is sent compressed looks back further, and 10,000 readers need little memory

typedef struct {
  _Atomic uint64_t connected, ready, failed, bad_status, closed;
  _Atomic int finished;
  uint64_t last_ready;
  double cpu;
  counters phases[2];
} results;
typedef struct { _Atomic int stop, epoch; results r; } shared;

enum { CONNECTING, HEAD, BODY, DEAD };
typedef struct {
  int fd;
  uint8_t state, chunked, gzip, has_time, has_version, carried;
  chunks chunk;
  uint32_t events;
  uint64_t time, version, last_version, last_time;
  char *head;
  z_stream *coded;
  uint32_t head_length;
  char carry[CARRY];
} stream;

static shared *sh;
static results *me;
static _Atomic uint64_t *progress; // versions that all streams together have got to, read by pub
static int polls = 0, count = 100, port = 8080, names = 1, urls = 0, in_flight = 256;
static double rate = 0, limit = 120;
static long expect = 0;
static const char *path = "/", *each = "/";
static const char *time_marks[MARKS] = {"\"t\":"}, *version_marks[MARKS] = {"\"v\":"};
static int time_mark_count = 0, version_mark_count = 0;
static char headers[8192] = "";
static stream *streams;
static int ep;
static uint64_t complete; // streams that have what --expect asks for

static void got_event(stream *c, counters *s, uint64_t now) {
  s->events++; c->events++;
  if (!s->first_event) s->first_event = now;
  s->last_event = now;
  note(s, c->time, now);
  if (c->time < c->last_time || (c->has_version && c->events > 1 && c->version < c->last_version)) s->out_of_order++;
  if (c->has_version && c->events > 1 && c->version > c->last_version) s->skipped += c->version - c->last_version - 1;
  if (c->has_version && c->events > 1 && c->version == c->last_version) s->repeated++;
  uint64_t covered = !c->has_version || c->events == 1 ? 1 : c->version > c->last_version ? c->version - c->last_version : 0;
  s->covered += covered;
  if (progress) *progress += covered;
  c->last_time = c->time;
  if (c->has_version) c->last_version = c->version;
  if (expect && c->events == (uint32_t)expect) complete++;
}

static void look(stream *c, const char *p, size_t n) {
  for (int i = 0; !c->has_time && i < MARKS && time_marks[i]; i++) c->has_time = number_after(p, n, time_marks[i], &c->time);
  for (int i = 0; c->has_time && !c->has_version && i < MARKS && version_marks[i]; i++) c->has_version = number_after(p, n, version_marks[i], &c->version);
}

// Before p are CARRY bytes of room: marks and ends of events may lie across two reads.
static void feed(stream *c, char *p, size_t n, counters *s, uint64_t now) {
  if (!n) return;
  if (c->carried) { p -= c->carried; memcpy(p, c->carry, c->carried); n += c->carried; c->carried = 0; }
  char *end = p + n;
  while (p < end) {
    char *blank = memmem(p, end - p, "\n\n", 2), *e = blank ? blank + 2 : end;
    look(c, p, e - p);
    if (!blank) {
      size_t k = end - p;
      if (k > CARRY) k = CARRY;
      memcpy(c->carry, end - k, k);
      c->carried = k;
      return;
    }
    if (c->has_time) got_event(c, s, now);
    c->has_time = c->has_version = 0;
    p = e;
  }
}

// Stops at what is no gzip: the stream then counts nothing any more.
static int feed_gzip(stream *c, char *p, size_t n, counters *s, uint64_t now) {
  static char room[CARRY + BUFFER];
  if (!c->coded) {
    c->coded = calloc(1, sizeof *c->coded);
    if (inflateInit2(c->coded, 16 + WINDOW_BITS) != Z_OK) return 0;
  }
  c->coded->next_in = (void *)p; c->coded->avail_in = n;
  while (c->coded->avail_in) {
    c->coded->next_out = (void *)(room + CARRY); c->coded->avail_out = BUFFER;
    int result = inflate(c->coded, Z_SYNC_FLUSH);
    feed(c, room + CARRY, BUFFER - c->coded->avail_out, s, now);
    if (result == Z_STREAM_END) break;
    if (result != Z_OK && result != Z_BUF_ERROR) { if (!me->bad_status++) fprintf(stderr, "NO GZIP %s\n", c->coded->msg ? c->coded->msg : ""); return 0; }
  }
  return 1;
}

static void drop(stream *c, int failed) {
  if (c->state == DEAD) return;
  if (failed) me->failed++; else me->closed++;
  if (expect && c->events < (uint32_t)expect) complete++;
  close(c->fd);
  c->state = DEAD;
  free(c->head);
  c->head = NULL;
  if (c->coded) { inflateEnd(c->coded); free(c->coded); c->coded = NULL; }
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
  c->gzip = strcasestr(c->head, "\r\ncontent-encoding: gzip") != NULL;
  if (status != 200 && !me->bad_status++) fprintf(stderr, "REFUSED %s %.*s\n", c->head, (int)(*left > 300 ? 300 : *left), *rest);
  free(c->head);
  c->head = NULL;
  return status == 200 ? 1 : -1;
}

// In paths %i is the number of the stream, %c that number modulo --names, %u the URLs of this stream (--urls of them, each by --each, where %n is its number).
static char *expand(char *w, char *end, const char *q, int i, int n) {
  for (; *q && w < end; q++) {
    if (*q != '%') { *w++ = *q; continue; }
    switch (*++q) {
    case 'i': w += sprintf(w, "%d", i); break;
    case 'c': w += sprintf(w, "%d", i % names); break;
    case 'n': w += sprintf(w, "%d", n); break;
    case 'u': for (int k = 0; k < urls; k++) { w += sprintf(w, "%surl=", k ? "&" : ""); w = expand(w, end, each, i, i * urls + k); } break;
    default: *w++ = '%'; q--; break;
    }
  }
  return w;
}

static void dial(stream *c, int i) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  c->fd = fd; c->state = CONNECTING;
  if (fd < 0) { me->failed++; c->state = DEAD; return; }
  setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct linger reset = {1, 0}; // no pile of TIME_WAIT
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7F000002u)}, to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7F000001u)};
  if (bind(fd, (void *)&from, sizeof from) || (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS)) { drop(c, 1); return; }
  struct epoll_event ev = {.events = EPOLLOUT, .data.u32 = (uint32_t)(c - streams)};
  epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
}

static int ask(stream *c, int i, const char *tag, size_t tag_length) {
  static char target[65536], request[81920];
  *expand(target, target + sizeof target - 4096, path, i, i) = 0;
  int n = tag_length ? snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sIf-None-Match: %.*s\r\n\r\n", target, port, headers, (int)tag_length, tag)
                     : snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", target, port, headers);
  return send(c->fd, request, n, MSG_NOSIGNAL) == n;
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
        dial(&streams[next], next);
        if (streams[next].state != DEAD) pending++;
      }
    }
    int k = epoll_wait(ep, events, 1024, next < count ? 1 : 20);
    counters *s = &me->phases[sh->epoch];
    for (int i = 0; i < k; i++) {
      stream *c = &streams[events[i].data.u32];
      if (c->state == DEAD) continue;
      if (c->state == CONNECTING) {
        int error = 0;
        socklen_t l = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &l);
        if (error || !ask(c, (int)(c - streams), NULL, 0)) { drop(c, 1); pending--; continue; }
        me->connected++;
        c->state = HEAD;
        struct epoll_event ev = {.events = EPOLLIN, .data.u32 = (uint32_t)(c - streams)};
        epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
        continue;
      }
      for (int again = 0; again < 4; again++) {
        ssize_t n = recv(c->fd, buffer, BUFFER, 0);
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
        size_t left = n;
        if (polls) {
          if (!read_poll(c, buffer, n, s, now)) { if (c->state == HEAD) pending--; drop(c, 1); break; }
          if (c->state == HEAD && !c->head) { c->state = BODY; me->ready++; me->last_ready = now; pending--; }
          break;
        }
        if (c->state == HEAD) {
          int head = read_head(c, buffer, n, &rest, &left);
          if (head == 0) break;
          pending--;
          if (head < 0) { drop(c, 1); break; }
          c->state = BODY;
          me->ready++;
          me->last_ready = now;
          memmove(buffer, rest, left);
        }
        if (c->chunked) left = unchunk(&c->chunk, buffer, left);
        if (!c->gzip) feed(c, buffer, left, s, now);
        else if (!feed_gzip(c, buffer, left, s, now)) { drop(c, 1); break; }
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

static void report(int epoch, uint64_t began) {
  results *r = &sh->r;
  counters *s = &r->phases[epoch];
  qsort(s->broadcasts, BROADCASTS, sizeof(broadcast), by_key);
  uint64_t *first = calloc(BROADCASTS, 8), *last = calloc(BROADCASTS, 8);
  size_t n = 0;
  for (size_t i = 0; i < BROADCASTS; i++) {
    broadcast *b = &s->broadcasts[i];
    if (!b->key) continue;
    first[n] = b->first > b->key ? b->first - b->key : 0;
    last[n++] = b->last > b->key ? b->last - b->key : 0;
  }
  qsort(first, n, 8, by_value);
  qsort(last, n, 8, by_value);
  double window = s->last_event > s->first_event ? (s->last_event - s->first_event) / 1e6 : 0;
  printf("{\"ready\":%lu,\"failed\":%lu,\"badStatus\":%lu,\"closed\":%lu,\"readySeconds\":%.4f,\"lastEventSeconds\":%.4f,"
         "\"events\":%lu,\"covered\":%lu,\"windowSeconds\":%.4f,\"bytes\":%lu,\"reads\":%lu,\"outOfOrder\":%lu,\"skipped\":%lu,\"repeated\":%lu,\"unchanged\":%lu,"
         "\"marked\":%lu,\"p50\":%lu,\"p90\":%lu,\"p99\":%lu,\"p999\":%lu,\"slowest\":%lu,"
         "\"broadcasts\":%zu,\"firstP50\":%lu,\"lastP50\":%lu,\"lastMax\":%lu,\"cpuSeconds\":%.3f}\n",
         r->ready, r->failed, r->bad_status, r->closed, r->last_ready > began ? (r->last_ready - began) / 1e6 : 0, s->last_event > began ? (s->last_event - began) / 1e6 : 0,
         s->events, s->covered, window, s->bytes, s->reads, s->out_of_order, s->skipped, s->repeated, s->unchanged,
         s->marked, percentile(s->histogram, s->marked, .5, s->slowest), percentile(s->histogram, s->marked, .9, s->slowest), percentile(s->histogram, s->marked, .99, s->slowest),
         percentile(s->histogram, s->marked, .999, s->slowest), s->slowest,
         n, n ? first[n / 2] : 0, n ? last[n / 2] : 0, n ? last[n - 1] : 0, r->cpu);
  fflush(stdout);
  free(first);
  free(last);
}

static void add_header(const char *h) {
  if (strlen(headers) + strlen(h) + 3 < sizeof headers) { strcat(headers, h); strcat(headers, "\r\n"); }
}

static void *map(const char *file, size_t size) {
  int fd = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
  if (file && (fd < 0 || ftruncate(fd, size))) { perror(file); exit(2); }
  void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (file ? 0 : MAP_ANONYMOUS), fd, 0);
  if (file) close(fd);
  return p;
}

int main(int argc, char **argv) {
  enum { EXPECT = 256, TIMEOUT, INFLIGHT, PROGRESS, NAMES, URLS, EACH, TIME, VERSION, POLLS };
  static struct option options[] = {{"expect", 1, 0, EXPECT}, {"timeout", 1, 0, TIMEOUT}, {"inflight", 1, 0, INFLIGHT}, {"progress", 1, 0, PROGRESS},
    {"names", 1, 0, NAMES}, {"urls", 1, 0, URLS}, {"each", 1, 0, EACH}, {"time", 1, 0, TIME}, {"version", 1, 0, VERSION}, {"polls", 0, 0, POLLS}, {0, 0, 0, 0}};
  int o;
  while ((o = getopt_long(argc, argv, "n:r:p:u:H:", options, NULL)) != -1) switch (o) {
    case 'n': count = atoi(optarg); break; case 'r': rate = atof(optarg); break; case 'p': port = atoi(optarg); break;
    case 'u': path = optarg; break; case 'H': add_header(optarg); break;
    case EXPECT: expect = atol(optarg); break; case TIMEOUT: limit = atof(optarg); break; case INFLIGHT: in_flight = atoi(optarg); break;
    case PROGRESS: progress = map(optarg, 4096); progress[0] = 0; break; case NAMES: names = atoi(optarg); break;
    case POLLS: polls = 1; break;
    case URLS: urls = atoi(optarg); break; case EACH: each = optarg; break;
    case TIME: if (time_mark_count < MARKS) time_marks[time_mark_count++] = optarg; break;
    case VERSION: if (version_mark_count < MARKS) version_marks[version_mark_count++] = optarg; break;
    default: fprintf(stderr, "ssebench -n streams -p port -u path -H header [-r per second] [--expect events] [--timeout s] [--inflight n] [--progress file] [--names n] [--urls n --each path] [--time mark] [--version mark] [--polls]\n"); return 2; }
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
