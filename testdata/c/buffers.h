// What the test programs share.

#ifndef BUFFERS_H
#define BUFFERS_H

#include <stdio.h>
#include <stdlib.h>

#include "halflap.h"

/// A buffer in memory of exactly its length, so that a sanitizer sees whoever leaves it.
typedef struct buffer {
    uint8_t *bytes;
    size_t length;
} buffer;

static inline void fail(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/// Fails unless something came out as it should.
static inline void expect(halflap_status found, halflap_status wanted, const char *what) {
    if (found != wanted) {
        fprintf(stderr, "%s: %s instead of %s\n", what, halflap_status_name(found),
                halflap_status_name(wanted));
        exit(1);
    }
}

static inline buffer copied(const uint8_t *bytes, size_t length) {
    // `malloc(0)` may give nothing.
    buffer copy = {(uint8_t *)malloc(length > 0 ? length : 1), length};
    if (copy.bytes == NULL) {
        fail("no memory");
    }
    memcpy(copy.bytes, bytes, length);
    return copy;
}

static inline buffer read_file(const char *name) {
    static uint8_t bytes[1 << 16];
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        fail(name);
    }
    const size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return copied(bytes, length);
}

/// Prints a text, or what stands for it where there is none.
static inline void print_text(const halflap_block *block, size_t offset, const char *otherwise) {
    halflap_bytes text;
    const halflap_status status = halflap_get_bytes(block, offset, &text);
    if (status == HALFLAP_ABSENT) {
        printf(" %s", otherwise);
        return;
    }
    expect(status, HALFLAP_OK, "text");
    printf(" %.*s", (int)text.length, (const char *)text.start);
}

#endif
