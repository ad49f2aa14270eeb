// Requests at an even pace: the same GET so many times a second, over connections that stay open, whatever time the answers take.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "latency.h"
#include "wire.h"

#define ROOM (1 << 16)
typedef struct { int fd; size_t got; uint64_t sent_at; char in[ROOM + 1]; } client;

static client *clients, **idle;
static int idle_count, connections = 64, port = 8080, wanted = 304;
static double rate = 1000, seconds = 5;
static const char *path = "/";
static char headers[4096] = "", request[8192];
static int request_length;
static uint64_t sent, answered, wrong, owed, late;
static counters seen;

static int dial(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7F000001u)};
  if (connect(fd, (void *)&to, sizeof to)) { perror("connect"); exit(1); }
  return fd;
}

static void ask(client *c) {
  c->sent_at = now_us();
  if (send(c->fd, request, request_length, MSG_NOSIGNAL) != request_length) { perror("send"); exit(1); }
  sent++;
}

static void ask_next(void) {
  if (idle_count) ask(idle[--idle_count]);
  else { owed++; late++; }
}

static void read_answer(client *c) {
  ssize_t n = recv(c->fd, c->in + c->got, ROOM - c->got, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) { fprintf(stderr, "closed\n"); exit(1); }
  c->got += n;
  c->in[c->got] = 0;
  answer a;
  if (!take_answer(c->in, c->got, &a)) return;
  if (a.status != wanted && !wrong++) fprintf(stderr, "REFUSED %.300s\n", c->in);
  answered++;
  note(&seen, c->sent_at, now_us());
  c->got = 0;
  if (owed) { owed--; ask(c); } else idle[idle_count++] = c;
}

int main(int argc, char **argv) {
  int o;
  while ((o = getopt(argc, argv, "p:u:H:r:t:c:w:")) != -1) switch (o) {
    case 'p': port = atoi(optarg); break; case 'u': path = optarg; break; case 'r': rate = atof(optarg); break; case 't': seconds = atof(optarg); break;
    case 'c': connections = atoi(optarg); break; case 'w': wanted = atoi(optarg); break;
    case 'H': if (strlen(headers) + strlen(optarg) + 3 < sizeof headers) { strcat(headers, optarg); strcat(headers, "\r\n"); } break;
    default: fprintf(stderr, "paced -p port -u path -r requests per second -t seconds [-c connections] [-H header] [-w status that is wanted]\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", path, port, headers);
  clients = calloc(connections, sizeof *clients);
  idle = calloc(connections, sizeof *idle);
  int ep = epoll_create1(0), clock = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  for (int i = 0; i < connections; i++) {
    clients[i].fd = dial();
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = idle[idle_count++] = &clients[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, clients[i].fd, &ev);
  }
  struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
  epoll_ctl(ep, EPOLL_CTL_ADD, clock, &ev);
  long gap = (long)(1e9 / rate);
  struct itimerspec pace = {{gap / 1000000000, gap % 1000000000}, {gap / 1000000000, gap % 1000000000}};
  timerfd_settime(clock, 0, &pace, NULL);
  uint64_t began = now_us(), all = (uint64_t)(rate * seconds), due = 0;
  while (answered < all && now_us() - began < (seconds + 10) * 1e6) {
    int k = epoll_wait(ep, events, 256, 100);
    for (int i = 0; i < k; i++) {
      if (events[i].data.ptr) { read_answer(events[i].data.ptr); continue; }
      uint64_t ticks = 0;
      if (read(clock, &ticks, sizeof ticks) == sizeof ticks) for (; ticks && due < all; ticks--, due++) ask_next();
    }
  }
  printf("{\"requests\":%lu,\"seconds\":%.4f,\"wrong\":%lu,\"late\":%lu,\"p50\":%lu,\"p99\":%lu}\n", answered, (now_us() - began) / 1e6, wrong + (all - answered), late,
         percentile(seen.histogram, seen.marked, .5, seen.slowest), percentile(seen.histogram, seen.marked, .99, seen.slowest));
  return 0;
}
