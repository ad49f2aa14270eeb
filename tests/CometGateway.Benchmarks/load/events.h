// From the bytes of a stream to the events in it, plain or in gzip.
#include "wire.h"
#include "gzip.h"
#include "http2.h"
#include "tls.h"

#define CARRY 64
#define BUFFER (1 << 18)
#define MARKS 2

enum { CONNECTING, SHAKING, HEAD, BODY, DEAD };
typedef struct {
  int fd;
  uint8_t state, chunked, is_gzip, has_time, has_version, carried;
  chunks chunk;
  uint32_t events;
  uint64_t time, version, last_version, last_time;
  char *head;
  gzip coded;
  SSL *tls;       // null: plain
  frames *frames; // null: HTTP/1.1
  uint32_t head_length;
  char carry[CARRY];
} stream;

static _Atomic uint64_t *progress; // versions that all streams together have got to, read by pub
static long expect = 0;
static uint64_t complete; // streams that have what --expect asks for
static const char *time_marks[MARKS] = {"\"t\":"}, *version_marks[MARKS] = {"\"v\":"};

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
static int feed_gzip(stream *c, int index, char *p, size_t n, counters *s, uint64_t now) {
  char *plain;
  size_t length;
  if (!ungzip(&c->coded, index % WHOLE_EACH == 0, p, n, CARRY, &plain, &length)) { if (!me->bad_status++) fprintf(stderr, "NO GZIP\n"); return 0; }
  if (length) feed(c, plain, length, s, now);
  return 1;
}
