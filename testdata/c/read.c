// Reads buffers through generated headers, and prints what it sees.

#include "buffers.h"

#include "evolve.lap.h"
#include "mesh.lap.h"
#include "shop.lap.h"
#include "vectors.lap.h"

/// A vector of structs, in place; and copied, from memory that is not aligned.
static void mesh(buffer b) {
    halflap_block root;
    expect(halflap_root(b.bytes, b.length, &mesh_Mesh_MESSAGE, &root), HALFLAP_OK, "mesh");
    halflap_vector vector;
    expect(HALFLAP_VECTOR(&root, mesh_Mesh_triangles_OFFSET, mesh_Triangle, &vector), HALFLAP_OK,
           "triangles");
    const mesh_Triangle *triangles = (const mesh_Triangle *)vector.start;
    float x = 0;
    float y = 0;
    float z = 0;
    for (size_t i = 0; i < vector.count; i++) {
        x += triangles[i].v0.x + triangles[i].v1.x + triangles[i].v2.x;
        y += triangles[i].v0.y + triangles[i].v1.y + triangles[i].v2.y;
        z += triangles[i].normal.z;
    }
    printf("mesh: %zu triangles, sums %g %g %g\n", vector.count, (double)x, (double)y, (double)z);

    uint8_t *moved = (uint8_t *)malloc(b.length + 1);
    if (moved == NULL) {
        fail("no memory");
    }
    memcpy(moved + 1, b.bytes, b.length);
    expect(halflap_root(moved + 1, b.length, &mesh_Mesh_MESSAGE, &root), HALFLAP_MISALIGNED, "moved");
    // Without the header's check, which is for those who read in place.
    halflap_message unaligned = mesh_Mesh_MESSAGE;
    unaligned.aligned = false;
    expect(halflap_root(moved + 1, b.length, &unaligned, &root), HALFLAP_OK, "moved");
    expect(HALFLAP_VECTOR(&root, mesh_Mesh_triangles_OFFSET, mesh_Triangle, &vector),
           HALFLAP_MISALIGNED, "moved triangles");
    expect(halflap_get_vector(&root, mesh_Mesh_triangles_OFFSET, sizeof(mesh_Triangle), 1, &vector),
           HALFLAP_OK, "triangles anywhere");
    mesh_Triangle last;
    expect(halflap_element(&vector, vector.count - 1, &last, sizeof last), HALFLAP_OK, "last");
    expect(halflap_element(&vector, vector.count, &last, sizeof last), HALFLAP_OUT_OF_BOUNDS, "end");
    printf("last normal: %g\n", (double)last.normal.z);
    free(moved);
}

/// A message of whichever version: what the writer did not have is as the schema says.
static void item(buffer b) {
    halflap_header header;
    expect(halflap_peek(b.bytes, b.length, &header), HALFLAP_OK, "header");
    if (!halflap_is(&header, &evolve_Item_MESSAGE)) {
        fail("no item");
    }
    halflap_block root;
    expect(halflap_root(b.bytes, b.length, &evolve_Item_MESSAGE, &root), HALFLAP_OK, "item");
    if (root.length != evolve_Item_BLOCKS[header.version - 1]) {
        fail("the block is not that of its version");
    }
    printf("item of version %u:", header.version);
    print_text(&root, evolve_Item_name_OFFSET, "?");
    uint16_t count = 0;
    expect(halflap_get(&root, evolve_Item_count_OFFSET, &count, sizeof count), HALFLAP_OK, "count");
    printf(" %u", count);
    print_text(&root, evolve_Item_note_OFFSET, "(no note)");
    evolve_Side side = evolve_Side_SELL;
    (void)halflap_get(&root, evolve_Item_side_OFFSET, &side, sizeof side);
    uint16_t rate = 0;
    if (halflap_present(&root, evolve_Item_rate_PRESENCE_BYTE, evolve_Item_rate_PRESENCE_BIT)) {
        expect(halflap_get(&root, evolve_Item_rate_OFFSET, &rate, sizeof rate), HALFLAP_OK, "rate");
    }
    float scale = 1.5F;
    (void)halflap_get(&root, evolve_Item_scale_OFFSET, &scale, sizeof scale);
    printf(" %s %u %g", side == evolve_Side_BUY ? "buy" : "sell", rate, (double)scale);
    print_text(&root, evolve_Item_label_OFFSET, "none");

    halflap_union payment;
    expect(halflap_get_union(&root, evolve_Item_payment_OFFSET, &payment), HALFLAP_OK, "payment");
    switch (payment.tag) {
    case evolve_Payment_card_TAG:
        printf("; card");
        print_text(&payment.block, evolve_Card_number_OFFSET, "?");
        break;
    case evolve_Payment_voucher_TAG: {
        uint64_t code = 0;
        expect(halflap_get(&payment.block, evolve_Voucher_code_OFFSET, &code, sizeof code), HALFLAP_OK,
               "code");
        printf("; voucher %u", (unsigned)code);
        break;
    }
    default:
        printf("; unknown arm");
    }

    halflap_list parts;
    expect(halflap_get_list(&root, evolve_Item_parts_OFFSET, &parts), HALFLAP_OK, "parts");
    for (size_t i = 0; i < parts.count; i++) {
        halflap_block part;
        expect(halflap_at(&parts, i, &part), HALFLAP_OK, "part");
        uint32_t weight = 0;
        (void)halflap_get(&part, evolve_Part_weight_OFFSET, &weight, sizeof weight);
        printf("; part");
        print_text(&part, evolve_Part_name_OFFSET, "?");
        printf(" %u", weight);
    }
    halflap_block none;
    expect(halflap_at(&parts, parts.count, &none), HALFLAP_OUT_OF_BOUNDS, "behind the parts");
    printf("\n");
}

/// Maps, presence bits, other types.
static void order(buffer b) {
    halflap_block root;
    expect(halflap_root(b.bytes, b.length, &shop_Order_MESSAGE, &root), HALFLAP_OK, "order");
    halflap_block till;
    expect(halflap_root(b.bytes, b.length, &shop_Till_MESSAGE, &till), HALFLAP_WRONG_TYPE, "till");
    printf("order:");
    halflap_list labels;
    expect(halflap_get_list(&root, shop_Order_labels_OFFSET, &labels), HALFLAP_OK, "labels");
    for (size_t i = 0; i < labels.count; i++) {
        halflap_block entry;
        expect(halflap_at(&labels, i, &entry), HALFLAP_OK, "entry");
        print_text(&entry, shop_Order_labels_KEY_OFFSET, "?");
        printf(" =");
        print_text(&entry, shop_Order_labels_VALUE_OFFSET, "?");
        printf(";");
    }
    uint32_t discount = 0;
    expect(halflap_get(&root, shop_Order_discount_OFFSET, &discount, sizeof discount), HALFLAP_OK,
           "discount");
    const bool present =
        halflap_present(&root, shop_Order_discount_PRESENCE_BYTE, shop_Order_discount_PRESENCE_BIT);
    printf(" discount %s %u,", present ? "is" : "is not", discount);
    uint8_t id[16];
    expect(halflap_get(&root, shop_Order_id_OFFSET, id, sizeof id), HALFLAP_OK, "id");
    printf(" id ends with %02x,", id[15]);
    halflap_block spare;
    expect(halflap_get_message(&root, shop_Order_note_OFFSET, &spare), HALFLAP_ABSENT, "note");
    halflap_vector path;
    expect(HALFLAP_VECTOR(&root, shop_Order_path_OFFSET, shop_Vec3, &path), HALFLAP_OK, "path");
    printf(" %zu places\n", path.count);

    // One bit of the body: the checksum sees it.
    b.bytes[b.length - 1] ^= 1;
    expect(halflap_root(b.bytes, b.length, &shop_Order_MESSAGE, &root), HALFLAP_CHECKSUM_MISMATCH,
           "damaged");
}

/// A vector of texts: slots.
static void texts(buffer b) {
    halflap_block root;
    expect(halflap_root(b.bytes, b.length, &vectors_Texts_MESSAGE, &root), HALFLAP_OK, "texts");
    halflap_list list;
    expect(halflap_get_slots(&root, vectors_Texts_texts_OFFSET, &list), HALFLAP_OK, "slots");
    printf("texts:");
    for (size_t i = 0; i < list.count; i++) {
        halflap_block slot;
        expect(halflap_at(&list, i, &slot), HALFLAP_OK, "slot");
        print_text(&slot, 0, "?");
        printf(";");
    }
    printf("\n");
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fail("usage: read mesh|item|order|texts FILE");
    }
    buffer b = read_file(argv[2]);
    if (strcmp(argv[1], "mesh") == 0) {
        mesh(b);
    } else if (strcmp(argv[1], "item") == 0) {
        item(b);
    } else if (strcmp(argv[1], "order") == 0) {
        order(b);
    } else if (strcmp(argv[1], "texts") == 0) {
        texts(b);
    } else {
        fail(argv[1]);
    }
    free(b.bytes);
    return 0;
}
