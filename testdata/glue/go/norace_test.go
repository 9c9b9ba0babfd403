//go:build !race && !asan && !halflap_safe

package glue_test

const watched = false
