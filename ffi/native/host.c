// What libraries call back by: Go's exported functions, with the types of halflap_ffi.h.

#include "shims.h"

#include "_cgo_export.h"

static halflap_reply call(uint64_t target, uint32_t method, const uint64_t *words, size_t word_count,
                          const uint8_t *request, size_t request_len, uint8_t *space,
                          size_t space_len) {
    halflap_reply reply;
    memset(&reply, 0, sizeof reply);
    // Go knows no const; it only reads both.
    halflapGoCall(target, method, (uint64_t *)words, word_count, (uint8_t *)request, request_len,
                  space, space_len, &reply);
    return reply;
}

static void fetch(uint64_t owner, uint8_t *to, size_t len) { halflapGoFetch(owner, to, len); }

static void release(uint64_t target) { halflapGoRelease(target); }

const halflap_host halflap_go_host = {HALFLAP_ABI, 0, call, fetch, release};
