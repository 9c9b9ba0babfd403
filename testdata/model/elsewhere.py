"""Where the rules of the spec are tested that no vector shows: rule -> [(file, what stands in it)].

`check_spec.py` fails where the file, or what should stand in it, is not there: the name of a test, or a
diagnostic of the compiler, whose schema stands beside it in testdata/invalid.
"""

from elsewhere_abi import ELSEWHERE_ABI

INVALID = "testdata/invalid/"
PAGES = "compiler/tests/spec.rs"
IDS = [(PAGES, "fn ids_are_digests_of_the_texts"), ("testdata/model/check_spec.py", "def ids_example")]
GO = "testdata/generated/go/runtime/"
RUST = "testdata/generated/rust/tests/"
EDITS = RUST + "edits/by_hand.rs"


def invalid(**files):
    """Diagnostics by the name of the schema."""
    return [(f"{INVALID}{name}.stderr", text) for name, text in files.items()]


ELSEWHERE = {
    "HL-CONV-3": invalid(sizes="an entry of this map is too large", sizes_block="the block of this message is too large",
                         arrays="this array is too large") +
    [(RUST + "sources.rs", "fn what_is_too_large_is_refused_before_it_is_looked_at")],
    "HL-TYPE-8": invalid(map_keys="this can't be the key of a map", optional="a member of a struct can't be optional",
                         union_arms="the arms of a union are messages"),
    "HL-WALK-13": [(RUST + "encode.rs", "fn only_what_lies_aligned_is_read_in_place"), (GO + "read_test.go", "func TestMisaligned")],
    "HL-WALK-14": [("go-codec/internal/precise/precise_test.go", "func TestWorkIsLinear")],
    "HL-STREAM-1": [("src/stream/tests.rs", "fn reads_what_was_written_byte_by_byte"), ("go-codec/frame_test.go", "func TestFramesByteByByte")],
    "HL-STREAM-2": [("src/stream/tests.rs", "fn an_early_end_is_told_from_a_clean_one"), ("src/stream/tests.rs", "fn a_large_promise_allocates_little"),
                    ("go-codec/frame_test.go", "func TestFramesThatEndEarly"), ("go-codec/frame_test.go", "func TestFrameLimit")],
    "HL-EDIT-6": [(EDITS, "fn what_the_version_does_not_have_is_not_set"), (GO + "edit_test.go", "func TestEditLeavesOutWhatTheVersionDoesNotHave")],
    "HL-EDIT-7": [(EDITS, "fn removed_fields_keep_what_older_writers_gave_them"), (GO + "edit_test.go", "func TestEditKeepsRemovedFields")],
    "HL-EDIT-10": [(EDITS, "fn is_late"), (GO + "edit_test.go", "func TestEditOfClosedEnums")],
    "HL-EVO-1": invalid(since="there is no such version"),
    "HL-EVO-2": invalid(since="a message that was added later is optional", ids="two arms have the number 2"),
    "HL-EVO-3": invalid(warn_removed="older readers will refuse what newer ones write", ids="the number 5 is reserved"),
    "HL-EVO-4": IDS,
    "HL-EVO-5": [("testdata/vectors/header.json", "schema_mismatch")],
    "HL-LANG-1": [(PAGES, "fn a_schema_is_a_file_of_utf8")] + invalid(lex_characters="unexpected character"),
    "HL-LANG-2": invalid(lex_block_comment="there are no block comments"),
    "HL-LANG-3": invalid(doc_dangling="this doc comment belongs to nothing"),
    "HL-LANG-4": invalid(parse_attributes="expected a version after `since`, found `2`", parse_entries="or `}`, found `,`"),
    "HL-LANG-5": [("compiler/src/syntax/tests.rs", "fn keywords_are_names_too")],
    "HL-LANG-6": invalid(lex_numbers="a `_` stands between two digits", lex_text="unknown escape"),
    "HL-LANG-7": invalid(package_version="this can't be a version", package_case="a package's name is in lower case",
                         import_same_package="two files are package"),
    "HL-LANG-8": invalid(import_itself="a file imports itself", import_cycle="these imports go in a circle", import_unused="nothing of this import is used",
                         imports="an import names a file relative to this one", import_names="this file is imported twice"),
    "HL-LANG-9": invalid(import_versions="the versions of an import ascend", import_conflict="means two versions of `money`"),
    "HL-LANG-10": invalid(import_names="no import is called", import_twice_named="could be two packages"),
    "HL-LANG-11": invalid(import_versions="is not imported yet in version 1"),
    "HL-LANG-12": invalid(leading_underscore="names begin with a letter"),
    "HL-LANG-13": invalid(declared_twice="is part of the language", ids="two fields have the number 1"),
    "HL-LANG-14": invalid(ids="the name `old` is reserved", enum_values="the number 3 is reserved"),
    "HL-LANG-15": IDS,
    "HL-LANG-16": invalid(struct_members="a struct's members are of fixed size", arrays="an array's elements are of fixed size"),
    "HL-LANG-17": invalid(optional="an element of a vector can't be optional"),
    "HL-LANG-18": invalid(type_too_deep="this type nests too deep"),
    "HL-LANG-19": invalid(constants="a constant can't be of this type"),
    "HL-LANG-20": invalid(defaults="only the values of flags are joined by `|`", constants="this is no uuid"),
    "HL-LANG-21": invalid(enum_values="an enum is not stored as `u128`"),
    "HL-LANG-22": invalid(enum_values="`u8` has no such bit"),
    "HL-LANG-23": [("testdata/vectors/enums.json", '"Open"'), ("testdata/vectors/enums.json", '"Closed"')],
    "HL-LANG-24": invalid(struct_members="`Empty` has no members"),
    "HL-LANG-25": invalid(struct_padding="the struct `Order` would have padding"),
    "HL-LANG-26": invalid(struct_endless="the struct `A` holds itself", struct_too_deep="structs and arrays nest too deep here"),
    "HL-LANG-27": invalid(ids="this can't be the number of a field"),
    "HL-LANG-28": invalid(since="there is no such version"),
    "HL-LANG-29": invalid(since="what does this field read as where it is missing?"),
    "HL-LANG-30": invalid(defaults="a field of this type can't have a default", optional="an optional field has no default",
                          secrets="a secret has no default"),
    "HL-LANG-31": invalid(since="removed before it was ever there", warn_removed="older readers will refuse what newer ones write"),
    "HL-LANG-32": invalid(secrets="a field of this type can't be secret") +
    [(RUST + "equal.rs", "fn a_secret_is_never_printed"), (GO + "read_test.go", "func TestSecretsStaySecret")],
    "HL-LANG-33": invalid(endless="no finite value has all of this"),
    "HL-LANG-34": invalid(union_arms="the arms of a union are messages", ids="this can't be the number of an arm"),
    "HL-LANG-35": invalid(interfaces="this can't be the number of a case"),
    "HL-LANG-36": invalid(interfaces="a callback can't take a callback"),
    "HL-LANG-37": invalid(parse_item="only an interface can be `host`"),
    "HL-LANG-38": invalid(name_clashes="`foo_bar` and `fooBar` would both be `foo_bar` in Rust"),
    "HL-LANG-39": invalid(name_clashes="would both be `OrderView` in Rust"),
    "HL-LANG-40": invalid(sizes="this struct is too large", sizes_block="the block of this message is too large"),
}
ELSEWHERE.update({f"HL-ID-{n}": IDS for n in range(1, 12)})
ELSEWHERE.update(ELSEWHERE_ABI)

# Rules that forbid nothing that a test could see; each says so where it stands.
UNTESTABLE = {"HL-WALK-12", "HL-ENC-5", "HL-EDIT-11"}
