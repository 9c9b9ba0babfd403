// Package halflap reads and writes halflap buffers.
package halflap
