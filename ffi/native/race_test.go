//go:build race || asan

package native_test

const watched = true
