/// What Go gets of a reply. Go's copy of a whole `halflap_reply` costs as much as a third of a call, so
/// that functions for Go answer with no more than the call's own result, and with a copy of a reply
/// that failed.

#ifndef HALFLAP_GO_H
#define HALFLAP_GO_H

#include <stdlib.h>

#include "halflap_ffi.h"

/// No result, a word, or a handle.
typedef struct halflap_word {
    uint64_t value;
    /// Null where the call was good.
    halflap_reply *failed;
} halflap_word;

/// Two words.
typedef struct halflap_wide {
    uint64_t first;
    uint64_t second;
    halflap_reply *failed;
} halflap_wide;

/// A buffer.
typedef struct halflap_data {
    const uint8_t *data;
    size_t len;
    uint64_t owner;
    halflap_reply *failed;
} halflap_data;

#if defined(__GNUC__)
__attribute__((cold, noinline, unused))
#endif
/// A copy of a reply that failed, which `halflap_taken` ends. It is out of the way of good ones.
static halflap_reply *halflap_failed(const halflap_reply *reply) {
    halflap_reply *copy = (halflap_reply *)malloc(sizeof *copy);
    if (copy == NULL) {
        abort(); // So does Go where there is no memory.
    }
    *copy = *reply;
    return copy;
}

/// What such a copy holds; it is freed.
static inline halflap_reply halflap_taken(halflap_reply *failed) {
    const halflap_reply reply = *failed;
    free(failed);
    return reply;
}

static inline halflap_word halflap_word_of(const halflap_reply *reply) {
    const halflap_word word = {reply->value[0], reply->status == 0 ? NULL : halflap_failed(reply)};
    return word;
}

static inline halflap_wide halflap_wide_of(const halflap_reply *reply) {
    const halflap_wide wide = {reply->value[0], reply->value[1],
                               reply->status == 0 ? NULL : halflap_failed(reply)};
    return wide;
}

static inline halflap_data halflap_data_of(const halflap_reply *reply) {
    // One word after the other: a load of two would wait until both, just written, are in the cache.
    const volatile halflap_reply *words = reply;
    const halflap_data data = {words->data, words->len, words->owner,
                               words->status == 0 ? NULL : halflap_failed(reply)};
    return data;
}

#endif // HALFLAP_GO_H
