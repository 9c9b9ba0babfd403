//go:build race || asan

package glue_test

const watched = true
