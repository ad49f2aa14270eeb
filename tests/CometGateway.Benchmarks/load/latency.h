// Counters of one measuring phase: a histogram of latencies (about 3 % precision) and one entry for each broadcast.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SUB 32
#define BUCKETS (40 * SUB)
#define BROADCASTS (1 << 17) // twice as many as five minutes of 200 a second

typedef struct { uint64_t key, first, last, count; } broadcast;
typedef struct {
  uint64_t events, covered, bytes, marked, slowest, first_event, last_event, reads, out_of_order, skipped, repeated, unchanged;
  uint64_t histogram[BUCKETS];
  broadcast broadcasts[BROADCASTS];
} counters;

static inline uint64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (uint64_t)t.tv_sec * 1000000u + t.tv_nsec / 1000;
}

static inline int bucket_of(uint64_t v) {
  if (v < SUB) return (int)v;
  int e = 63 - __builtin_clzll(v);
  int i = (e - 4) * SUB + (int)((v >> (e - 5)) - SUB);
  return i < BUCKETS ? i : BUCKETS - 1;
}

static inline uint64_t middle_of(int i) {
  if (i < SUB) return i;
  int e = i / SUB + 4;
  return ((uint64_t)(SUB + i % SUB) << (e - 5)) + ((1ull << (e - 5)) >> 1);
}

static inline uint64_t percentile(const uint64_t *histogram, uint64_t n, double p, uint64_t slowest) {
  uint64_t want = (uint64_t)(n * p), seen = 0;
  if (!n) return 0;
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen > want) { uint64_t v = middle_of(i); return v > slowest ? slowest : v; }
  }
  return slowest;
}

// One receipt of what was published at `at`. Marks of 0 have no time: a first state that nobody published.
static inline void note(counters *s, uint64_t at, uint64_t now) {
  if (!at) return;
  uint64_t took = now > at ? now - at : 0;
  s->histogram[bucket_of(took)]++;
  s->marked++;
  if (took > s->slowest) s->slowest = took;
  uint32_t h = (uint32_t)((at * 0x9E3779B97F4A7C15ull) >> 49);
  for (int i = 0; i < 64; i++) {
    broadcast *b = &s->broadcasts[(h + i) & (BROADCASTS - 1)];
    if (b->key == at) { b->last = now; b->count++; return; }
    if (!b->key) { b->key = at; b->first = b->last = now; b->count = 1; return; }
  }
}

static inline int by_value(const void *a, const void *b) { uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b; return x < y ? -1 : x > y; }
static inline int by_key(const void *a, const void *b) { const broadcast *x = a, *y = b; return x->key < y->key ? -1 : x->key > y->key; }
