# A program with everything that the counter has to know: loops, ways that join, calls near and tail calls, what never
# comes back, a table of cases, a pointer to a function, a row that is entered in the middle, a branch over a long way.
.section .text._start,"ax",@progbits
.globl _start
.type _start,@function
_start:
    li s11, 0
    lui sp, 0x78000
    call work
    unimp
.size _start, .-_start

.section .text.work,"ax",@progbits
.globl work
.type work,@function
work:
    addi sp, sp, -16
    sd ra, 8(sp)
    li s0, 40
    li s1, 0
1:
    andi a0, s0, 3
    call choose
    add s1, s1, a0
    mv a0, s0
    call rows
    andi a1, s0, 7
    bnez a1, 2f
    addi s1, s1, 5
    andi a1, s0, 8
    beqz a1, 2f
    addi s1, s1, 7
2:
    beqz sp, 9f
    la a2, pointer
    ld a2, 0(a2)
    jalr a2
    mv a0, s0
    call far_branch
    addi s0, s0, -1
    bnez s0, 1b
    ld ra, 8(sp)
    addi sp, sp, 16
    ret
9:
    call never
.size work, .-work

.section .text.choose,"ax",@progbits
.globl choose
.type choose,@function
choose:
    slli a0, a0, 3
    la a1, cases
    add a0, a0, a1
    ld a0, 0(a0)
    jr a0
case0:
    li a0, 0
    ret
case1:
    li a0, 1
    addi a0, a0, 1
    j case3
case2:
    li a0, 9
    tail pointed
case3:
    li a0, 4
    ret
.size choose, .-choose

.section .text.pointed,"ax",@progbits
.globl pointed
.type pointed,@function
pointed:
    addi s1, s1, 1
    ret
.size pointed, .-pointed

.section .text.rows,"ax",@progbits
.globl rows
.type rows,@function
rows:
    andi a0, a0, 3
    slli t0, a0, 3
    addi a2, sp, -64
    srli t1, t0, 2
    add s11, s11, t1
    auipc t1, 0
    sub t1, t1, t0
    jr 36(t1)
    ld a3, 16(a2)
    sd a3, 16(a2)
    ld a3, 8(a2)
    sd a3, 8(a2)
    ld a3, 0(a2)
    sd a3, 0(a2)
    ret
.size rows, .-rows

.section .text.far_branch,"ax",@progbits
.globl far_branch
.type far_branch,@function
far_branch:
    andi a1, a0, 1
    beqz a1, 1f
    .rept 980
    addi a2, a2, 1
    .endr
    andi a1, a0, 2
    beqz a1, 1f
    addi a2, a2, 1
1:
    ret
.size far_branch, .-far_branch

.section .text.never,"ax",@progbits
.globl never
.type never,@function
never:
    unimp
.size never, .-never

.section .rodata,"a",@progbits
.p2align 3
cases:
    .quad case0, case1, case2, case3
pointer:
    .quad pointed
