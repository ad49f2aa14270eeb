// Event streams whose clients come back as browsers do: after the pause that the server named, with the id of the last event. Loopback, one thread.
// Standard input: a line asks for the counters so far; its end ends the client.
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
#include <unistd.h>
#include "latency.h"
#include "wire.h"

#define LINE 4096
#define BUFFER (1 << 16)
#define PATIENCE_MS 2000 // after a refusal or a fault, and until the server names a pause

enum { AWAY, CONNECTING, HEAD, BODY };
typedef struct {
  int fd, state, chunked;
  chunks chunk;
  uint64_t back_at, pause_ms, version;
  size_t length;
  char line[LINE + 1], id[64], new_id[64];
} visitor;

static visitor *all;
static int ep, count = 100, port = 8080, names = 1, in_flight = 0, open_now = 0;
static const char *path = "/";
static uint64_t returns, keepalives, states, lost, repeated, backwards, cut, refused;

static void leave(visitor *c, uint64_t pause_ms) {
  if (c->state == CONNECTING || c->state == HEAD) in_flight--;
  if (c->state == BODY) open_now--;
  close(c->fd);
  c->state = AWAY;
  c->back_at = now_us() + pause_ms * 1000;
}

static void come(visitor *c) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct linger reset = {1, 0}; // no pile of TIME_WAIT
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7F000001u)};
  c->fd = fd; c->state = CONNECTING; c->length = 0; c->chunk = (chunks){0};
  in_flight++;
  if (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS) { refused++; leave(c, PATIENCE_MS); return; }
  struct epoll_event ev = {.events = EPOLLOUT, .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
}

static int ask(visitor *c) {
  char request[2048], id[100] = "";
  if (c->id[0]) { sprintf(id, "Last-Event-ID: %s\r\n", c->id); returns++; }
  int n = sprintf(request, "GET ");
  for (const char *q = path; *q && n < 1024; q++) {
    if (q[0] == '%' && q[1] == 'c') { n += sprintf(request + n, "%d", (int)(c - all) % names); q++; }
    else request[n++] = *q;
  }
  n += sprintf(request + n, " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n%s\r\n", port, id);
  return send(c->fd, request, n, MSG_NOSIGNAL) == n;
}

static void read_line(visitor *c, char *line, size_t n) {
  uint64_t version;
  if (!n) memcpy(c->id, c->new_id, sizeof c->id);
  else if (line[0] == ':') keepalives++;
  else if (!strncmp(line, "retry: ", 7)) c->pause_ms = strtoul(line + 7, NULL, 10);
  else if (!strncmp(line, "id: ", 4)) snprintf(c->new_id, sizeof c->new_id, "%s", line + 4);
  else if (number_after(line, n, "\"v\":", &version)) {
    states++;
    if (c->version && version == c->version) repeated++;
    else if (c->version && version < c->version) backwards++;
    else if (c->version) lost += version - c->version - 1;
    c->version = version;
  }
}

static void read_body(visitor *c, char *p, size_t n) {
  if (c->chunked) n = unchunk(&c->chunk, p, n);
  for (char *end = p + n; p < end;) {
    char *e = memchr(p, '\n', end - p);
    size_t k = (e ? e : end) - p, room = LINE - c->length;
    memcpy(c->line + c->length, p, k < room ? k : room);
    c->length += k < room ? k : room;
    if (!e) return;
    c->line[c->length] = 0;
    read_line(c, c->line, c->length);
    c->length = 0;
    p = e + 1;
  }
}

// What has come on a stream; 0 when it is over, whole or not.
static int more(visitor *c, char *buffer) {
  ssize_t n = recv(c->fd, buffer, BUFFER, 0);
  if (n < 0 && errno == EAGAIN) return 1;
  if (n <= 0) {
    if (c->state == BODY) cut++; else refused++;
    leave(c, PATIENCE_MS);
    return 0;
  }
  buffer[n] = 0;
  char *body = buffer;
  if (c->state == HEAD) {
    // The head is small and written at once: half of one is none.
    char *e = strstr(buffer, "\r\n\r\n");
    if (!e || strncmp(buffer + 9, "200", 3)) {
      if (!refused++) fprintf(stderr, "REFUSED %.300s\n", buffer);
      leave(c, PATIENCE_MS);
      return 0;
    }
    body = e + 4;
    *e = 0;
    c->chunked = strcasestr(buffer, "\r\ntransfer-encoding: chunked") != NULL;
    c->state = BODY;
    in_flight--;
    open_now++;
  }
  read_body(c, body, buffer + n - body);
  if (c->chunk.state != CHUNK_END) return 1;
  leave(c, c->pause_ms);
  return 0;
}

int main(int argc, char **argv) {
  int o;
  while ((o = getopt(argc, argv, "n:p:u:c:")) != -1) switch (o) {
    case 'n': count = atoi(optarg); break; case 'p': port = atoi(optarg); break; case 'u': path = optarg; break; case 'c': names = atoi(optarg); break;
    default: fprintf(stderr, "visitors -n streams -p port -u path, in which %%c is the stream's number modulo [-c names]\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  all = calloc(count, sizeof *all);
  for (int i = 0; i < count; i++) all[i].pause_ms = PATIENCE_MS;
  char *buffer = malloc(BUFFER + 1);
  ep = epoll_create1(0);
  struct epoll_event in = {.events = EPOLLIN, .data.ptr = NULL}, events[512];
  epoll_ctl(ep, EPOLL_CTL_ADD, 0, &in);
  for (int told = 0;;) {
    uint64_t now = now_us();
    for (int i = 0; i < count && in_flight < 64; i++) if (all[i].state == AWAY && all[i].back_at <= now) come(&all[i]);
    if (!told && open_now == count) { told = 1; printf("READY %d\n", count); fflush(stdout); }
    int k = epoll_wait(ep, events, 512, 50);
    for (int i = 0; i < k; i++) {
      visitor *c = events[i].data.ptr;
      if (!c) {
        char line[64];
        if (read(0, line, sizeof line) <= 0) return 0;
        printf("{\"open\":%d,\"returns\":%lu,\"keepAlives\":%lu,\"states\":%lu,\"lost\":%lu,\"repeated\":%lu,\"backwards\":%lu,\"cut\":%lu,\"refused\":%lu}\n",
               open_now, returns, keepalives, states, lost, repeated, backwards, cut, refused);
        fflush(stdout);
      } else if (c->state == CONNECTING) {
        int error = 0;
        socklen_t l = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &l);
        if (error || !ask(c)) { refused++; leave(c, PATIENCE_MS); continue; }
        c->state = HEAD;
        struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
      } else {
        more(c, buffer);
      }
    }
  }
}
