;; Cosines of one probe with rows of unit length, 16 values at a time.
;;
;; cosines(row, count, bytes, probe, score)
;;   row    where `count` rows of `bytes` bytes begin: floats, one row after the other
;;   bytes  of a row, a multiple of 64
;;   probe  where the probe begins, in doubles
;;   score  where `count` doubles are written
;;
;; Products and sums are doubles. Each row has four sums, one for each of four values in a row, and they are added in
;; the order of `dot`. So both give the same result to the last bit.
;; `cosines.ts` contains what this compiles to; a test compares them.
(module
  (import "env" "memory" (memory 1 65536))
  (func (export "cosines")
    (param $row i32) (param $count i32) (param $bytes i32) (param $probe i32) (param $score i32)
    (local $value i32) (local $end i32) (local $first v128) (local $second v128)
    (block $done
      (loop $rows
        (br_if $done (i32.le_s (local.get $count) (i32.const 0)))
        (local.set $first (v128.const i64x2 0 0))
        (local.set $second (v128.const i64x2 0 0))
        (local.set $value (local.get $probe))
        (local.set $end (i32.add (local.get $row) (local.get $bytes)))
        (loop $values
          (local.set $first (f64x2.add (local.get $first) (f64x2.mul (v128.load (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $row))))))
          (local.set $second (f64x2.add (local.get $second) (f64x2.mul (v128.load offset=16 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $row))))))
          (local.set $first (f64x2.add (local.get $first) (f64x2.mul (v128.load offset=32 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=16 (local.get $row))))))
          (local.set $second (f64x2.add (local.get $second) (f64x2.mul (v128.load offset=48 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $row))))))
          (local.set $first (f64x2.add (local.get $first) (f64x2.mul (v128.load offset=64 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=32 (local.get $row))))))
          (local.set $second (f64x2.add (local.get $second) (f64x2.mul (v128.load offset=80 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=40 (local.get $row))))))
          (local.set $first (f64x2.add (local.get $first) (f64x2.mul (v128.load offset=96 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=48 (local.get $row))))))
          (local.set $second (f64x2.add (local.get $second) (f64x2.mul (v128.load offset=112 (local.get $value))
            (f64x2.promote_low_f32x4 (v128.load64_zero offset=56 (local.get $row))))))
          (local.set $row (i32.add (local.get $row) (i32.const 64)))
          (local.set $value (i32.add (local.get $value) (i32.const 128)))
          (br_if $values (i32.lt_u (local.get $row) (local.get $end))))
        (f64.store (local.get $score) (f64.add (f64.add (f64.add
          (f64x2.extract_lane 0 (local.get $first)) (f64x2.extract_lane 1 (local.get $first)))
          (f64x2.extract_lane 0 (local.get $second))) (f64x2.extract_lane 1 (local.get $second))))
        (local.set $score (i32.add (local.get $score) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $rows)))))
