// What ssebench has seen, phase by phase: kept by the process that holds the streams, reported by the one that is asked.
#include <stdatomic.h>
#include <stdio.h>
#include "latency.h"

typedef struct {
  _Atomic uint64_t connected, ready, failed, bad_status, closed;
  _Atomic int finished;
  uint64_t last_ready;
  double cpu;
  char agreed[64]; // of the first connection: version, suite and protocol within TLS
  counters phases[2];
} results;
typedef struct { _Atomic int stop, epoch; results r; } shared;


static shared *sh;
static results *me;

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
         "\"broadcasts\":%zu,\"firstP50\":%lu,\"lastP50\":%lu,\"lastMax\":%lu,\"cpuSeconds\":%.3f,\"agreed\":\"%s\"}\n",
         r->ready, r->failed, r->bad_status, r->closed, r->last_ready > began ? (r->last_ready - began) / 1e6 : 0, s->last_event > began ? (s->last_event - began) / 1e6 : 0,
         s->events, s->covered, window, s->bytes, s->reads, s->out_of_order, s->skipped, s->repeated, s->unchanged,
         s->marked, percentile(s->histogram, s->marked, .5, s->slowest), percentile(s->histogram, s->marked, .9, s->slowest), percentile(s->histogram, s->marked, .99, s->slowest),
         percentile(s->histogram, s->marked, .999, s->slowest), s->slowest,
         n, n ? first[n / 2] : 0, n ? last[n / 2] : 0, n ? last[n - 1] : 0, r->cpu, r->agreed);
  fflush(stdout);
  free(first);
  free(last);
}
