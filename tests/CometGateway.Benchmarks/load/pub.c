// Publisher: POSTs bodies {"t":<unix µs>,"v":<n>,"x":"aaa…"} of a given size over one keep-alive loopback connection.
// With --text the filling is rows of numbers, as pages have them, in place of one letter.
// Paced by -i µs between two, or by what has arrived: with --progress FILE, --subs N and --window W number k goes out once (k-W)*N have.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "latency.h"

#define SILENCE_US 2000000 // after that much silence what is missing counts as lost

static const char *path = "/pub", *channel = "test", *progress_file = NULL;
static int port = 8080, count = 10, grip = 0, text = 0;
static long size = 256, gap = 0, subs = 1, window = 1, first = 1;
static double limit = 60;
static _Atomic uint64_t *arrived;
static uint64_t began, base, lost;

static int dial(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct timeval patience = {10, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7F000001u)};
  if (connect(fd, (void *)&to, sizeof to)) { perror("connect"); exit(1); }
  return fd;
}

// Until `published` bodies have arrived everywhere. What a server loses does not hold the rest up for ever.
static int wait_for(long published) {
  uint64_t want = base + (uint64_t)published * subs, seen = *arrived, since = now_us();
  while (*arrived + lost < want) {
    usleep(20);
    uint64_t now = now_us();
    if (*arrived != seen) { seen = *arrived; since = now; }
    else if (now - since > SILENCE_US) { lost = want - seen; break; }
    if ((now - began) / 1e6 > limit) return 0;
  }
  return 1;
}

// Rows of numbers, others in each body.
static void fill(char *w, size_t n, uint64_t seed) {
  if (!text) { memset(w, 'a', n); return; }
  char row[96];
  for (size_t done = 0, i = 0; done < n; i++) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    size_t k = sprintf(row, "name-%zu bid %lu.%02lu ask %lu.%02lu open; ", i, seed >> 54, (seed >> 40) % 100, seed >> 55, (seed >> 30) % 100);
    if (k > n - done) k = n - done;
    memcpy(w + done, row, k);
    done += k;
  }
}

static size_t build(char *request, char *body, int k, uint64_t now) {
  char head[128], *w = body;
  int n = sprintf(head, "{\"t\":%lu,\"v\":%ld,\"x\":\"", now, first + k);
  if (grip) {
    w += sprintf(w, "{\"items\":[{\"channel\":\"%s\",\"formats\":{\"http-stream\":{\"content\":\"data: ", channel);
    for (int i = 0; i < n; i++) { if (head[i] == '"') *w++ = '\\'; *w++ = head[i]; }
  } else { memcpy(w, head, n); w += n; }
  fill(w, size - n - 2, now);
  w += size - n - 2;
  w += sprintf(w, grip ? "\\\"}\\n\\n\"}}}]}" : "\"}");
  size_t length = w - body;
  int h = sprintf(request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", path, port, length);
  memcpy(request + h, body, length);
  return h + length;
}

int main(int argc, char **argv) {
  static struct option options[] = {{"progress", 1, 0, 1}, {"subs", 1, 0, 2}, {"window", 1, 0, 3}, {"timeout", 1, 0, 4}, {"channel", 1, 0, 5}, {"first", 1, 0, 6}, {"text", 0, 0, 7}, {0, 0, 0, 0}};
  int o;
  while ((o = getopt_long(argc, argv, "p:u:s:n:i:g", options, NULL)) != -1) switch (o) {
    case 'p': port = atoi(optarg); break; case 'u': path = optarg; break; case 's': size = atol(optarg); break;
    case 'n': count = atoi(optarg); break; case 'i': gap = atol(optarg); break; case 'g': grip = 1; break;
    case 1: progress_file = optarg; break; case 2: subs = atol(optarg); break; case 3: window = atol(optarg); break;
    case 4: limit = atof(optarg); break; case 5: channel = optarg; break; case 6: first = atol(optarg); break; case 7: text = 1; break;
    default: fprintf(stderr, "pub -p port -u path -s bytes -n count [-i gap_us] [-g] [--progress file --subs n --window n] [--first v] [--text] [--timeout s]\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  if (progress_file) {
    int f = open(progress_file, O_RDONLY);
    if (f < 0) { perror(progress_file); return 2; }
    arrived = mmap(NULL, 4096, PROT_READ, MAP_SHARED, f, 0);
    close(f);
  }
  int fd = dial(), k, bad = 0, late = 0;
  if (size < 64) size = 64;
  char *body = malloc(size * 2 + 4096), *request = malloc(size * 2 + 8192), answer[65536];
  uint64_t *took = calloc(count + 1, 8), errors = 0;
  base = arrived ? *arrived : 0;
  began = now_us();
  for (k = 0; k < count; k++) {
    if ((now_us() - began) / 1e6 > limit) break;
    if (gap) { uint64_t due = began + (uint64_t)k * gap, now = now_us(); if (due > now) usleep(due - now); }
    else if (arrived && k >= window && !wait_for(k - window + 1)) break;
    uint64_t now = now_us();
    size_t n = build(request, body, k, now), sent = 0, got = 0;
    while (sent < n) { ssize_t s = send(fd, request + sent, n - sent, MSG_NOSIGNAL); if (s <= 0) { errors++; goto out; } sent += s; }
    char *e = NULL;
    while (!e) { ssize_t r = recv(fd, answer + got, sizeof answer - 1 - got, 0); if (r <= 0) { errors++; goto out; } got += r; answer[got] = 0; e = strstr(answer, "\r\n\r\n"); }
    size_t head = e + 4 - answer, need = 0;
    char *length = strcasestr(answer, "content-length:");
    int chunked = strcasestr(answer, "transfer-encoding: chunked") != NULL;
    if (length && length < e) need = strtoul(length + 15, NULL, 10);
    while (chunked ? memmem(answer + head - 2, got - head + 2, "\r\n0\r\n\r\n", 7) == NULL : got - head < need) {
      ssize_t r = recv(fd, answer + got, sizeof answer - 1 - got, 0);
      if (r <= 0) { errors++; goto out; }
      got += r; answer[got] = 0;
    }
    int status = atoi(answer + 9);
    if (status < 200 || status > 299) { if (!bad++) fprintf(stderr, "REFUSED %.200s\n", answer); }
    took[k] = now_us() - now;
    char *close_ = strcasestr(answer, "connection: close"); // Pushpin closes after each
    if (close_ && close_ < e) { close(fd); fd = dial(); }
  }
out:;
  double seconds = (now_us() - began) / 1e6;
  if (arrived && !wait_for(k)) late = 1;
  uint64_t missing = arrived && base + (uint64_t)k * subs > *arrived ? base + (uint64_t)k * subs - *arrived : 0;
  qsort(took, k, 8, by_value);
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  printf("{\"published\":%d,\"seconds\":%.4f,\"errors\":%lu,\"missing\":%lu,\"late\":%d,\"badStatus\":%d,\"postP50\":%lu,\"postP99\":%lu,\"cpuSeconds\":%.3f}\n", k, seconds, errors, missing, late, bad,
         k ? took[k / 2] : 0, k ? took[(size_t)(k * .99)] : 0, u.ru_utime.tv_sec + u.ru_utime.tv_usec / 1e6 + u.ru_stime.tv_sec + u.ru_stime.tv_usec / 1e6);
  return 0;
}
