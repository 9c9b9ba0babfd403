// A client in C of the library in Rust: what a Go program does through generated code, by hand. Its
// argument is a file with a buffer of `glue.Order`. It is compiled as C and as C++, and run with
// sanitizers and under valgrind.

#include <stdio.h>
#include <stdlib.h>

#include "glue_glue.h"
#include "halflap_abi.lap.h"

#define CHECK(condition)                                                  \
    do {                                                                  \
        if (!(condition)) {                                               \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                      \
        }                                                                 \
    } while (0)

static const halflap_library *library;
static uint64_t released;

/// Numbers of this program's, for the library to call.
enum { CLOCK = 7, COUNTER = 8 };

static uint64_t seen;

/// The clock tells a time that does not pass, the counter counts, and looks at what it is shown.
static halflap_reply call(uint64_t target, uint32_t method, const uint64_t *words, size_t word_count,
                          const uint8_t *request, size_t request_len, uint8_t *space,
                          size_t space_len) {
    (void)words;
    (void)space;
    (void)space_len;
    halflap_reply reply;
    memset(&reply, 0, sizeof reply);
    if (target == CLOCK && method == glue_Clock_now_METHOD) {
        CHECK(word_count == 0 && request_len == 0);
        reply.value[0] = 12345;
        return reply;
    }
    CHECK(target == COUNTER && method == 0);
    halflap_block order;
    halflap_bytes customer;
    CHECK(halflap_root(request, request_len, &glue_Order_MESSAGE, &order) == HALFLAP_OK);
    CHECK(halflap_get_bytes(&order, glue_Order_customer_OFFSET, &customer) == HALFLAP_OK);
    CHECK(customer.length == 3 && memcmp(customer.start, "ada", 3) == 0);
    seen++;
    reply.value[0] = 1;
    return reply;
}

static void fetch(uint64_t owner, uint8_t *to, size_t len) {
    (void)owner;
    (void)to;
    (void)len;
}

static void release(uint64_t target) {
    CHECK(target == CLOCK);
    released++;
}

static const halflap_host host = {HALFLAP_ABI, 0, call, fetch, release};

/// Ends a reply that is good.
static void done(const halflap_reply *reply) {
    CHECK(reply->status == 0);
    if (reply->owner != 0) {
        library->release(reply->owner);
    }
}

/// Ends a reply that failed, and says with which code.
static uint32_t failed(const halflap_reply *reply, const char *domain) {
    CHECK(reply->status == 1 && reply->data != NULL);
    halflap_block error;
    halflap_bytes found;
    uint32_t code = 0;
    CHECK(halflap_root(reply->data, reply->len, &halflap_abi_Error_MESSAGE, &error) == HALFLAP_OK);
    CHECK(halflap_get_bytes(&error, halflap_abi_Error_domain_OFFSET, &found) == HALFLAP_OK);
    CHECK(found.length == strlen(domain) && memcmp(found.start, domain, found.length) == 0);
    CHECK(halflap_get(&error, halflap_abi_Error_code_OFFSET, &code, sizeof code) == HALFLAP_OK);
    if (reply->owner != 0) {
        library->release(reply->owner);
    }
    return code;
}

static uint8_t *read_file(const char *name, size_t *len) {
    FILE *file = fopen(name, "rb");
    CHECK(file != NULL);
    uint8_t *buffer = (uint8_t *)malloc(4096);
    CHECK(buffer != NULL);
    *len = fread(buffer, 1, 4096, file);
    CHECK(*len > sizeof(halflap_header) && *len < 4096);
    fclose(file);
    return buffer;
}

static uint64_t open_store(void) {
    const halflap_interface *store = halflap_find(library, glue_Store_ID);
    CHECK(store != NULL && store->open != NULL);
    halflap_reply reply = store->open(NULL, NULL, 0);
    CHECK(failed(&reply, "halflap") == HALFLAP_NO_HOST);
    const halflap_host_handle clock = {glue_Clock_ID, CLOCK};
    reply = store->open(NULL, &clock, 1);
    done(&reply);
    return reply.value[0];
}

/// Puts the order in, and reads it back by its id, which begins its block's first field.
static void orders(const glue_Store_methods *store, uint64_t handle, const uint8_t *order,
                   size_t order_len) {
    alignas(8) uint8_t space[512];
    halflap_block root;
    uint64_t id[2];
    CHECK(halflap_root(order, order_len, &glue_Order_MESSAGE, &root) == HALFLAP_OK);
    CHECK(halflap_get(&root, glue_Order_id_OFFSET, id, sizeof id) == HALFLAP_OK);

    halflap_reply reply = glue_Store_put(store->put, handle, NULL, order, order_len, space, sizeof space);
    CHECK(reply.owner == 0 && reply.data == space);
    done(&reply);
    reply = glue_Store_put(store->put, handle, NULL, order, order_len, space, sizeof space);
    CHECK(failed(&reply, glue_StoreError_DOMAIN) == glue_StoreError_CONFLICT);

    reply = glue_Store_get(store->get, handle, NULL, id[0], id[1], space, sizeof space);
    CHECK(reply.len == order_len && memcmp(reply.data, order, order_len) == 0);
    done(&reply);
    // Without space the answer is the library's.
    reply = glue_Store_get(store->get, handle, NULL, id[0], id[1], NULL, 0);
    CHECK(reply.owner != 0 && reply.len == order_len && memcmp(reply.data, order, order_len) == 0);
    CHECK(library->live(1) == 1);
    done(&reply);
    CHECK(library->live(1) == 0);
    reply = glue_Store_get(store->get, handle, NULL, id[0] + 1, id[1], space, sizeof space);
    CHECK(reply.data == NULL && reply.len == 0);
    done(&reply);
    reply = glue_Store_get(store->get, handle, NULL, 0, 0, space, sizeof space);
    CHECK(failed(&reply, glue_StoreError_DOMAIN) == glue_StoreError_NOT_FOUND);
    reply = glue_Store_put(store->put, handle, NULL, space, 3, space, sizeof space);
    CHECK(failed(&reply, "halflap") > HALFLAP_CODEC);

    const uint8_t prefix[] = {'a'};
    for (uint64_t calls = 1; calls <= 2; calls++) {
        reply = glue_Store_scan(store->scan, handle, NULL, prefix, sizeof prefix, COUNTER);
        done(&reply);
        CHECK(seen == calls);
    }
}

static void numbers(const glue_Store_methods *store, uint64_t handle) {
    const glue_Vec3 path[] = {{3, 4, 0}, {0, 0, 2}};
    double length = 0;
    halflap_reply reply = glue_Store_norm(store->norm, handle, NULL, path, 2);
    done(&reply);
    memcpy(&length, &reply.value[0], sizeof length);
    CHECK(length > 6.999 && length < 7.001);
    reply = glue_Store_norm(store->norm, handle, NULL, NULL, 2);
    CHECK(failed(&reply, "halflap") == HALFLAP_BAD_REQUEST);
    halflap_token token = {HALFLAP_CANCELLED, 0, 0};
    reply = glue_Store_norm(store->norm, handle, &token, path, 2);
    CHECK(failed(&reply, "halflap") == HALFLAP_CANCELLED);
    reply = glue_Store_norm(NULL, handle, NULL, path, 2);
    CHECK(reply.status == 1 && reply.data == NULL && reply.value[0] == HALFLAP_UNKNOWN_METHOD);
}

static void handles(const glue_Store_methods *store, uint64_t handle) {
    const char *different = NULL;
    glue_Cursor_methods cursor;
    CHECK(glue_Cursor_bind(library, &cursor, &different) == 0);
    halflap_reply reply = glue_Store_cursor(store->cursor, handle, NULL, NULL, 0);
    done(&reply);
    const uint64_t way = reply.value[0];
    reply = glue_Cursor_next(cursor.next, way, NULL, 10, NULL, 0);
    CHECK(reply.owner != 0);
    done(&reply);
    reply = glue_Cursor_position(cursor.position, way, NULL);
    CHECK(reply.value[0] == 1);
    done(&reply);
    reply = glue_Cursor_position(cursor.position, handle, NULL);
    CHECK(failed(&reply, "halflap") == HALFLAP_WRONG_HANDLE_TYPE);
    reply = library->clone(way);
    done(&reply);
    const uint64_t clone = reply.value[0];
    CHECK(clone != way && library->live(glue_Cursor_ID) == 2);
    reply = library->close(way);
    done(&reply);
    reply = library->close(way);
    CHECK(failed(&reply, "halflap") == HALFLAP_STALE_HANDLE);
    reply = glue_Cursor_position(cursor.position, clone, NULL);
    done(&reply);
    reply = library->close(clone);
    done(&reply);
    reply = library->close(UINT64_MAX);
    CHECK(failed(&reply, "halflap") == HALFLAP_WRONG_LIBRARY);
    library->release(UINT64_MAX);
}

static void panics(const glue_Store_methods *store, uint64_t handle) {
    const uint8_t why[] = {'o', 'h'};
    halflap_reply reply = glue_Store_fail(store->fail, handle, NULL, why, sizeof why);
    CHECK(failed(&reply, "halflap") == HALFLAP_PANIC);
    reply = glue_Store_fail(store->fail, handle, NULL, why, sizeof why);
    CHECK(failed(&reply, "halflap") == HALFLAP_POISONED);
}

int main(int count, char **arguments) {
    CHECK(count == 2);
    size_t order_len = 0;
    uint8_t *order = read_file(arguments[1], &order_len);
    library = halflap_glue_library();
    halflap_reply reply = library->attach(3, &host);
    done(&reply);
    CHECK(reply.value[0] == 3);
    glue_Store_methods store;
    const char *different = NULL;
    CHECK(glue_Store_bind(library, &store, &different) == 0 && different == NULL);

    const uint64_t handle = open_store();
    orders(&store, handle, order, order_len);
    numbers(&store, handle);
    handles(&store, handle);
    panics(&store, handle);
    reply = library->close(handle);
    done(&reply);
    CHECK(library->live(0) == 0 && library->live(1) == 0 && released == 1);
    free(order);
    printf("ok\n");
    return 0;
}
