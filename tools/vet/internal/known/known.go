// Package known recognises the codec, the glue and generated code, by types alone: so it works from
// export data, and whatever a package was renamed to where it is imported.
package known

import (
	"go/constant"
	"go/types"
	"slices"
	"strings"
)

const (
	codec  = "github.com/halflap/halflap/go-codec"
	ffi    = "github.com/halflap/halflap/ffi"
	native = "github.com/halflap/halflap/ffi/native"

	// staleHandle is the code of ffi.ErrStaleHandle.
	staleHandle = 4
)

// Is says whether a type is the named type of a package, by its path and name.
func Is(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	return named.Obj().Pkg().Path() == path && named.Obj().Name() == name
}

// Func says whether a function is one of those named, of a package or with a receiver of that package.
func Func(fn *types.Func, path string, names ...string) bool {
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == path && slices.Contains(names, fn.Name())
}

// Receiver returns the type of a method's receiver without its pointer, nil for functions.
func Receiver(fn *types.Func) types.Type {
	if fn == nil {
		return nil
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	return Pointee(recv.Type())
}

// Pointee returns what a pointer points at, and any other type as it is.
func Pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// borrowed are the types of the codec that lie in a buffer.
var borrowed = []string{
	"Block", "Union", "List", "Map", "SliceEdit", "ClosedSliceEdit", "ValueEdit", "ClosedValueEdit",
}

func isCodecs(t types.Type, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return Is(t, codec, name) })
}

// IsBorrowed says whether values of a type lie in a buffer: views, edits, lists, maps.
func IsBorrowed(t types.Type) bool { return isCodecs(t, borrowed) || IsView(t) }

// IsView says whether a type is generated and made of a place in a buffer: a view, an edit, or a list.
func IsView(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() == codec {
		return false
	}
	body, ok := named.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range body.Fields() {
		if isCodecs(field.Type(), borrowed) {
			return true
		}
	}
	return false
}

// IsEdit says whether a type changes a buffer in place.
func IsEdit(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && IsBorrowed(t) && strings.HasSuffix(named.Obj().Name(), "Edit")
}

// IsSecret says whether a type is the codec's Secret.
func IsSecret(t types.Type) bool { return Is(t, codec, "Secret") }

// HasClone says whether a type is one of the codec's that copies itself with Clone.
func HasClone(t types.Type) bool { return IsSecret(t) || Is(t, codec, "UnknownArm") }

// Aliases says whether values of a type can lead to memory of a buffer.
func Aliases(t types.Type) bool { return aliases(t, make(map[types.Type]bool)) }

func aliases(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return false // Only where one is made of an alias; who asks has looked.
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0 || u.Kind() == types.UnsafePointer
	case *types.Array:
		return aliases(u.Elem(), seen)
	case *types.Struct:
		for field := range u.Fields() {
			if aliases(field.Type(), seen) {
				return true
			}
		}
		return false
	case *types.Tuple:
		for v := range u.Variables() {
			if aliases(v.Type(), seen) {
				return true
			}
		}
		return false
	}
	return true // Pointers, slices, maps, channels, functions, interfaces, type parameters.
}

// Generated says whether a package is generated from a schema: it has the description of one, or its
// types embed the glue's handle.
func Generated(pkg *types.Package) bool {
	if pkg == nil || pkg.Path() == codec {
		return false
	}
	if fn, ok := pkg.Scope().Lookup("Description").(*types.Func); ok && slices.ContainsFunc(pkg.Imports(), isCodec) {
		sig := fn.Signature()
		return sig.Params().Len() == 0 && sig.Results().Len() == 1 &&
			types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
	}
	return Client(pkg)
}

// IsRuntime says whether a package is the codec, the glue, or within one of them.
func IsRuntime(pkg *types.Package) bool {
	return Within(pkg, codec) || Within(pkg, ffi)
}

// Within says whether a package lies at a path or below it.
func Within(pkg *types.Package, path string) bool {
	rest, ok := strings.CutPrefix(pkg.Path(), path)
	return ok && (rest == "" || rest[0] == '/')
}

func isCodec(pkg *types.Package) bool { return pkg.Path() == codec }

// Client says whether a package is the generated client of a library: its types embed handles.
func Client(pkg *types.Package) bool {
	if pkg == nil || !slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == native }) {
		return false
	}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if named, ok := scope.Lookup(name).(*types.TypeName); ok && named.Exported() && embedsHandle(named.Type()) {
			return true
		}
	}
	return false
}

func embedsHandle(t types.Type) bool {
	body, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range body.Fields() {
		if field.Embedded() && Is(Pointee(field.Type()), native, "Handle") {
			return true
		}
	}
	return false
}

// IsHandle says whether a type, or what it points at, is a share in an object of a library: one of a
// generated client, or a generated interface that can be closed and cloned.
func IsHandle(t types.Type) bool {
	named, ok := types.Unalias(Pointee(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	if embedsHandle(named) {
		return true
	}
	return types.IsInterface(named) && Generated(named.Obj().Pkg()) && hasMethod(named, "Close", 1) && hasMethod(named, "Clone", 2)
}

// hasMethod says whether an interface has a method without parameters and with so many results, the last of
// them an error.
func hasMethod(t types.Type, name string, results int) bool {
	object, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	fn, ok := object.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == 0 && sig.Results().Len() == results && ErrorAt(sig) == results-1
}

// ErrorAt returns the place of the error among a function's results, -1 where its last is none.
func ErrorAt(sig *types.Signature) int {
	last := sig.Results().Len() - 1
	if last >= 0 && types.Identical(sig.Results().At(last).Type(), types.Universe.Lookup("error").Type()) {
		return last
	}
	return -1
}

// IsCall says whether a function is generated, or a method of a handle.
func IsCall(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if recv := Receiver(fn); recv != nil && IsHandle(recv) {
		return true
	}
	return Generated(fn.Pkg()) || Is(Receiver(fn), native, "Handle")
}

// IsClose says whether a function is the Close of a handle, also that of the handle it embeds.
func IsClose(fn *types.Func) bool {
	if fn == nil || fn.Name() != "Close" {
		return false
	}
	recv := Receiver(fn)
	return recv != nil && (IsHandle(recv) || Is(recv, native, "Handle"))
}

// IsStaleHandle says whether a constant is ffi.ErrStaleHandle.
func IsStaleHandle(t types.Type, value constant.Value) bool {
	if value == nil || value.Kind() != constant.Int || !Is(t, ffi, "System") {
		return false
	}
	code, exact := constant.Int64Val(value)
	return exact && code == staleHandle
}

// IsRead says whether a function checks a buffer and gives a view of it: ReadOrder, ReadKnownOrder.
func IsRead(fn *types.Func) bool {
	if fn == nil || Receiver(fn) != nil || !strings.HasPrefix(fn.Name(), "Read") || !Generated(fn.Pkg()) {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == 1 && sig.Results().Len() == 2 && IsBytes(sig.Params().At(0).Type()) &&
		IsView(sig.Results().At(0).Type())
}

// IsBytes says whether a type is []byte.
func IsBytes(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && types.Identical(s.Elem(), types.Typ[types.Byte])
}

// IsBuffer says whether a type is a pointer to the glue's memory for answers.
func IsBuffer(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && Is(p.Elem(), native, "Buffer")
}

// owning are methods of views, and of what they give, whose results are copies.
var owning = []string{
	"Decode", "Clone", "String", "GoString", "AppendBinary", "MarshalBinary", "MarshalJSON", "Equal",
}

// Owns says whether a function of the codec or of generated code gives what owns its memory.
func Owns(fn *types.Func) bool { return fn != nil && slices.Contains(owning, fn.Name()) }

// Borrows says whether a function is a method of something that lies in a buffer, or of what the codec gives
// for it.
func Borrows(fn *types.Func) bool {
	recv := Receiver(fn)
	return recv != nil && (IsBorrowed(recv) || HasClone(recv))
}

// IsReuse says whether a function of the codec reads into the memory that its n-th argument has, receivers not
// counted.
func IsReuse(fn *types.Func, n int) bool {
	return Func(fn, codec, "Next") && n == 0 || Func(fn, codec, "ReadFrame") && n == 1
}

// IsAppend says whether a function appends to its first parameter and returns that.
func IsAppend(fn *types.Func) bool {
	if fn == nil || !strings.HasPrefix(fn.Name(), "Append") {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() > 0 && sig.Results().Len() > 0 && IsBytes(sig.Params().At(0).Type()) &&
		IsBytes(sig.Results().At(0).Type())
}
