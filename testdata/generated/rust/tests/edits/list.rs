//! Every message and union of the generated code, with all methods that change something: setters
//! and accessors behind the names of their fields, last the accessors of arrays that came later. The
//! test `every_field_is_listed` compares it with the schemas.

use super::Listed;
use super::assign::{Argument, Assign, Fill, IfThere, Outcome, edits};

edits! {
    halflap_testdata::arrays {
        Arrays ArraysEdit { a set_a, b set_b, c set_c, d set_d, e set_e, f set_f, g set_g, h set_h; a a, b b, c c, d d, e e, f f, g g, h h;  }
        Long LongEdit { a set_a, b set_b; a a, b b;  }
        Rows RowsEdit { ; rows rows, triples triples, pairs pairs;  }
    } unions {}
    halflap_testdata::constants {
        Uses UsesEdit { outer set_outer, template set_template, type_id_ set_type_id; inners inners;  }
    } unions {}
    halflap_testdata::defaults {
        All AllEdit { id set_id, a set_a, b set_b, c set_c, d set_d, e set_e, f set_f, g set_g, i set_i, j set_j, k set_k, l set_l, m set_m, n set_n, s set_s, t set_t, u set_u; p p, q q, r r; n n }
        First FirstEdit { a set_a, side set_side; ;  }
        Hidden HiddenEdit { id set_id, key set_key; token token;  }
    } unions {}
    halflap_testdata::enums {
        Enums EnumsEdit { side set_side, level set_level, gate set_gate, temper set_temper, huge set_huge, deep set_deep; ;  }
        Flags FlagsEdit { rights set_rights, wide set_wide; ;  }
        Lists ListsEdit { ; sides sides, levels levels, rights rights;  }
    } unions {}
    halflap_testdata::evolve {
        Part PartEdit { weight set_weight; ;  }
        Card CardEdit { ; ;  }
        Voucher VoucherEdit { code set_code; ;  }
        Item ItemEdit { count set_count, side set_side, rate set_rate, scale set_scale; parts parts, payment payment, spare spare;  }
        Empty EmptyEdit { late set_late; ;  }
        Small SmallEdit { a set_a, b set_b, c set_c; ;  }
    } unions {
        Payment PaymentEdit { Card card, Voucher voucher }
    }
    halflap_testdata::floats {
        Floats FloatsEdit { a set_a, b set_b; ;  }
        Series SeriesEdit { ; singles singles, doubles doubles;  }
    } unions {}
    halflap_testdata::lagging {
        Purse PurseEdit { ; first first, more more, worth worth;  }
    } unions {}
    halflap_testdata::log {
        Log LogEdit { address set_address, code set_code, size set_size; ;  }
        Logs LogsEdit { ; logs logs;  }
    } unions {}
    halflap_testdata::maps {
        Leaf LeafEdit { n set_n; ;  }
        Texts TextsEdit { ; ;  }
        Numbers NumbersEdit { ; a a, b b, c c, d d, e e, f f;  }
        Wide WideEdit { ; a a, b b;  }
        Keys KeysEdit { ; a a, b b, c c, d d;  }
        Values ValuesEdit { ; a a, b b, c c, d d, e e;  }
    } unions {
        Choice ChoiceEdit { Leaf leaf }
    }
    halflap_testdata::mesh {
        Mesh MeshEdit { ; triangles triangles;  }
    } unions {}
    halflap_testdata::money {
        Amount AmountEdit { cents set_cents, currency set_currency, rate set_rate; ;  }
        Coupon CouponEdit { ; ;  }
    } unions {
        Worth WorthEdit { Amount amount, Coupon coupon }
    }
    halflap_testdata::names {
        Keywords KeywordsEdit { type_ set_type, range set_range, self_ set_self, func set_func, fn_ set_fn, len set_len, read_byte set_read_byte, since set_since, raw set_raw, clone_ set_clone, decode_ set_decode, encode_ set_encode, append_binary set_append_binary, marshal_json set_marshal_json, to_owned_ set_to_owned; message message, map map;  }
        Edit EditEdit { edit set_edit; view view_, open open_, set_open set_open_, clear_edit clear_edit, next next, settings settings;  }
        Wrong WrongEdit { error set_error; ;  }
    } unions {
        Arm ArmEdit { Open open_, View view_ }
    }
    halflap_testdata::optionals {
        Leaf LeafEdit { n set_n; ;  }
        Other OtherEdit { ; ;  }
        Inline InlineEdit { a set_a, b set_b, c set_c, d set_d, e set_e, f set_f, g set_g, h set_h, i set_i, j set_j, k set_k, l set_l; k k;  }
        Slots SlotsEdit { ; b b, c c, d d, e e, f f, h h;  }
        Bits BitsEdit { small set_small, wide set_wide, always set_always, last set_last; ;  }
    } unions {
        Choice ChoiceEdit { Leaf leaf, Other other }
    }
    halflap_testdata::pins {
        Invoice InvoiceEdit { cents set_cents; total total, worth worth, lines lines, extra extra;  }
    } unions {}
    halflap_testdata::recursion {
        Node NodeEdit { ; next next;  }
        Tree TreeEdit { value set_value; children children;  }
        Add AddEdit { ; left left, right right;  }
        Literal LiteralEdit { value set_value; ;  }
        Formula FormulaEdit { ; expr expr;  }
        Dir DirEdit { ; entries entries;  }
        Shelf ShelfEdit { ; inner inner, labels labels;  }
    } unions {
        Expr ExprEdit { Literal literal, Add add }
    }
    halflap_testdata::removed {
        Leaf LeafEdit { n set_n; ;  }
        Gone GoneEdit { kept set_kept; ;  }
        OfLeaf OfLeafEdit { kept set_kept; ;  }
        OfChoice OfChoiceEdit { kept set_kept; ;  }
        OfGate OfGateEdit { kept set_kept; ;  }
        OfLock OfLockEdit { kept set_kept; ;  }
        OfGates OfGatesEdit { kept set_kept; ;  }
        Holder HolderEdit { ; items items, map map;  }
    } unions {
        Choice ChoiceEdit { Leaf leaf }
    }
    halflap_testdata::scalars {
        Ints IntsEdit { a set_a, b set_b, c set_c, d set_d, e set_e, f set_f, g set_g, h set_h, i set_i; ;  }
        U8U16 U8U16Edit { a set_a, b set_b; ;  }
        Empty EmptyEdit { ; ;  }
        Bools BoolsEdit { a set_a, b set_b; ;  }
        Order OrderEdit { a set_a, b set_b, c set_c; ;  }
    } unions {}
    halflap_testdata::secrets {
        Account AccountEdit { seed set_seed; key key;  }
        Vault VaultEdit { ; accounts accounts;  }
        Login LoginEdit { ; ;  }
        Logins LoginsEdit { ; logins logins;  }
    } unions {}
    halflap_testdata::shop {
        Card CardEdit { ; ;  }
        Cash CashEdit { ; ;  }
        Voucher VoucherEdit { code set_code; ;  }
        Line LineEdit { price set_price, quantity set_quantity; ;  }
        Order OrderEdit { id set_id, side set_side, discount set_discount; lines lines, path path, payment payment, token token;  }
        Till TillEdit { owner set_owner; total total;  }
    } unions {
        Payment PaymentEdit { Card card, Cash cash, Voucher voucher }
    }
    halflap_testdata::strings {
        Text TextEdit { ; ;  }
        Blob BlobEdit { ; blob blob;  }
        Three ThreeEdit { ; b b;  }
        Padded PaddedEdit { ; numbers numbers;  }
    } unions {}
    halflap_testdata::structs {
        Shapes ShapesEdit { point set_point, line set_line, odd set_odd, mixed set_mixed; ;  }
        Paths PathsEdit { ; points points, odds odds, mixed mixed;  }
    } unions {}
    halflap_testdata::unions {
        Card CardEdit { months set_months; ;  }
        Cash CashEdit { ; ;  }
        Split SplitEdit { ; parts parts;  }
        Bill BillEdit { total set_total; payment payment;  }
        Two TwoEdit { ; first first, second second;  }
    } unions {
        Payment PaymentEdit { Card card, Cash cash, Split split }
    }
    halflap_testdata::vectors {
        Item ItemEdit { n set_n; ;  }
        Number NumberEdit { n set_n; ;  }
        Fixed FixedEdit { ; bools bools, bytes8 bytes8, shorts shorts, words words, longs longs, wides wides, singles singles, ids ids;  }
        Named NamedEdit { ; sides sides, gates gates, rights rights, points points, pairs pairs;  }
        Texts TextsEdit { ; blobs blobs;  }
        Items ItemsEdit { ; items items;  }
        Choices ChoicesEdit { ; choices choices;  }
        Nested NestedEdit { ; grid grid, items items;  }
        Maps MapsEdit { ; ;  }
    } unions {
        Choice ChoiceEdit { Item item, Number number }
    }
    halflap_testdata::wide {
        Wide WideEdit { a set_a, b set_b, c set_c, d set_d; ;  }
        Ids IdsEdit { id set_id, n set_n; more more;  }
    } unions {}
    halflap_testdata::v1::defaults {
        All AllEdit { id set_id; ;  }
        First FirstEdit { a set_a, side set_side; ;  }
        Hidden HiddenEdit { id set_id; ;  }
    } unions {}
    halflap_testdata::v1::evolve {
        Part PartEdit { ; ;  }
        Card CardEdit { ; ;  }
        Item ItemEdit { count set_count, legacy set_legacy, mark set_mark; parts parts, payment payment;  }
        Empty EmptyEdit { ; ;  }
        Small SmallEdit { a set_a; ;  }
    } unions {
        Payment PaymentEdit { Card card }
    }
    halflap_testdata::v1::money {
        Amount AmountEdit { cents set_cents, currency set_currency; ;  }
        Coupon CouponEdit { ; ;  }
    } unions {
        Worth WorthEdit { Amount amount }
    }
    halflap_testdata::v1::pins {
        Invoice InvoiceEdit { cents set_cents; total total, worth worth, lines lines;  }
    } unions {}
    halflap_testdata::v1::removed {
        Leaf LeafEdit { n set_n; ;  }
        Gone GoneEdit { a set_a, f set_f, h set_h, i set_i, kept set_kept; c c, d d, e e, g g, i i;  }
        OfLeaf OfLeafEdit { kept set_kept; leaf leaf;  }
        OfChoice OfChoiceEdit { kept set_kept; choice choice;  }
        OfGate OfGateEdit { gate set_gate, kept set_kept; ;  }
        OfLock OfLockEdit { lock set_lock, kept set_kept; ;  }
        OfGates OfGatesEdit { gates set_gates, kept set_kept; gates gates;  }
        Holder HolderEdit { ; items items, map map;  }
    } unions {
        Choice ChoiceEdit { Leaf leaf }
    }
    halflap_testdata::v2::evolve {
        Part PartEdit { weight set_weight; ;  }
        Card CardEdit { ; ;  }
        Voucher VoucherEdit { code set_code; ;  }
        Item ItemEdit { count set_count, legacy set_legacy, mark set_mark, side set_side, rate set_rate; parts parts, payment payment;  }
        Empty EmptyEdit { late set_late; ;  }
        Small SmallEdit { a set_a, b set_b; ;  }
    } unions {
        Payment PaymentEdit { Card card, Voucher voucher }
    }
    halflap_testdata::v2::money {
        Amount AmountEdit { cents set_cents, currency set_currency; ;  }
        Coupon CouponEdit { ; ;  }
    } unions {
        Worth WorthEdit { Amount amount }
    }
}
