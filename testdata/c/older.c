// Reads a newer writer's buffer with the headers of version 1.

#include "buffers.h"

#include "v1/evolve.lap.h"

int main(int argc, char **argv) {
    if (argc != 2) {
        fail("usage: older FILE");
    }
    buffer b = read_file(argv[1]);
    halflap_header header;
    expect(halflap_peek(b.bytes, b.length, &header), HALFLAP_OK, "header");
    halflap_block root;
    expect(halflap_root(b.bytes, b.length, &evolve_Item_MESSAGE, &root), HALFLAP_OK, "item");
    printf("item of version %u seen by %d:", header.version, evolve_version);
    print_text(&root, evolve_Item_name_OFFSET, "?");
    halflap_list parts;
    expect(halflap_get_list(&root, evolve_Item_parts_OFFSET, &parts), HALFLAP_OK, "parts");
    for (size_t i = 0; i < parts.count; i++) {
        halflap_block part;
        expect(halflap_at(&parts, i, &part), HALFLAP_OK, "part");
        printf("; part");
        print_text(&part, evolve_Part_name_OFFSET, "?");
    }
    halflap_union payment;
    expect(halflap_get_union(&root, evolve_Item_payment_OFFSET, &payment), HALFLAP_OK, "payment");
    printf("; %s arm\n", payment.tag == evolve_Payment_card_TAG ? "known" : "unknown");

    // A root block that is longer than that of version 1, but not by a multiple of 8.
    b.bytes[offsetof(halflap_header, root_block)] += 1;
    expect(halflap_root(b.bytes, b.length, &evolve_Item_MESSAGE, &root), HALFLAP_BAD_BLOCK_LENGTH,
           "odd block");
    free(b.bytes);
    return 0;
}
