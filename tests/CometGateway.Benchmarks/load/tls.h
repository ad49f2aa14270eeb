// TLS 1.3 (RFC 8446) on a stream's socket, by OpenSSL and without waiting. A load tool on loopback does not ask whose certificate it is.
#pragma once
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

// The first in every browser's list, and here the only one, so that no server can choose another than its peer.
#define TLS_SUITE "TLS_AES_128_GCM_SHA256"

enum { TLS_DONE, TLS_READS, TLS_WRITES, TLS_FAILED };

static SSL_CTX *tls_context;
static const char *tls_protocol;

// From now on connections can be made, which speak `protocol` (ALPN, RFC 7301).
static inline int tls_begin(const char *protocol) {
  unsigned char list[16] = {(unsigned char)strlen(protocol)};
  memcpy(list + 1, protocol, list[0]);
  tls_protocol = protocol;
  tls_context = SSL_CTX_new(TLS_client_method());
  if (!tls_context) return 0;
  SSL_CTX_set_verify(tls_context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_mode(tls_context, SSL_MODE_RELEASE_BUFFERS); // 34 KB for each of 10,000 that wait
  SSL_CTX_set_read_ahead(tls_context, 1);                   // a record by one system call, not its head by one more
  return SSL_CTX_set_min_proto_version(tls_context, TLS1_3_VERSION) && SSL_CTX_set_ciphersuites(tls_context, TLS_SUITE) && !SSL_CTX_set_alpn_protos(tls_context, list, list[0] + 1);
}

static inline SSL *tls_on(int fd) {
  SSL *tls = SSL_new(tls_context);
  if (tls && !SSL_set_fd(tls, fd)) { SSL_free(tls); return NULL; }
  return tls;
}

// One step of the handshake, and what the next one waits for.
static inline int tls_shake(SSL *tls) {
  static int told = 0;
  int result = SSL_connect(tls), error = SSL_get_error(tls, result);
  if (error == SSL_ERROR_WANT_READ) return TLS_READS;
  if (error == SSL_ERROR_WANT_WRITE) return TLS_WRITES;
  const unsigned char *agreed;
  unsigned length;
  SSL_get0_alpn_selected(tls, &agreed, &length);
  if (result == 1 && length == strlen(tls_protocol) && !memcmp(agreed, tls_protocol, length)) return TLS_DONE;
  if (!told++) fprintf(stderr, "NO TLS with %s: %s\n", tls_protocol, result == 1 ? "another protocol was chosen" : ERR_peek_error() ? ERR_reason_error_string(ERR_peek_error()) : strerror(errno));
  ERR_clear_error();
  return TLS_FAILED;
}

static inline void tls_describe(SSL *tls, char *to, size_t room) { snprintf(to, room, "%s %s %s", SSL_get_version(tls), SSL_get_cipher_name(tls), tls_protocol); }

// As recv: all that has come and fits, 0 at the end, or -1 and errno.
static inline ssize_t tls_read(SSL *tls, char *p, size_t n) {
  size_t got = 0;
  do {
    int k = SSL_read(tls, p + got, n - got);
    if (k > 0) { got += k; continue; }
    int error = SSL_get_error(tls, k);
    ERR_clear_error(); // one queue for all connections
    if (got) break;
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EIO;
    return -1;
  } while (got < n && SSL_has_pending(tls));
  return got;
}

// Whether all of it was written.
static inline int tls_write(SSL *tls, const char *p, size_t n) {
  int k = SSL_write(tls, p, n);
  ERR_clear_error();
  return k > 0 && (size_t)k == n;
}
