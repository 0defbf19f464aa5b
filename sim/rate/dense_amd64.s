#include "textflag.h"

// The vector twins of dense.go. Products and sums are separate instructions: a fused one would round once where dense.go rounds twice. The matrix comes from the
// third cache or beyond, so that they cost nothing.

// func hasAVX2() bool
TEXT ·hasAVX2(SB), NOSPLIT, $0-1
	MOVB $0, ret+0(FP)
	XORL AX, AX
	XORL CX, CX
	CPUID
	CMPL AX, $7
	JLT  no
	MOVL $1, AX
	XORL CX, CX
	CPUID
	ANDL $0x18000000, CX // the system saves vectors (OSXSAVE), AVX
	CMPL CX, $0x18000000
	JNE  no
	XORL CX, CX
	XGETBV
	ANDL $6, AX // both halves of them
	CMPL AX, $6
	JNE  no
	MOVL $7, AX
	XORL CX, CX
	CPUID
	ANDL $0x20, BX // AVX2
	JZ   no
	MOVB $1, ret+0(FP)
no:
	RET

// func fourRows(a *float64, stride int, x *float64, n int, y *[4]float64)
TEXT ·fourRows(SB), NOSPLIT, $0-40
	MOVQ a+0(FP), R8
	MOVQ stride+8(FP), CX
	SHLQ $3, CX
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), BX
	MOVQ y+32(FP), DI
	LEAQ (R8)(CX*1), R9
	LEAQ (R9)(CX*1), R10
	LEAQ (R10)(CX*1), R11
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	VXORPD Y4, Y4, Y4
	VXORPD Y5, Y5, Y5
	VXORPD Y6, Y6, Y6
	VXORPD Y7, Y7, Y7
	XORQ AX, AX
eight:
	VMOVUPD (SI)(AX*8), Y8
	VMOVUPD 32(SI)(AX*8), Y9
	VMULPD (R8)(AX*8), Y8, Y10
	VMULPD 32(R8)(AX*8), Y9, Y11
	VADDPD Y10, Y0, Y0
	VADDPD Y11, Y1, Y1
	VMULPD (R9)(AX*8), Y8, Y12
	VMULPD 32(R9)(AX*8), Y9, Y13
	VADDPD Y12, Y2, Y2
	VADDPD Y13, Y3, Y3
	VMULPD (R10)(AX*8), Y8, Y10
	VMULPD 32(R10)(AX*8), Y9, Y11
	VADDPD Y10, Y4, Y4
	VADDPD Y11, Y5, Y5
	VMULPD (R11)(AX*8), Y8, Y12
	VMULPD 32(R11)(AX*8), Y9, Y13
	VADDPD Y12, Y6, Y6
	VADDPD Y13, Y7, Y7
	ADDQ $8, AX
	CMPQ AX, BX
	JLT  eight

	// (s0+s4)+(s1+s5), (s2+s6)+(s3+s7), and their sum
	VADDPD Y1, Y0, Y0
	VADDPD Y3, Y2, Y2
	VADDPD Y5, Y4, Y4
	VADDPD Y7, Y6, Y6
	VHADDPD Y2, Y0, Y0
	VHADDPD Y6, Y4, Y4
	VPERM2F128 $0x21, Y4, Y0, Y1
	VBLENDPD $0xc, Y4, Y0, Y0
	VADDPD Y1, Y0, Y0
	VMOVUPD Y0, (DI)
	VZEROUPPER
	RET

DATA constants<>+0(SB)/8, $0x7fffffffffffffff // all but the sign
DATA constants<>+8(SB)/8, $0x8000000000000000 // the sign
DATA constants<>+16(SB)/8, $0x4000000000000000 // 2
DATA constants<>+24(SB)/8, $0x4046000000000000 // enough
DATA constants<>+32(SB)/8, $0x3ff71547652b82fe // 1/ln 2
DATA constants<>+40(SB)/8, $0x4338000000000000 // magic
DATA constants<>+48(SB)/8, $0x3fe62e42fee00000 // ln2High
DATA constants<>+56(SB)/8, $0x3dea39ef35793c76 // ln2Low
DATA constants<>+64(SB)/8, $0x3ff0000000000000 // 1
DATA constants<>+72(SB)/8, $0x3fe0000000000000 // 1/2!
DATA constants<>+80(SB)/8, $0x3fc5555555555555 // 1/3!
DATA constants<>+88(SB)/8, $0x3fa5555555555555 // 1/4!
DATA constants<>+96(SB)/8, $0x3f81111111111111 // 1/5!
DATA constants<>+104(SB)/8, $0x3f56c16c16c16c17 // 1/6!
DATA constants<>+112(SB)/8, $0x3f2a01a01a01a01a // 1/7!
DATA constants<>+120(SB)/8, $0x3efa01a01a01a01a // 1/8!
DATA constants<>+128(SB)/8, $0x3ec71de3a556c734 // 1/9!
DATA constants<>+136(SB)/8, $0x3e927e4fb7789f5c // 1/10!
DATA constants<>+144(SB)/8, $0x3e5ae64567f544e4 // 1/11!
DATA constants<>+152(SB)/8, $0x3e21eed8eff8d898 // 1/12!
GLOBL constants<>(SB), RODATA, $160

// TERM puts into dst the sum of two neighbouring terms: constant a + r * constant b; r is Y1.
#define TERM(a, b, dst) \
	VBROADCASTSD constants<>+b(SB), dst; \
	VMULPD       dst, Y1, dst;            \
	VBROADCASTSD constants<>+a(SB), Y15; \
	VADDPD       Y15, dst, dst

// func fourTanh(y, x *float64, n int)
TEXT ·fourTanh(SB), NOSPLIT, $0-24
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ n+16(FP), BX
	XORQ AX, AX
four:
	VMOVUPD (SI)(AX*8), Y0
	// y = min(2|x|, enough); a NaN stays one
	VBROADCASTSD constants<>+0(SB), Y15
	VANDPD Y15, Y0, Y1
	VADDPD Y1, Y1, Y1
	VBROADCASTSD constants<>+24(SB), Y15
	VMINPD Y1, Y15, Y1
	// t = y/ln 2 + magic, k = t - magic, r = (y - k ln2High) - k ln2Low
	VBROADCASTSD constants<>+32(SB), Y15
	VMULPD Y15, Y1, Y2
	VBROADCASTSD constants<>+40(SB), Y15
	VADDPD Y15, Y2, Y2
	VSUBPD Y15, Y2, Y3
	VBROADCASTSD constants<>+48(SB), Y15
	VMULPD Y15, Y3, Y4
	VSUBPD Y4, Y1, Y1
	VBROADCASTSD constants<>+56(SB), Y15
	VMULPD Y15, Y3, Y4
	VSUBPD Y4, Y1, Y1
	// r^2, r^4
	VMULPD Y1, Y1, Y5
	VMULPD Y5, Y5, Y6
	// low
	TERM(72, 80, Y7)
	TERM(88, 96, Y8)
	VMULPD Y8, Y5, Y8
	VADDPD Y8, Y7, Y7
	// high
	TERM(104, 112, Y8)
	TERM(120, 128, Y9)
	VMULPD Y9, Y5, Y9
	VADDPD Y9, Y8, Y8
	// top
	TERM(136, 144, Y9)
	VBROADCASTSD constants<>+152(SB), Y15
	VMULPD Y15, Y5, Y10
	VADDPD Y10, Y9, Y9
	// p = r + r^2 (low + r^4 (high + r^4 top))
	VMULPD Y9, Y6, Y9
	VADDPD Y9, Y8, Y8
	VMULPD Y8, Y6, Y8
	VADDPD Y8, Y7, Y7
	VMULPD Y7, Y5, Y7
	VADDPD Y7, Y1, Y7
	// 2^k, e = 2^k p + (2^k - 1), e/(e + 2) with the sign of x
	VPSLLQ $52, Y2, Y2
	VBROADCASTSD constants<>+64(SB), Y15
	VPADDQ Y15, Y2, Y2
	VMULPD Y7, Y2, Y7
	VSUBPD Y15, Y2, Y2
	VADDPD Y2, Y7, Y7
	VBROADCASTSD constants<>+16(SB), Y15
	VADDPD Y15, Y7, Y8
	VDIVPD Y8, Y7, Y7
	VBROADCASTSD constants<>+8(SB), Y15
	VANDPD Y15, Y0, Y0
	VORPD Y0, Y7, Y7
	VMOVUPD Y7, (DI)(AX*8)
	ADDQ $4, AX
	CMPQ AX, BX
	JLT  four
	VZEROUPPER
	RET
