"""Where the rules of spec/abi.md are tested: they are about calls, which no vector shows."""

B = "testdata/glue/rust/tests/boundary/"
HANDLES = "ffi/rust/src/handles/tests.rs"
NATIVE = "ffi/native/"
GO = "testdata/glue/go/"
CLASSES = [("compiler/tests/interfaces.rs", "fn everything_crosses_by_its_class")]
WAYS = [(B + "echo.rs", "fn words()"), (B + "echo.rs", "fn wides()"), (B + "echo.rs", "fn spans()"), (B + "echo.rs", "fn buffers()")]
FORMS = [(NATIVE + "native_test.go", "func TestAnAnswerIsReadInThreeForms"), (NATIVE + "native_test.go", "func TestLongAnswersAreReleased")]
STRUCTS = [("compiler/src/c/helpers/ffi.h", "static_assert(sizeof(halflap_library) == 72"), ("ffi/rust/src/abi.rs", "Library 72")]
BACK = [(B + "back.rs", "fn callbacks_take_and_give_everything"), (NATIVE + "callback_test.go", "func TestAnswersToTheLibrary")]
FINGERPRINTS = [("compiler/tests/spec.rs", "fn fingerprints_are_digests_of_the_texts"),
                (B + "table.rs", "fn names_ids_and_fingerprints_are_those_of_the_c_header")]
REPLAYS = [("examples/kv/rust/tests/doubles.rs", "fn a_replay_answers_as_it_was_recorded"),
           ("examples/kv/go/replay_test.go", "func TestReplaysWhatRustRecorded"), (GO + "doubles_test.go", "func TestReplayServesWhatWasRecorded")]

ELSEWHERE_ABI = {
    "HL-ABI-1": [("compiler/tests/interfaces.rs", "fn a_call_implies_two_messages")],
    "HL-ABI-2": [("testdata/invalid/interfaces_implied.stderr", "is declared twice")],
    "HL-ABI-3": CLASSES + WAYS,
    "HL-ABI-4": CLASSES + [(B + "echo.rs", "fn what_only_a_request_holds")],
    "HL-ABI-5": [(B + "hostile.rs", "fn pointers_that_lead_nowhere_are_refused_where_that_shows"),
                 (B + "hostile.rs", "fn a_length_of_zero_comes_with_any_pointer")],
    "HL-ABI-6": [(B + "hostile.rs", "fn bits_that_are_no_value_are_refused"), (B + "hostile.rs", "fn buffers_are_checked_before_they_are_read")],
    "HL-ABI-7": WAYS + [(NATIVE + "native_test.go", "func TestValuesCrossInWords")],
    "HL-ABI-8": STRUCTS + [(B + "table.rs", "fn the_table_says_what_the_schema_says")],
    "HL-ABI-9": FINGERPRINTS,
    "HL-ABI-10": [(B + "table.rs", "fn methods_ascend_and_have_functions_and_fingerprints"), ("testdata/glue/c/generated/glue_glue.h", "glue_Store_put")],
    "HL-ABI-11": [("compiler/tests/interfaces.rs", "fn what_no_other_interface_returns_is_opened"),
                  (B + "back.rs", "fn an_object_is_given_back_whatever_opening_answers")],
    "HL-ABI-12": [(B + "hostile.rs", "fn tokens_and_hosts_lie_where_they_can")],
    "HL-ABI-13": STRUCTS,
    "HL-ABI-14": FORMS + [(B + "hostile.rs", "fn owners_that_are_none_are_ignored")],
    "HL-ABI-15": [(B + "store.rs", "fn errors_come_with_all_they_carry"), ("ffi/errors_test.go", "func TestAllOfAnErrorCrosses")],
    "HL-ABI-16": [("ffi/errors_test.go", "func TestCodesAreThoseOfTheSpecification"), ("ffi/errors_test.go", "func TestCasesSurviveTheBoundary"),
                  (B + "store.rs", "fn errors_come_with_all_they_carry")],
    "HL-ABI-17": [(HANDLES, "fn a_clone_is_another_handle_of_the_same_object"), (HANDLES, "fn a_closed_object_lives_until_its_calls_have_ended"),
                  (B + "store.rs", "fn a_store_is_closed_while_it_is_called")],
    "HL-ABI-18": [(HANDLES, "fn numbers_that_are_no_handles_are_refused"), (B + "store.rs", "fn handles_are_told_apart"),
                  (NATIVE + "handle_test.go", "func TestAnObjectIsClosedOnce")],
    "HL-ABI-19": [(HANDLES, "fn a_slot_is_used_again_under_another_generation"), (HANDLES, "fn a_slot_without_generations_is_never_used_again")],
    "HL-ABI-20": [(B + "store.rs", "fn objects_lead_to_objects"), (NATIVE + "handle_test.go", "func TestObjectsAreReturnedAndPassed")],
    "HL-ABI-21": [("testdata/glue/rust/tests/live.rs", "fn what_is_open_is_counted_and_all_of_it_ends")],
    "HL-ABI-22": STRUCTS + [(B + "hostile.rs", "fn tokens_and_hosts_lie_where_they_can")],
    "HL-ABI-23": [(B + "store.rs", "fn a_call_that_is_cancelled_ends"), (NATIVE + "context_test.go", "func TestACallOfADoneContextIsNotMade"),
                  (NATIVE + "context_test.go", "func TestARunningCallIsStopped")],
    "HL-ABI-24": STRUCTS + BACK,
    "HL-ABI-25": BACK,
    "HL-ABI-26": [("ffi/rust/src/host/tests.rs", "fn messages_come_in_the_space_or_are_fetched"), ("ffi/rust/src/host/tests.rs", "fn answers_that_can_not_be_are_refused")],
    "HL-ABI-27": [(NATIVE + "callback_test.go", "func TestACallbackEndsWithItsCall"), ("ffi/rust/src/host/tests.rs", "fn an_object_is_given_back_once"),
                  (B + "back.rs", "fn the_client_s_objects_are_called_and_given_back")],
    "HL-ABI-28": [(NATIVE + "callback_test.go", "func TestACallbackMayCall"), (B + "back.rs", "fn a_callback_may_use_the_handle_whose_call_it_serves")],
    "HL-ABI-29": FINGERPRINTS,
    "HL-ABI-30": [(NATIVE + "library_test.go", "func TestALibraryOfAnotherSchemaIsRefused"), (GO + "newer/newer_test.go", "func TestAnOlderLibraryLacksOnlyWhatIsNew"),
                  (GO + "other/other_test.go", "func TestALibraryThatDiffersIsRefusedByName")],
    "HL-ABI-31": [(GO + "v1/v1_test.go", "func TestANewerLibraryServesAnOlderClient"), (GO + "newer/newer_test.go", "func TestAnOlderLibraryLacksOnlyWhatIsNew")],
    "HL-ABI-32": [("testdata/glue/rust/tests/random/main.rs", "fn many_threads_do_so_at_once"), (HANDLES, "fn sixteen_threads_open_clone_use_and_close_as_they_like"),
                  (B + "back.rs", "fn a_callback_is_called_by_many_threads_at_once")],
    "HL-ABI-33": [(B + "panics.rs", "fn a_panic_in_a_method_is_answered_and_poisons_the_object"),
                  (B + "panics.rs", "fn a_panic_while_an_object_is_destroyed_is_told_by_close"), (NATIVE + "callback_test.go", "func TestAPanicOfACallbackIsAnError")],
    "HL-ABI-34": [("ffi/rust/src/guard.rs", "fn a_panic_that_no_one_can_catch_is_printed"), (NATIVE + "callback_test.go", "func TestGoexitInACallbackEndsTheProcess")],
    "HL-ABI-35": REPLAYS,
    "HL-ABI-36": REPLAYS + [(GO + "doubles_test.go", "func TestReplayNoticesOtherAnswersOfCallbacks")],
}
