// From a stream in gzip to its plain bytes. One stream in WHOLE_EACH is read as one gzip file, as a browser reads it, with its sum. Of the others the client
// unpacks each piece once for all streams that were sent the same bytes: to unpack it for each of them takes the load's core longer than
// the server works for it, and a server that waits for its load is not measured under load. A piece ends with an empty stored block and looks
// back at nothing before it; one that did would not unpack by itself.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define WINDOW_BITS 13 // 8 KiB: no event that is sent compressed looks back further
#define WHOLE_EACH 17 // not all on one of two, four or eight shards
#define GZIP_HEAD 10
#define KNOWN 8
#define MOST_OF_PIECE (1 << 18)

typedef struct {
  z_stream *whole; // of a stream that is read as one file
  char *piece;     // what has come of one that is not whole yet
  uint32_t length;
  uint8_t of_head; // bytes of the file's head that have come
} gzip;

typedef struct { char *coded, *plain; size_t coded_length, plain_length; } known_piece;
static const char gzip_begin[] = {0x1f, (char)0x8b, 8, 0}, piece_end[] = {0, 0, (char)0xff, (char)0xff};

static inline void gzip_free(gzip *g) {
  if (g->whole) { inflateEnd(g->whole); free(g->whole); }
  free(g->piece);
  memset(g, 0, sizeof *g);
}

// Unpacks what z has been given. NULL: it cannot be. What is returned is valid until the next call.
static char *unpack(z_stream *z, size_t before, size_t *length, int may_end) {
  static char *room;
  static size_t size;
  size_t used = before;
  for (;;) {
    if (size < used + MOST_OF_PIECE) room = realloc(room, size = used + 2 * MOST_OF_PIECE);
    z->next_out = (void *)(room + used); z->avail_out = (uInt)(size - used);
    int result = inflate(z, Z_SYNC_FLUSH);
    used = size - z->avail_out;
    if (result != Z_OK && result != Z_BUF_ERROR && !(may_end && result == Z_STREAM_END)) return NULL;
    if (result == Z_STREAM_END || z->avail_out) { *length = used - before; return room + before; }
  }
}

static known_piece *piece_of(const char *coded, size_t n) {
  static known_piece known[KNOWN];
  static unsigned next;
  for (int i = 0; i < KNOWN; i++) if (known[i].coded_length == n && !memcmp(known[i].coded, coded, n)) return &known[i];
  z_stream z = {.next_in = (void *)coded, .avail_in = (uInt)n};
  if (inflateInit2(&z, -WINDOW_BITS) != Z_OK) return NULL;
  size_t length;
  char *plain = unpack(&z, 0, &length, 0);
  inflateEnd(&z);
  // Four bytes may look like a piece's end; behind it another block begins, on a byte.
  if (!plain || z.avail_in || !(z.data_type & 128) || (z.data_type & 63)) return NULL;
  known_piece *k = &known[next++ % KNOWN];
  k->coded = memcpy(realloc(k->coded, n), coded, k->coded_length = n);
  k->plain = memcpy(realloc(k->plain, length + 1), plain, k->plain_length = length);
  return k;
}

// 1, and the plain bytes of p[0..n), of which there may be none yet; the `before` bytes in front of them may be written to. 0: this is no gzip.
static int ungzip(gzip *g, int whole, char *p, size_t n, size_t before, char **plain, size_t *length) {
  static char *room;
  static size_t size;
  *length = 0;
  if (whole) {
    if (!g->whole && inflateInit2(g->whole = calloc(1, sizeof *g->whole), 16 + WINDOW_BITS) != Z_OK) return 0;
    g->whole->next_in = (void *)p; g->whole->avail_in = (uInt)n;
    return (*plain = unpack(g->whole, before, length, 1)) != NULL;
  }
  for (; n && g->of_head < GZIP_HEAD; p++, n--, g->of_head++) if (g->of_head < sizeof gzip_begin && *p != gzip_begin[g->of_head]) return 0;
  if (!n) return 1;
  if (g->length) {
    g->piece = realloc(g->piece, g->length + n);
    memcpy(g->piece + g->length, p, n);
    p = g->piece; n += g->length;
  }
  if (n < sizeof piece_end || memcmp(p + n - sizeof piece_end, piece_end, sizeof piece_end)) {
    if (n > MOST_OF_PIECE) return 0;
    if (!g->length) g->piece = memcpy(realloc(g->piece, n), p, n);
    g->length = (uint32_t)n;
    return 1;
  }
  known_piece *k = piece_of(p, n);
  if (!k) return 0;
  g->length = 0;
  if (size < before + k->plain_length) room = realloc(room, size = before + k->plain_length);
  *plain = memcpy(room + before, k->plain, *length = k->plain_length);
  return 1;
}
