;; Integer dot products of one probe with many rows, 64 values at a time.
;;
;; dots(rows, count, stride, probe, products)
;;   rows      where count rows of `stride` signed bytes each stand, one after the other
;;   count     how many
;;   stride    values of a row, a multiple of 64
;;   probe     where `stride` signed 16-bit values stand
;;   products  where count signed 32-bit sums are put
;;
;; The caller sees to it that no sum passes 32 bits. server/people/search/dot-products.ts holds what this
;; compiles to; a test compares the two.
(module
  (import "env" "memory" (memory 1 65536 shared))
  (func (export "dots")
    (param $row i32) (param $count i32) (param $stride i32) (param $probe i32) (param $product i32)
    (local $values i32) (local $end i32) (local $sum v128)
    (block $done
      (loop $rows
        (br_if $done (i32.le_s (local.get $count) (i32.const 0)))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $values (local.get $probe))
        (local.set $end (i32.add (local.get $row) (local.get $stride)))
        (loop $row_values
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=0 (local.get $values)) (v128.load8x8_s offset=0 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $values)) (v128.load8x8_s offset=8 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=32 (local.get $values)) (v128.load8x8_s offset=16 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=48 (local.get $values)) (v128.load8x8_s offset=24 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=64 (local.get $values)) (v128.load8x8_s offset=32 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=80 (local.get $values)) (v128.load8x8_s offset=40 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=96 (local.get $values)) (v128.load8x8_s offset=48 (local.get $row)))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i32x4.dot_i16x8_s (v128.load offset=112 (local.get $values)) (v128.load8x8_s offset=56 (local.get $row)))))
          (local.set $row (i32.add (local.get $row) (i32.const 64)))
          (local.set $values (i32.add (local.get $values) (i32.const 128)))
          (br_if $row_values (i32.lt_u (local.get $row) (local.get $end))))
        (i32.store (local.get $product)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
            (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
        (local.set $product (i32.add (local.get $product) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $rows)))))
