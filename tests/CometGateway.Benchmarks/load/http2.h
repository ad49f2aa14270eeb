// The little of HTTP/2 (RFC 9113) that one event stream on a connection of its own takes: its request, and what comes back in DATA frames, undone in place.
// What is received is never acknowledged by WINDOW_UPDATE: the windows are as large as they can be, 2 GiB, and no stream gets so much. Bodies are not decoded.
#pragma once
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define HTTP2_PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" // §3.4
#define FRAME_HEAD 9                                      // §4.1
#define MOST_PAYLOAD 16384                                // SETTINGS_MAX_FRAME_SIZE as long as the server names no other (§6.5.2)
#define WINDOW 0x7FFFFFFFu                                // the largest (§6.9.1)
#define FIRST_WINDOW 65535u                               // the connection's own, which only WINDOW_UPDATE changes (§6.9.2)

enum { FRAME_DATA, FRAME_HEADERS, FRAME_RST_STREAM = 3, FRAME_SETTINGS, FRAME_PING = 6, FRAME_GOAWAY, FRAME_WINDOW_UPDATE };
enum { FLAG_END_STREAM = 1, FLAG_ACK = 1, FLAG_END_HEADERS = 4, FLAG_PADDED = 8, FLAG_PRIORITY = 32 };
enum { SETTING_ENABLE_PUSH = 2, SETTING_INITIAL_WINDOW_SIZE = 4 };

// `kept`: the first bytes of a payload that is no data. `reply`: what is to be sent back.
typedef struct {
  uint32_t left, error;
  int status; // 0 before the head has come, -1 when it is written in a way that is not read here
  uint8_t ended, in_head, in_kept, in_reply, padding;
  uint8_t head[FRAME_HEAD], kept[32], reply[8 * (FRAME_HEAD + 8)];
} frames;

static inline uint8_t *number32(uint8_t *w, uint32_t v) { w[0] = v >> 24; w[1] = v >> 16; w[2] = v >> 8; w[3] = v; return w + 4; }
static inline uint32_t read32(const uint8_t *p) { return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]; }

static inline uint8_t *frame_head(uint8_t *w, uint32_t length, int type, int flags, uint32_t id) {
  number32(w, length << 8);
  w[3] = type; w[4] = flags;
  return number32(w + 5, id);
}

// A string without Huffman's code (RFC 7541 §5.2): its length in 7 bits, or what is over 127 in groups of 7 (§5.1).
static inline uint8_t *hpack_string(uint8_t *w, const char *s, size_t n, int lower) {
  size_t rest = n - 127;
  if (n < 127) *w++ = n;
  else { for (*w++ = 127; rest >= 128; rest >>= 7) *w++ = 128 | (rest & 127); *w++ = rest; }
  for (size_t i = 0; i < n; i++) *w++ = lower ? tolower((unsigned char)s[i]) : s[i];
  return w;
}

// A field that no table remembers, with its name (RFC 7541 §6.2.2). Names are in lower case (RFC 9113 §8.2).
static inline uint8_t *hpack_field(uint8_t *w, const char *name, size_t name_length, const char *value, size_t length) {
  *w++ = 0;
  return hpack_string(hpack_string(w, name, name_length, 1), value, length, 0);
}

// The preface, the settings, the window and one GET, which ends its side of stream 1. `headers`: lines "Name: value\r\n".
// Room for the payload and 128 bytes is needed; 0 when the fields do not fit into one frame.
static inline size_t http2_request(uint8_t *start, const char *target, const char *authority, const char *headers) {
  if (strlen(target) + strlen(authority) + 2 * strlen(headers) + 128 > MOST_PAYLOAD) return 0;
  uint8_t *w = start + strlen(HTTP2_PREFACE);
  memcpy(start, HTTP2_PREFACE, w - start);
  w = frame_head(w, 12, FRAME_SETTINGS, 0, 0);
  *w++ = 0; *w++ = SETTING_ENABLE_PUSH; w = number32(w, 0);
  *w++ = 0; *w++ = SETTING_INITIAL_WINDOW_SIZE; w = number32(w, WINDOW);
  w = number32(frame_head(w, 4, FRAME_WINDOW_UPDATE, 0, 0), WINDOW - FIRST_WINDOW);
  uint8_t *head = w;
  w += FRAME_HEAD;
  w = hpack_field(w, ":method", 7, "GET", 3);
  w = hpack_field(w, ":scheme", 7, "https", 5);
  w = hpack_field(w, ":authority", 10, authority, strlen(authority));
  w = hpack_field(w, ":path", 5, target, strlen(target));
  for (const char *line = headers, *end; (end = strstr(line, "\r\n")); line = end + 2) {
    const char *colon = memchr(line, ':', end - line), *value = colon ? colon + 1 + strspn(colon + 1, " ") : NULL;
    if (colon) w = hpack_field(w, line, colon - line, value, end - value);
  }
  frame_head(head, w - head - FRAME_HEAD, FRAME_HEADERS, FLAG_END_STREAM | FLAG_END_HEADERS, 1);
  return w - start;
}

// :status, which is the first field of an answer (RFC 9113 §8.3.2), after changes of the table's size (RFC 7541 §4.2): whole in the static table
// (RFC 7541, appendix A, 8 to 14), or its name there and its three digits behind it.
static inline int hpack_status(const uint8_t *p, size_t n) {
  static const int known[] = {200, 204, 206, 304, 400, 404, 500};
  const uint8_t *end = p + n;
  while (p < end && (*p & 0xE0) == 0x20) if ((*p++ & 0x1F) == 0x1F) while (p < end && *p++ & 0x80) { }
  if (p < end && *p >= 0x88 && *p <= 0x8E) return known[*p - 0x88];
  int name = p >= end ? 0 : (*p & 0xC0) == 0x40 ? *p & 0x3F : *p < 0x20 ? *p & 0x0F : 0;
  return name >= 8 && name <= 14 && end - p >= 5 && p[1] == 3 ? (p[2] - '0') * 100 + (p[3] - '0') * 10 + p[4] - '0' : -1;
}

static inline void answer_frame(frames *f, size_t length) {
  if (f->in_reply + FRAME_HEAD + length > sizeof f->reply) { f->ended = 1; return; }
  uint8_t *w = frame_head(f->reply + f->in_reply, length, f->head[3], FLAG_ACK, 0);
  memcpy(w, f->kept, length);
  f->in_reply += FRAME_HEAD + length;
}

// A whole frame has come.
static inline void end_frame(frames *f) {
  int type = f->head[3], flags = f->head[4];
  size_t before = (flags & FLAG_PADDED ? 1 : 0) + (flags & FLAG_PRIORITY ? 5 : 0);
  switch (type) {
  case FRAME_HEADERS: if (!f->status) f->status = f->in_kept > before ? hpack_status(f->kept + before, f->in_kept - before) : -1; break;
  case FRAME_SETTINGS: if (!(flags & FLAG_ACK)) answer_frame(f, 0); break;
  case FRAME_PING: if (!(flags & FLAG_ACK)) answer_frame(f, 8); break;
  case FRAME_RST_STREAM: f->error = read32(f->kept); f->ended = 1; break;
  case FRAME_GOAWAY: f->error = read32(f->kept + 4); f->ended = 1; break;
  }
  if (type <= FRAME_HEADERS && flags & FLAG_END_STREAM) f->ended = 1;
  f->in_head = f->in_kept = f->padding = 0;
}

// Moves the payload of the DATA frames in p[0..n) to p and returns its length.
static inline size_t deframe(frames *f, char *p, size_t n) {
  char *to = p, *start = p, *end = p + n;
  while (p < end && !f->ended) {
    if (f->in_head < FRAME_HEAD) {
      f->head[f->in_head++] = *p++;
      if (f->in_head < FRAME_HEAD) continue;
      f->left = read32(f->head) >> 8;
    } else if (f->head[3] == FRAME_DATA && f->head[4] & FLAG_PADDED && !f->in_kept) {
      f->padding = *p++; f->in_kept = 1; f->left--;
    } else {
      size_t k = end - p;
      if (k > f->left) k = f->left;
      if (f->head[3] == FRAME_DATA) {
        size_t use = f->left > f->padding ? f->left - f->padding : 0;
        if (use > k) use = k;
        if (to != p) memmove(to, p, use);
        to += use;
      } else {
        size_t keep = sizeof f->kept - f->in_kept;
        if (keep > k) keep = k;
        memcpy(f->kept + f->in_kept, p, keep);
        f->in_kept += keep;
      }
      p += k; f->left -= k;
    }
    if (!f->left) end_frame(f);
  }
  return to - start;
}
