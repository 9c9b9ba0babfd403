
/// What crosses the boundary between a client, in Go or C, and a library in Rust. `spec/abi.md` is the
/// long form: who owns what, for how long, and what may be called when.
///
/// A program gets a library's table from `halflap_NAME_library()`, attaches, binds the interfaces that
/// it uses (`halflap_bind`), and calls. Each function answers with a `halflap_reply`.

#ifndef HALFLAP_FFI_H
#define HALFLAP_FFI_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifndef __cplusplus
#include <stdalign.h>
#endif

/// Which boundary this is.
#define HALFLAP_ABI 1

/// A function of a library: cast to its own type before it is called, as generated callers do.
typedef void (*halflap_function)(void);

/// What every function answers with.
typedef struct halflap_reply {
    /// The result, where it is a number, a handle or a UUID.
    uint64_t value[2];
    /// The result, or the error, where it is a buffer.
    const uint8_t *data;
    size_t len;
    /// Not 0: `data` is the library's, and this number goes to `release` afterwards, once.
    uint64_t owner;
    /// 0 is good; 1 says that `data` is a buffer of `halflap.abi.Error`.
    uint32_t status;
    uint32_t reserved;
} halflap_reply;

/// How a caller stops a call.
typedef struct halflap_token {
    /// 0 while the call shall run, 1 when it is cancelled, 2 when its time is over. Both sides
    /// look at it and set it atomically.
    uint32_t state;
    uint32_t reserved;
    /// Nanoseconds since 1970 began, 0 for none.
    int64_t deadline;
} halflap_token;

/// An object of the client's that implements a host interface.
typedef struct halflap_host_handle {
    uint64_t interface_id;
    uint64_t target;
} halflap_host_handle;

/// What a library calls the client by.
typedef struct halflap_host {
    /// `HALFLAP_ABI`.
    uint32_t abi;
    uint32_t reserved;
    /// Calls a callback (method 0) or an object's method.
    halflap_reply (*call)(uint64_t target, uint32_t method, const uint64_t *words, size_t word_count,
                          const uint8_t *request, size_t request_len, uint8_t *space,
                          size_t space_len);
    /// Copies, or with a null `to` drops, data that did not fit into `space`.
    void (*fetch)(uint64_t owner, uint8_t *to, size_t len);
    /// The library needs an object no more.
    void (*release)(uint64_t target);
} halflap_host;

/// A method of a library.
typedef struct halflap_method {
    uint32_t number;
    /// The version of the package that added it.
    uint32_t since;
    const char *name;
    /// By version of the package, entry 0 is version 1.
    const uint64_t *fingerprints;
    /// Null for a method of a host interface.
    halflap_function function;
} halflap_method;

/// An interface of a library.
typedef struct halflap_interface {
    uint64_t id;
    const char *name;
    /// Ascending by number.
    const halflap_method *methods;
    size_t method_count;
    /// 1 where the client implements it.
    uint32_t host;
    uint32_t reserved;
    /// Makes an object; null where other methods do.
    halflap_reply (*open)(const halflap_token *token, const halflap_host_handle *hosts,
                          size_t host_count);
} halflap_interface;

/// A library.
typedef struct halflap_library {
    /// `HALFLAP_ABI`.
    uint32_t abi;
    /// Of the package.
    uint32_t version;
    const char *package;
    const halflap_interface *interfaces;
    size_t interface_count;
    /// Comes before everything else. `number`, 1 to 4095, tells the handles of libraries apart.
    halflap_reply (*attach)(uint32_t number, const halflap_host *host);
    halflap_reply (*close)(uint64_t handle);
    halflap_reply (*clone)(uint64_t handle);
    /// How many handles of an interface, or with 0 of all, are open.
    uint64_t (*live)(uint64_t interface_id);
    /// Ends a reply whose `owner` it is.
    void (*release)(uint64_t owner);
} halflap_library;

#if UINTPTR_MAX == UINT64_MAX
static_assert(sizeof(halflap_reply) == 48, "size of halflap_reply");
static_assert(alignof(halflap_reply) == 8, "alignment of halflap_reply");
static_assert(offsetof(halflap_reply, data) == 16, "offset of halflap_reply.data");
static_assert(offsetof(halflap_reply, len) == 24, "offset of halflap_reply.len");
static_assert(offsetof(halflap_reply, owner) == 32, "offset of halflap_reply.owner");
static_assert(offsetof(halflap_reply, status) == 40, "offset of halflap_reply.status");
static_assert(sizeof(halflap_token) == 16, "size of halflap_token");
static_assert(alignof(halflap_token) == 8, "alignment of halflap_token");
static_assert(offsetof(halflap_token, deadline) == 8, "offset of halflap_token.deadline");
static_assert(sizeof(halflap_host_handle) == 16, "size of halflap_host_handle");
static_assert(offsetof(halflap_host_handle, target) == 8, "offset of halflap_host_handle.target");
static_assert(sizeof(halflap_host) == 32, "size of halflap_host");
static_assert(offsetof(halflap_host, call) == 8, "offset of halflap_host.call");
static_assert(offsetof(halflap_host, fetch) == 16, "offset of halflap_host.fetch");
static_assert(offsetof(halflap_host, release) == 24, "offset of halflap_host.release");
static_assert(sizeof(halflap_method) == 32, "size of halflap_method");
static_assert(offsetof(halflap_method, name) == 8, "offset of halflap_method.name");
static_assert(offsetof(halflap_method, fingerprints) == 16, "offset of halflap_method.fingerprints");
static_assert(offsetof(halflap_method, function) == 24, "offset of halflap_method.function");
static_assert(sizeof(halflap_interface) == 48, "size of halflap_interface");
static_assert(offsetof(halflap_interface, name) == 8, "offset of halflap_interface.name");
static_assert(offsetof(halflap_interface, methods) == 16, "offset of halflap_interface.methods");
static_assert(offsetof(halflap_interface, method_count) == 24, "offset of halflap_interface.method_count");
static_assert(offsetof(halflap_interface, host) == 32, "offset of halflap_interface.host");
static_assert(offsetof(halflap_interface, open) == 40, "offset of halflap_interface.open");
static_assert(sizeof(halflap_library) == 72, "size of halflap_library");
static_assert(offsetof(halflap_library, package) == 8, "offset of halflap_library.package");
static_assert(offsetof(halflap_library, interfaces) == 16, "offset of halflap_library.interfaces");
static_assert(offsetof(halflap_library, interface_count) == 24, "offset of halflap_library.interface_count");
static_assert(offsetof(halflap_library, attach) == 32, "offset of halflap_library.attach");
static_assert(offsetof(halflap_library, close) == 40, "offset of halflap_library.close");
static_assert(offsetof(halflap_library, clone) == 48, "offset of halflap_library.clone");
static_assert(offsetof(halflap_library, live) == 56, "offset of halflap_library.live");
static_assert(offsetof(halflap_library, release) == 64, "offset of halflap_library.release");
#endif

/// The codes of the domain `halflap`; the codec's kinds follow from 100 on.
enum {
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
};
