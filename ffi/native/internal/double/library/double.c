// A library in C, for tests: it does what no library in Rust could be made to do, such as answers that
// lie nowhere.

#include "double_glue.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "double.h"
#include "../../../halflap_abi.lap.h"

enum { OBJECTS = 4096 };

/// An object, which is a share as well: nothing is shared here but by counting.
typedef struct {
    uint64_t handle;
    uint64_t interface_id;
    uint64_t clock;
} object;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static object objects[OBJECTS];
static uint64_t next_handle = 1;
static uint64_t open_data;
static const halflap_host *host;
static uint64_t library_number;
static uint8_t *item;
static size_t item_len;

// Buffers

static void header(uint8_t *to, const halflap_message *message, uint32_t version, size_t length) {
    halflap_header head;
    memset(&head, 0, sizeof head);
    memcpy(head.magic, "HLAP", 4);
    head.format = 1;
    memcpy(head.type_id, message->type_id, 8);
    memcpy(head.schema_id, message->schema_ids[version - 1], 8);
    head.version = version;
    head.root_block = message->blocks[version - 1];
    head.body = (uint32_t)(length - sizeof head);
    memcpy(to, &head, sizeof head);
}

static size_t rounded(size_t n) { return (n + 7) & ~(size_t)7; }

static void slot(uint8_t *block, size_t at, size_t target, size_t length) {
    const halflap_slot to = {(uint32_t)(target - at), (uint32_t)length};
    memcpy(block + at, &to, sizeof to);
}

/// A buffer of `halflap.abi.Error`, whose layout spec/abi.lap gives.
static uint8_t *error_buffer(const char *domain, uint32_t code, const uint8_t *text, size_t text_len,
                             const uint8_t *payload, size_t payload_len, size_t *len) {
    const size_t at = halflap_abi_Error_BLOCK;
    const size_t domain_len = strlen(domain);
    const size_t behind = at + domain_len + text_len;
    *len = sizeof(halflap_header) + rounded(behind + payload_len);
    uint8_t *buffer = calloc(1, *len);
    header(buffer, &halflap_abi_Error_MESSAGE, 1, *len);
    uint8_t *block = buffer + sizeof(halflap_header);
    slot(block, halflap_abi_Error_domain_OFFSET, at, domain_len);
    memcpy(block + halflap_abi_Error_code_OFFSET, &code, sizeof code);
    slot(block, halflap_abi_Error_message_OFFSET, at + domain_len, text_len);
    memcpy(block + at, domain, domain_len);
    memcpy(block + at + domain_len, text, text_len);
    if (payload_len > 0) {
        slot(block, halflap_abi_Error_payload_OFFSET, behind, payload_len);
        memcpy(block + behind, payload, payload_len);
    }
    return buffer;
}

// Replies

static halflap_reply good(uint64_t value) {
    return (halflap_reply){{value, 0}, NULL, 0, 0, 0, 0};
}

/// Data in the caller's space, or in memory that the caller releases: the owner is its address.
static halflap_reply data(const uint8_t *bytes, size_t len, uint8_t *space, size_t space_len) {
    halflap_reply reply = good(0);
    reply.len = len;
    if (len <= space_len) {
        memcpy(space, bytes, len);
        reply.data = space;
        return reply;
    }
    uint8_t *own = malloc(len);
    memcpy(own, bytes, len);
    reply.data = own;
    reply.owner = (uint64_t)(uintptr_t)own;
    pthread_mutex_lock(&lock);
    open_data++;
    pthread_mutex_unlock(&lock);
    return reply;
}

static halflap_reply failed(const char *domain, uint32_t code, const uint8_t *text, size_t text_len,
                            const uint8_t *payload, size_t payload_len) {
    size_t len;
    uint8_t *buffer = error_buffer(domain, code, text, text_len, payload, payload_len, &len);
    halflap_reply reply = data(buffer, len, NULL, 0);
    reply.status = 1;
    free(buffer);
    return reply;
}

static halflap_reply refused(uint32_t code, const char *text) {
    return failed("halflap", code, (const uint8_t *)text, strlen(text), NULL, 0);
}

// Handles

static uint64_t made(uint64_t interface_id, uint64_t clock) {
    uint64_t handle = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < OBJECTS && handle == 0; i++) {
        if (objects[i].handle == 0) {
            handle = library_number << 52 | next_handle++ << 24 | i;
            objects[i] = (object){handle, interface_id, clock};
        }
    }
    pthread_mutex_unlock(&lock);
    return handle;
}

static uint32_t find(uint64_t handle, uint64_t interface_id, object *found) {
    const size_t i = handle & (OBJECTS - 1);
    uint32_t code = 0;
    pthread_mutex_lock(&lock);
    if (handle == 0 || objects[i].handle != handle) {
        code = HALFLAP_STALE_HANDLE;
    } else if (interface_id != 0 && objects[i].interface_id != interface_id) {
        code = HALFLAP_WRONG_HANDLE_TYPE;
    } else {
        *found = objects[i];
    }
    pthread_mutex_unlock(&lock);
    return code;
}

static uint32_t state(const halflap_token *token) {
    return __atomic_load_n(&token->state, __ATOMIC_RELAXED);
}

/// What every method does first. Like a library in Rust, it takes one look at a table.
#define ENTER(id)                                              \
    object self_object;                                        \
    const uint32_t wrong = find(self, (id), &self_object);     \
    if (wrong != 0) {                                          \
        return refused(wrong, "");                             \
    }                                                          \
    if (token != NULL && state(token) != 0) {                  \
        return refused(state(token), "told to stop");          \
    }                                                          \
    (void)self_object

static halflap_reply close_handle(uint64_t handle) {
    object found;
    const uint32_t code = find(handle, 0, &found);
    if (code != 0) {
        return refused(code, "");
    }
    pthread_mutex_lock(&lock);
    objects[handle & (OBJECTS - 1)].handle = 0;
    pthread_mutex_unlock(&lock);
    if (found.clock != 0) {
        host->release(found.clock);
    }
    return good(0);
}

static halflap_reply clone_handle(uint64_t handle) {
    object found;
    const uint32_t code = find(handle, 0, &found);
    return code != 0 ? refused(code, "") : good(made(found.interface_id, 0));
}

static uint64_t live(uint64_t interface_id) {
    uint64_t count = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < OBJECTS; i++) {
        count += objects[i].handle != 0 &&
                 (interface_id == 0 || objects[i].interface_id == interface_id);
    }
    if (interface_id == 1) {
        count = open_data;
    }
    pthread_mutex_unlock(&lock);
    return count;
}

static void release(uint64_t owner) {
    pthread_mutex_lock(&lock);
    open_data--;
    pthread_mutex_unlock(&lock);
    free((void *)(uintptr_t)owner); // Twice would be seen at once.
}

static halflap_reply attach(uint32_t number, const halflap_host *given) {
    if (library_number == 0) {
        library_number = number == 0 ? 4095 : number;
    }
    if (given != NULL) {
        host = given;
    }
    return good(library_number);
}

static halflap_reply open_box(const halflap_token *token, const halflap_host_handle *hosts,
                              size_t host_count) {
    if (token != NULL && state(token) != 0) {
        return refused(state(token), "told to stop");
    }
    uint64_t clock = 0;
    for (size_t i = 0; i < host_count; i++) {
        if (hosts[i].interface_id == double_Clock_ID) {
            clock = hosts[i].target;
        }
    }
    return good(made(double_Box_ID, clock));
}

// Box

static halflap_reply add(uint64_t self, const halflap_token *token, uint32_t a, uint32_t b) {
    (void)token;
    return self == 0 ? refused(HALFLAP_STALE_HANDLE, "") : good((uint64_t)a + b);
}

static halflap_reply put(uint64_t self, const halflap_token *token, const uint8_t *buffer,
                         size_t buffer_len, uint8_t *space, size_t space_len) {
    ENTER(double_Box_ID);
    pthread_mutex_lock(&lock);
    item = realloc(item, buffer_len);
    memcpy(item, buffer, buffer_len);
    item_len = buffer_len;
    pthread_mutex_unlock(&lock);
    return data(buffer, buffer_len, space, space_len);
}

static halflap_reply get(uint64_t self, const halflap_token *token, uint8_t *space,
                         size_t space_len) {
    ENTER(double_Box_ID);
    pthread_mutex_lock(&lock);
    uint8_t *copy = malloc(item_len + 1);
    const size_t len = item_len;
    memcpy(copy, item == NULL ? copy : item, len);
    pthread_mutex_unlock(&lock);
    const halflap_reply reply = len == 0 ? good(0) : data(copy, len, space, space_len);
    free(copy);
    return reply;
}

static halflap_reply sum(uint64_t self, const halflap_token *token, const uint32_t *values,
                         size_t values_len, const double_Point *points, size_t points_len) {
    ENTER(double_Box_ID);
    int64_t total = 0;
    for (size_t i = 0; i < values_len; i++) {
        total += values[i];
    }
    for (size_t i = 0; i < points_len; i++) {
        total += points[i].x + points[i].y;
    }
    return good((uint64_t)total);
}

/// A message with one string or bytes.
static uint8_t *one_slot(const halflap_message *message, const void *bytes, size_t length,
                         size_t *len) {
    *len = sizeof(halflap_header) + 8 + rounded(length);
    uint8_t *buffer = calloc(1, *len);
    header(buffer, message, 1, *len);
    slot(buffer + sizeof(halflap_header), 0, 8, length);
    if (bytes != NULL) {
        memcpy(buffer + sizeof(halflap_header) + 8, bytes, length);
    } else {
        memset(buffer + sizeof(halflap_header) + 8, 0x5a, length);
    }
    return buffer;
}

static halflap_reply answer_bytes(uint64_t self, const halflap_token *token, uint32_t count,
                                  uint8_t *space, size_t space_len) {
    ENTER(double_Box_ID);
    size_t len;
    uint8_t *buffer = one_slot(&double_BoxBytesResponse_MESSAGE, NULL, count, &len);
    const halflap_reply reply = data(buffer, len, space, space_len);
    free(buffer);
    return reply;
}

static halflap_reply fail(uint64_t self, const halflap_token *token, uint32_t code,
                          const uint8_t *message, size_t message_len) {
    ENTER(double_Box_ID);
    if (code == 0) {
        return good(0);
    }
    if (code >= 1000) {
        return halflap_refused(code - 1000); // Without data.
    }
    size_t len = 0;
    uint8_t *payload = NULL;
    if (code == double_BoxError_TAKEN) {
        payload = one_slot(&double_Taken_MESSAGE, "me", 2, &len);
    }
    const halflap_reply reply = failed(double_BoxError_DOMAIN, code, message, message_len, payload, len);
    free(payload);
    return reply;
}

typedef struct {
    uint64_t target;
    halflap_reply reply;
} asked;

/// Calls back with the item.
static void *ask_each(void *argument) {
    asked *a = argument;
    a->reply = host->call(a->target, 0, NULL, 0, item, item_len, NULL, 0);
    return NULL;
}

/// An answer of the program as an error of the library.
static halflap_reply passed_on(halflap_reply reply) {
    if (reply.data == NULL && reply.owner == 0) {
        return reply;
    }
    uint8_t *own = malloc(reply.len);
    if (reply.owner != 0) {
        host->fetch(reply.owner, own, reply.len);
    } else {
        memcpy(own, reply.data, reply.len);
    }
    halflap_reply passed = data(own, reply.len, NULL, 0);
    passed.status = reply.status;
    free(own);
    return passed;
}

static halflap_reply each(uint64_t self, const halflap_token *token, uint32_t count,
                          uint32_t threads, uint64_t target) {
    ENTER(double_Box_ID);
    for (uint32_t i = 0; i < count; i++) {
        asked a = {target, good(0)};
        if (threads != 0) {
            pthread_t thread;
            pthread_create(&thread, NULL, ask_each, &a);
            pthread_join(thread, NULL);
        } else {
            ask_each(&a);
        }
        if (a.reply.status != 0) {
            return passed_on(a.reply);
        }
        if (a.reply.value[0] == 0) {
            break;
        }
    }
    return good(0);
}

/// Calls the callback that an earlier call came by.
static halflap_reply late(uint64_t self, const halflap_token *token, uint64_t target) {
    static uint64_t earlier;
    ENTER(double_Box_ID);
    const uint64_t before = earlier;
    earlier = target;
    if (before == 0) {
        return good(0);
    }
    const halflap_reply reply = host->call(before, 0, NULL, 0, NULL, 0, NULL, 0);
    return reply.status == 0 ? good(reply.value[0]) : passed_on(reply);
}

static halflap_reply wait_until(uint64_t self, const halflap_token *token) {
    ENTER(double_Box_ID);
    while (token != NULL && state(token) == 0) {
        sched_yield(); // Whoever sets the token may need this processor.
    }
    return refused(token == NULL ? HALFLAP_BAD_REQUEST : state(token), "told to stop");
}

static halflap_reply now(uint64_t self, const halflap_token *token) {
    ENTER(double_Box_ID);
    if (self_object.clock == 0) {
        return refused(HALFLAP_NO_HOST, "there is no clock");
    }
    const halflap_reply time =
        host->call(self_object.clock, double_Clock_now_METHOD, NULL, 0, NULL, 0, NULL, 0);
    if (time.status != 0 || item_len == 0) {
        return time.status == 0 ? good(time.value[0]) : passed_on(time);
    }
    // With an item in the box, the clock is asked for its label, too, whose length counts.
    halflap_reply label = host->call(self_object.clock, double_Clock_label_METHOD, time.value, 1,
                                     item, item_len, NULL, 0);
    if (label.status != 0) {
        return passed_on(label);
    }
    uint8_t *text = malloc(label.len);
    host->fetch(label.owner, text, label.len);
    halflap_block root;
    halflap_bytes value;
    halflap_root(text, label.len, &double_ClockLabelResponse_MESSAGE, &root);
    halflap_get_bytes(&root, double_ClockLabelResponse_value_OFFSET, &value);
    const halflap_reply reply = good(time.value[0] + value.length);
    free(text);
    return reply;
}

static halflap_reply ask(uint64_t self, const halflap_token *token, const uint8_t *text,
                         size_t text_len, uint64_t target, uint8_t *space, size_t space_len) {
    ENTER(double_Box_ID);
    size_t len;
    uint8_t *request = one_slot(&double_BoxAskQuestionRequest_MESSAGE, text, text_len, &len);
    uint8_t room[256];
    halflap_reply reply = host->call(target, 0, NULL, 0, request, len, room, sizeof room);
    free(request);
    if (reply.status != 0) {
        return passed_on(reply);
    }
    uint8_t *answer = malloc(reply.len);
    if (reply.owner != 0) {
        host->fetch(reply.owner, answer, reply.len);
    } else {
        memcpy(answer, reply.data, reply.len);
    }
    halflap_block root;
    halflap_bytes value;
    if (halflap_root(answer, reply.len, &double_BoxAskQuestionResponse_MESSAGE, &root) != HALFLAP_OK ||
        halflap_get_bytes(&root, double_BoxAskQuestionResponse_value_OFFSET, &value) != HALFLAP_OK) {
        free(answer);
        return refused(HALFLAP_BAD_RESPONSE, "");
    }
    uint8_t *response = one_slot(&double_BoxAskResponse_MESSAGE, value.start, value.length, &len);
    reply = data(response, len, space, space_len);
    free(response);
    free(answer);
    return reply;
}

static halflap_reply inner(uint64_t self, const halflap_token *token) {
    ENTER(double_Box_ID);
    return good(made(double_Lid_ID, 0));
}

static halflap_reply close_with(uint64_t self, const halflap_token *token, uint64_t lid) {
    ENTER(double_Box_ID);
    object found;
    const uint32_t code = find(lid, double_Lid_ID, &found);
    return code != 0 ? refused(code, "") : good(1);
}

static halflap_reply gate(uint64_t self, const halflap_token *token, uint16_t raw) {
    ENTER(double_Box_ID);
    return good(raw);
}

static halflap_reply id(uint64_t self, const halflap_token *token, uint64_t value_0,
                        uint64_t value_1, uint64_t wide_0, uint64_t wide_1) {
    ENTER(double_Box_ID);
    halflap_reply reply = good(value_0 ^ wide_0);
    reply.value[1] = value_1 ^ wide_1;
    return reply;
}

static halflap_reply newer(uint64_t self, const halflap_token *token) {
    ENTER(double_Box_ID);
    return good(2);
}

static halflap_reply astray(uint64_t self, const halflap_token *token, uint8_t *space,
                            size_t space_len) {
    ENTER(double_Box_ID);
    halflap_reply reply = good(0);
    reply.data = space + 8;
    reply.len = space_len;
    return reply;
}

static halflap_reply panic(uint64_t self, const halflap_token *token, uint64_t target) {
    ENTER(double_Box_ID);
    const halflap_reply reply = host->call(target, 0, NULL, 0, NULL, 0, NULL, 0);
    return reply.status == 0 ? good(0) : passed_on(reply);
}

static halflap_reply tight(uint64_t self, const halflap_token *token) {
    ENTER(double_Lid_ID);
    return good(1);
}

// The table

static const halflap_method box_methods[] = {
    {1, 1, "add", double_Box_add_FINGERPRINTS, (halflap_function)add},
    {2, 1, "put", double_Box_put_FINGERPRINTS, (halflap_function)put},
    {3, 1, "get", double_Box_get_FINGERPRINTS, (halflap_function)get},
    {4, 1, "sum", double_Box_sum_FINGERPRINTS, (halflap_function)sum},
    {5, 1, "bytes", double_Box_bytes_FINGERPRINTS, (halflap_function)answer_bytes},
    {6, 1, "fail", double_Box_fail_FINGERPRINTS, (halflap_function)fail},
    {7, 1, "each", double_Box_each_FINGERPRINTS, (halflap_function)each},
    {8, 1, "late", double_Box_late_FINGERPRINTS, (halflap_function)late},
    {9, 1, "wait", double_Box_wait_FINGERPRINTS, (halflap_function)wait_until},
    {10, 1, "now", double_Box_now_FINGERPRINTS, (halflap_function)now},
    {11, 1, "ask", double_Box_ask_FINGERPRINTS, (halflap_function)ask},
    {12, 1, "inner", double_Box_inner_FINGERPRINTS, (halflap_function)inner},
    {13, 1, "close_with", double_Box_close_with_FINGERPRINTS, (halflap_function)close_with},
    {14, 1, "gate", double_Box_gate_FINGERPRINTS, (halflap_function)gate},
    {15, 1, "id", double_Box_id_FINGERPRINTS, (halflap_function)id},
    {16, 2, "newer", double_Box_newer_FINGERPRINTS, (halflap_function)newer},
    {17, 1, "astray", double_Box_astray_FINGERPRINTS, (halflap_function)astray},
    {18, 1, "panic", double_Box_panic_FINGERPRINTS, (halflap_function)panic},
};

static const halflap_method lid_methods[] = {
    {1, 1, "tight", double_Lid_tight_FINGERPRINTS, (halflap_function)tight},
};

static const halflap_method clock_methods[] = {
    {1, 1, "now", double_Clock_now_FINGERPRINTS, NULL},
    {2, 1, "label", double_Clock_label_FINGERPRINTS, NULL},
};

static const halflap_interface interfaces[] = {
    {double_Box_ID, "double.Box", box_methods, 18, 0, 0, open_box},
    {double_Lid_ID, "double.Lid", lid_methods, 1, 0, 0, NULL},
    {double_Clock_ID, "double.Clock", clock_methods, 2, 1, 0, NULL},
};

static const halflap_library library = {HALFLAP_ABI, 2,        "double", interfaces, 3, attach,
                                        close_handle, clone_handle, live,     release};

const halflap_library *halflap_double_library(void) { return &library; }

uint64_t double_open_data(void) { return live(1); }

uint64_t double_bare(uint64_t self, const void *token, uint32_t a, uint32_t b) {
    (void)self;
    (void)token;
    return (uint64_t)a + b;
}
