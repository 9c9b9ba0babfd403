"""Names that are hard to generate code for."""

import lap

# Names that a language, a runtime or generated code might want for itself. No two of a row come out the
# same in either language.
ENTRIES = """type fn func self range match len string bytes error read read_known decode encode encode_as equal
    clone fmt default into from hash cmp eq to_owned to_string drop is_empty iter map list view block b v c w m f
    at end limit version value arm unknown unknown_arm wipe append_binary marshal_json read_byte write_to seek
    scan format go_string std core alloc halflap super crate mod use pub async await dyn box gen nil true
    false append make new cap copy panic int uint byte rune any min max clear iota var const chan select
    interface struct package import return switch case defer go goto id url json user_id field fields name
    names none some ok err result option vec write writer reader cursor check init main tag union enum_
    type_id schema_ids blocks aligned description layout secret all bits empty get set as_bytes source
    fooBar HTTPServer x0 userID2 a1B2 trailing_ two__lines""".split()
TYPES = """String Vec Option Result Box Default Clone Debug Copy Some None Ok Err Self Error Kind Message Block
    Cursor Encoder Header Uuid UUID Secret List Map Layout Field Fields Since Optional Plain Source View Union
    Enum Struct Type Halflap Description Iterator Send Sync Drop Eq Ord Hash From Into Value Text Read Write
    Mode Writer Slice Entry Item Bool I128 U128 Test Example Benchmark Core Std Display AlignedBuf M S D T K V E A B Arms Members Object Visitor Serialize Deserialize
    Target Written Choice Reader Encode Cow Payload OpaqueArm UnknownArm Number String_ Cursor2 Any Fmt""".split()


def rename(rng, package):
    """Gives what a package declares names that are hard to generate code for."""
    for one in package.closure():
        taken = rng.sample(TYPES, len(TYPES))
        for decl in list(one.decls.values()):
            entries = rng.sample(ENTRIES, len(ENTRIES))
            if isinstance(decl, lap.Enum):
                decl.values = [(number, entries.pop()) for number, _ in decl.values]
            elif isinstance(decl, lap.Struct):
                decl.members = [(entries.pop(), type_) for _, type_ in decl.members]
            elif isinstance(decl, lap.Union):
                for arm in decl.arms:
                    arm.name = entries.pop()
            else:
                for field in decl.fields:
                    field.name = entries.pop()
            if rng.random() < 0.5:
                del one.decls[decl.name]
                decl.name = taken.pop()
                one.decls[decl.name] = decl
