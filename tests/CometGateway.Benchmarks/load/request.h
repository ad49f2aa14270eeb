// What a stream is asked for by.
#include <stdio.h>
#include <sys/socket.h>

static int port = 8080, names = 1, urls = 0;
static const char *path = "/", *each = "/";
static char headers[8192] = "";

static void add_header(const char *h) {
  if (strlen(headers) + strlen(h) + 3 < sizeof headers) { strcat(headers, h); strcat(headers, "\r\n"); }
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

static int put(stream *c, const char *p, size_t n) { return c->tls ? tls_write(c->tls, p, n) : send(c->fd, p, n, MSG_NOSIGNAL) == (ssize_t)n; }

static int ask(stream *c, int i, const char *tag, size_t tag_length) {
  static char target[65536], request[81920];
  *expand(target, target + sizeof target - 4096, path, i, i) = 0;
  if (c->frames) {
    char authority[24];
    sprintf(authority, "127.0.0.1:%d", port);
    size_t n = http2_request((uint8_t *)request, target, authority, headers);
    return n && put(c, request, n);
  }
  int n = tag_length ? snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sIf-None-Match: %.*s\r\n\r\n", target, port, headers, (int)tag_length, tag)
                     : snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", target, port, headers);
  return put(c, request, n);
}
