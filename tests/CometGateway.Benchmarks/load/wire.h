// The little of HTTP/1.1 that the load clients read: the head of an answer, and chunked bodies undone in place.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_CR, CHUNK_LF, CHUNK_END };
typedef struct { uint8_t state; uint32_t left; } chunks;

// Moves the payload of the chunks in p[0..n) to p and returns its length.
static inline size_t unchunk(chunks *c, char *p, size_t n) {
  char *to = p, *start = p, *end = p + n;
  while (p < end) {
    switch (c->state) {
    case CHUNK_SIZE: {
      char ch = *p++;
      if (ch >= '0' && ch <= '9') c->left = c->left * 16 + (ch - '0');
      else if ((ch | 32) >= 'a' && (ch | 32) <= 'f') c->left = c->left * 16 + ((ch | 32) - 'a' + 10);
      else c->state = ch == '\r' ? CHUNK_SIZE_LF : CHUNK_EXTENSION;
      break;
    }
    case CHUNK_EXTENSION: if (*p++ == '\r') c->state = CHUNK_SIZE_LF; break;
    case CHUNK_SIZE_LF: p++; c->state = c->left ? CHUNK_DATA : CHUNK_END; break;
    case CHUNK_DATA: {
      size_t k = end - p;
      if (k > c->left) k = c->left;
      if (to != p) memmove(to, p, k);
      to += k; p += k; c->left -= k;
      if (!c->left) c->state = CHUNK_CR;
      break;
    }
    case CHUNK_CR: p++; c->state = CHUNK_LF; break;
    case CHUNK_LF: p++; c->state = CHUNK_SIZE; break;
    default: p = end; break;
    }
  }
  return to - start;
}

// The number after `mark` in p[0..n); 0 when there is none, or when it may go on behind the end.
static inline int number_after(const char *p, size_t n, const char *mark, uint64_t *value) {
  size_t length = strlen(mark);
  const char *m = memmem(p, n, mark, length), *end = p + n;
  if (!m) return 0;
  m += length;
  while (m < end && *m == ' ') m++;
  uint64_t v = 0;
  const char *q = m;
  while (q < end && *q >= '0' && *q <= '9') v = v * 10 + (*q++ - '0');
  if (q == m || q == end) return 0;
  *value = v;
  return 1;
}

typedef struct { int status; const char *tag; size_t tag_length; char *body; size_t body_length; } answer;

// One whole answer at p[0..n), which is followed by a 0: how many bytes it takes, or 0 while some are missing. Chunks are undone in place.
static inline size_t take_answer(char *p, size_t n, answer *a) {
  char *e = memmem(p, n, "\r\n\r\n", 4);
  if (!e) return 0;
  e[2] = 0;
  char *length = strcasestr(p, "\r\ncontent-length:"), *tag = strcasestr(p, "\r\netag:"), *chunked = strcasestr(p, "\r\ntransfer-encoding: chunked");
  a->status = atoi(p + 9);
  a->tag = tag ? tag + 7 + strspn(tag + 7, " ") : NULL;
  a->tag_length = tag ? strcspn(a->tag, "\r") : 0;
  e[2] = '\r';
  size_t head = e + 4 - p, left = n - head;
  a->body = e + 4;
  a->body_length = a->status == 304 || a->status == 204 ? 0 : length ? strtoul(length + 17, NULL, 10) : 0;
  if (!chunked || a->status == 304) return left < a->body_length ? 0 : head + a->body_length;
  char *last = left >= 5 && !memcmp(a->body, "0\r\n\r\n", 5) ? a->body - 2 : memmem(a->body, left, "\r\n0\r\n\r\n", 7);
  if (!last) return 0;
  size_t all = last + 7 - p;
  chunks c = {0};
  a->body_length = unchunk(&c, a->body, p + all - a->body);
  return all;
}
