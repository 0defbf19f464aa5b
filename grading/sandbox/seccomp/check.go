package seccomp

// An instruction of classic BPF (struct sock_filter): an operation, how far to jump if it is true or false, an operand.
type instruction struct {
	code    uint16
	yes, no uint8
	k       uint32
}

// The five operations that are needed (linux/bpf_common.h).
const (
	load        = 0x20 // accumulator = 32-bit word at offset k of struct seccomp_data
	jumpEqual   = 0x15 // accumulator == k ?
	jumpAtLeast = 0x35 // accumulator >= k ?
	jumpSet     = 0x45 // accumulator & k != 0 ?
	ret         = 0x06 // the verdict is k
)

// Offsets in struct seccomp_data. An argument has 64 bits; on both architectures its low word stands first.
const (
	offsetNumber = 0
	offsetArch   = 4
	offsetArgs   = 16
)

func low(arg int) instruction  { return instruction{load, 0, 0, offsetArgs + 8*uint32(arg)} }
func high(arg int) instruction { return instruction{load, 0, 0, offsetArgs + 8*uint32(arg) + 4} }

// toRefusal is the symbolic jump to a rule's refusal. No real jump within a rule is as long.
const toRefusal = 255

// A check is code that falls through if it holds and jumps to the refusal if it does not.
type check []instruction

// without holds if none of the bits is set in the argument's low word. Flags that the kernel takes are ints: it ignores the
// high word, and so may we.
func without(arg int, bits uint32) check {
	return check{low(arg), {jumpSet, toRefusal, 0, bits}}
}

// null holds if the whole argument is zero.
func null(arg int) check {
	return check{low(arg), {jumpEqual, 0, toRefusal, 0}, high(arg), {jumpEqual, 0, toRefusal, 0}}
}

// below holds if the argument's low word, read without a sign, is less than a bound.
func below(arg int, bound uint32) check {
	return check{low(arg), {jumpAtLeast, toRefusal, 0, bound}}
}

// oneOf holds if the argument's low word is one of the values.
func oneOf(arg int, values ...uint32) check {
	c := check{low(arg)}
	for i, v := range values {
		after := uint8(len(values) - 1 - i) // from a match, over the comparisons that are left
		miss := uint8(0)
		if i == len(values)-1 {
			miss = toRefusal
		}
		c = append(c, instruction{jumpEqual, after, miss, v})
	}
	return c
}

// whenSet holds if none of the bits is set, or if the checks hold.
func whenSet(arg int, bits uint32, checks ...check) check {
	var inner check
	for _, c := range checks {
		inner = append(inner, c...)
	}
	return append(check{low(arg), {jumpSet, 0, uint8(len(inner)), bits}}, inner...)
}
