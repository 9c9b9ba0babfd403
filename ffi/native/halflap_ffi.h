
/// What crosses the boundary between a library and its client; spec/abi.md says what each part means.
///
/// A client includes the header of a package's functions, `PACKAGE_glue.h`, which includes this one. It
/// attaches to the library, opens an object, calls functions with the object's handle, and closes it:
///
///     const halflap_library *library = halflap_shop_library();
///     halflap_reply reply = library->attach(0, NULL);
///     const halflap_interface *store = halflap_find_interface(library, shop_Store_INTERFACE);
///     reply = store->open(NULL, NULL, 0);
///
/// Every reply has to be looked at, and what it owns released once: `halflap_done` does that.

#ifndef HALFLAP_FFI_H
#define HALFLAP_FFI_H

#include "halflap.h"

/// The version of the boundary.
#define HALFLAP_ABI 1

/// Why the boundary itself refuses a call: codes of the domain `halflap`. Those of the codec are 100
/// higher than their `halflap_status`.
typedef enum halflap_system {
    HALFLAP_CANCELLED = 1,
    HALFLAP_DEADLINE_EXCEEDED = 2,
    HALFLAP_PANIC = 3,
    HALFLAP_STALE_HANDLE = 4,
    HALFLAP_WRONG_HANDLE_TYPE = 5,
    HALFLAP_WRONG_LIBRARY = 6,
    HALFLAP_POISONED = 7,
    HALFLAP_ABI_MISMATCH = 8,
    HALFLAP_UNKNOWN_METHOD = 9,
    HALFLAP_BAD_REQUEST = 10,
    HALFLAP_BAD_RESPONSE = 11,
    HALFLAP_OUT_OF_MEMORY = 12,
    HALFLAP_TOO_MANY_HANDLES = 13,
    HALFLAP_NO_HOST = 14,
    HALFLAP_UNIMPLEMENTED = 15,
    HALFLAP_UNEXPECTED_CALL = 16,
    HALFLAP_CODEC = 100,
} halflap_system;

/// What every function answers with.
typedef struct halflap_reply {
    /// A result that is a word, two words, or a handle.
    uint64_t value[2];
    /// A result that is a buffer; or the error, a buffer of `halflap.abi.Error`.
    const uint8_t *data;
    size_t len;
    /// Who owns the data: 0 where it lies in the caller's space, or what `release` wants.
    uint64_t owner;
    /// 0 good, 1 failed.
    uint32_t status;
    uint32_t reserved;
} halflap_reply;

/// How a caller tells a running call to stop. It belongs to the caller; both sides use `state`
/// atomically.
typedef struct halflap_token {
    /// 0 running, 1 cancelled, 2 deadline exceeded; only ever set from 0.
    uint32_t state;
    uint32_t reserved;
    /// Nanoseconds since 1970 began, 0 for none.
    int64_t deadline;
} halflap_token;

/// Any function, to be cast to what it is.
typedef void (*halflap_function)(void);

/// A method of a library.
typedef struct halflap_method {
    uint32_t number;
    /// The version of the package that added it.
    uint32_t since;
    const char *name;
    /// One for each version of the package, from 1 on; 0 before `since`.
    const uint64_t *fingerprints;
    /// Null in a host interface.
    halflap_function function;
} halflap_method;

/// An object of the client's that a library may call.
typedef struct halflap_host_handle {
    uint64_t interface_id;
    uint64_t target;
} halflap_host_handle;

/// An interface of a library.
typedef struct halflap_interface {
    uint64_t id;
    /// The full name: `shop.Store`.
    const char *name;
    /// Ascending by number.
    const halflap_method *methods;
    size_t method_count;
    /// 1: implemented by the client.
    uint32_t host;
    uint32_t reserved;
    /// Makes an object, whose handle is the reply's value; null where methods return such objects.
    halflap_reply (*open)(const halflap_token *token, const halflap_host_handle *hosts,
                          size_t host_count);
} halflap_interface;

/// What a client gives a library to call back by.
typedef struct halflap_host {
    uint32_t abi;
    uint32_t reserved;
    halflap_reply (*call)(uint64_t target, uint32_t method, const uint64_t *words, size_t word_count,
                          const uint8_t *request, size_t request_len, uint8_t *space,
                          size_t space_len);
    void (*fetch)(uint64_t owner, uint8_t *to, size_t len);
    void (*release)(uint64_t target);
} halflap_host;

/// A library.
typedef struct halflap_library {
    uint32_t abi;
    /// Of the package.
    uint32_t version;
    const char *package;
    const halflap_interface *interfaces;
    size_t interface_count;
    /// Comes before any other function. `number` is what the library's handles carry, 0 to let it
    /// choose; the first call decides. `host` may be null.
    halflap_reply (*attach)(uint32_t number, const halflap_host *host);
    halflap_reply (*close)(uint64_t handle);
    halflap_reply (*clone)(uint64_t handle);
    /// Handles that are open: of one interface, or of all where the id is 0.
    uint64_t (*live)(uint64_t interface_id);
    void (*release)(uint64_t owner);
} halflap_library;

#if UINTPTR_MAX == UINT64_MAX
#define HALFLAP_AT(type, member, offset) \
    static_assert(offsetof(type, member) == (offset), "offset of " #type "." #member)

static_assert(sizeof(halflap_reply) == 48 && alignof(halflap_reply) == 8, "halflap_reply");
HALFLAP_AT(halflap_reply, value, 0);
HALFLAP_AT(halflap_reply, data, 16);
HALFLAP_AT(halflap_reply, len, 24);
HALFLAP_AT(halflap_reply, owner, 32);
HALFLAP_AT(halflap_reply, status, 40);
HALFLAP_AT(halflap_reply, reserved, 44);
static_assert(sizeof(halflap_token) == 16 && alignof(halflap_token) == 8, "halflap_token");
HALFLAP_AT(halflap_token, state, 0);
HALFLAP_AT(halflap_token, reserved, 4);
HALFLAP_AT(halflap_token, deadline, 8);
static_assert(sizeof(halflap_method) == 32 && alignof(halflap_method) == 8, "halflap_method");
HALFLAP_AT(halflap_method, number, 0);
HALFLAP_AT(halflap_method, since, 4);
HALFLAP_AT(halflap_method, name, 8);
HALFLAP_AT(halflap_method, fingerprints, 16);
HALFLAP_AT(halflap_method, function, 24);
static_assert(sizeof(halflap_host_handle) == 16 && alignof(halflap_host_handle) == 8,
              "halflap_host_handle");
HALFLAP_AT(halflap_host_handle, interface_id, 0);
HALFLAP_AT(halflap_host_handle, target, 8);
static_assert(sizeof(halflap_interface) == 48 && alignof(halflap_interface) == 8,
              "halflap_interface");
HALFLAP_AT(halflap_interface, id, 0);
HALFLAP_AT(halflap_interface, name, 8);
HALFLAP_AT(halflap_interface, methods, 16);
HALFLAP_AT(halflap_interface, method_count, 24);
HALFLAP_AT(halflap_interface, host, 32);
HALFLAP_AT(halflap_interface, reserved, 36);
HALFLAP_AT(halflap_interface, open, 40);
static_assert(sizeof(halflap_host) == 32 && alignof(halflap_host) == 8, "halflap_host");
HALFLAP_AT(halflap_host, abi, 0);
HALFLAP_AT(halflap_host, reserved, 4);
HALFLAP_AT(halflap_host, call, 8);
HALFLAP_AT(halflap_host, fetch, 16);
HALFLAP_AT(halflap_host, release, 24);
static_assert(sizeof(halflap_library) == 72 && alignof(halflap_library) == 8, "halflap_library");
HALFLAP_AT(halflap_library, abi, 0);
HALFLAP_AT(halflap_library, version, 4);
HALFLAP_AT(halflap_library, package, 8);
HALFLAP_AT(halflap_library, interfaces, 16);
HALFLAP_AT(halflap_library, interface_count, 24);
HALFLAP_AT(halflap_library, attach, 32);
HALFLAP_AT(halflap_library, close, 40);
HALFLAP_AT(halflap_library, clone, 48);
HALFLAP_AT(halflap_library, live, 56);
HALFLAP_AT(halflap_library, release, 64);
#undef HALFLAP_AT
#endif

/// A library's interface, null where it has none of that id.
static inline const halflap_interface *halflap_find_interface(const halflap_library *library,
                                                              uint64_t id) {
    for (size_t i = 0; i < library->interface_count; i++) {
        if (library->interfaces[i].id == id) {
            return &library->interfaces[i];
        }
    }
    return NULL;
}

/// A method by its number, null where there is no such interface, or it lacks the method.
static inline const halflap_method *halflap_find_method(const halflap_interface *interface_,
                                                        uint32_t number) {
    for (size_t i = 0; interface_ != NULL && i < interface_->method_count; i++) {
        if (interface_->methods[i].number == number) {
            return &interface_->methods[i];
        }
    }
    return NULL;
}

/// A method's function, to be cast to its type. It is null where the library is older than the
/// method, or where client and library differ in it: then their fingerprints do, at the lower of the
/// two versions of the package. `fingerprints` are the client's, `version` is its version.
static inline halflap_function halflap_find_function(const halflap_library *library,
                                                     const halflap_interface *interface_,
                                                     uint32_t number, const uint64_t *fingerprints,
                                                     uint32_t version) {
    const uint32_t lower = library->version < version ? library->version : version;
    const halflap_method *method = halflap_find_method(interface_, number);
    if (lower == 0 || method == NULL || method->since > lower ||
        method->fingerprints[lower - 1] != fingerprints[lower - 1]) {
        return NULL;
    }
    return method->function;
}

/// The answer where the boundary itself refuses a call.
static inline halflap_reply halflap_refused(halflap_system code) {
    halflap_reply reply;
    memset(&reply, 0, sizeof reply);
    reply.value[0] = (uint64_t)code;
    reply.status = 1;
    return reply;
}

/// Gives back what a reply owns; its data is gone then.
static inline void halflap_done(const halflap_library *library, halflap_reply *reply) {
    if (reply->owner != 0) {
        library->release(reply->owner);
        reply->owner = 0;
    }
    reply->data = NULL;
    reply->len = 0;
}

/// Why a call failed. It lies in the reply's data.
typedef struct halflap_error {
    /// `halflap`, or the full name of a schema's error.
    halflap_bytes domain;
    uint32_t code;
    /// For people.
    halflap_bytes message;
    /// What the case carries, a buffer; empty where it carries nothing.
    halflap_bytes payload;
} halflap_error;

/// Reads the error of a reply whose status is 1.
static inline halflap_error halflap_error_of(const halflap_reply *reply) {
    static const uint8_t type_id[8] = {0x9b, 0x02, 0xcc, 0xcc, 0xe1, 0x87, 0x4c, 0x99};
    halflap_error error;
    memset(&error, 0, sizeof error);
    error.domain.start = (const uint8_t *)"halflap";
    error.domain.length = strlen("halflap");
    halflap_header header;
    if (reply->data == NULL) {
        error.code = (uint32_t)reply->value[0];
    } else if (halflap_peek(reply->data, reply->len, &header) != HALFLAP_OK ||
               memcmp(header.type_id, type_id, sizeof type_id) != 0 ||
               header.body != reply->len - sizeof header || header.root_block > header.body) {
        error.code = HALFLAP_BAD_RESPONSE;
    } else {
        // The block's layout is that of version 1 of the schema, and later ones only add to it.
        const halflap_block block = {reply->data + sizeof header, header.root_block, header.body};
        halflap_get_bytes(&block, 8, &error.domain);
        halflap_get(&block, 16, &error.code, sizeof error.code);
        halflap_get_bytes(&block, 20, &error.message);
        halflap_get_bytes(&block, 28, &error.payload);
    }
    return error;
}

#endif
