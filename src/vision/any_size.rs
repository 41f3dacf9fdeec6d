//! Lets a network that was written for pictures of one size take pictures of any.
//!
//! A network of convolutions alone works at any size that its strides divide; only the file says otherwise. A 16:9 picture
//! in a square input is 44 % padding, which is calculated with like the rest (23.5 ms against 16 without most of it). So the
//! sizes are taken out of the file as it is loaded, after its hash was checked: height and width of the first input, the
//! shapes of what comes out, and what was noted of those in between, which the runtime reckons itself.
//!
//! An ONNX file is a Protocol Buffers message: a list of fields, each a key (number times 8 plus kind), and a value. What
//! is not about sizes is copied as it is. Field numbers are those of `onnx.proto3` (IR version 3 and later).

/// `ModelProto.graph`; in it `GraphProto.input`, `output` and `value_info`.
const GRAPH: u64 = 7;
const INPUT: u64 = 11;
const OUTPUT: u64 = 12;
const VALUE_INFO: u64 = 13;

/// From a `ValueInfoProto` to its shape: `type`, `tensor_type`, `shape`, and in that one `dim` after the other.
const TYPE: u64 = 2;
const TENSOR: u64 = 1;
const SHAPE: u64 = 2;
const DIM: u64 = 1;

/// Height and width stand after the number of pictures and of colours.
const FIRST_SIDE: usize = 2;

/// The model without sizes of pictures; `None` where the bytes are no ONNX model.
pub fn any_size(model: &[u8]) -> Option<Vec<u8>> {
    rewrite(model, |key, graph| {
        if key != GRAPH {
            return Some(Change::Keep);
        }
        let mut inputs = 0;
        let graph = rewrite(graph, |key, value| match key {
            INPUT => {
                inputs += 1;
                if inputs > 1 {
                    return Some(Change::Keep);
                }
                in_shape(value, open_sides).map(Change::Replace)
            }
            OUTPUT => in_shape(value, |_| Some(Vec::new())).map(Change::Replace),
            VALUE_INFO => Some(Change::Drop),
            _ => Some(Change::Keep),
        })?;
        Some(Change::Replace(graph))
    })
}

/// A shape whose height and width may be anything.
fn open_sides(shape: &[u8]) -> Option<Vec<u8>> {
    let mut place = 0;
    rewrite(shape, |key, _| {
        let side = key == DIM && place >= FIRST_SIDE;
        place += usize::from(key == DIM);
        // A dimension that says nothing is unknown.
        Some(if side {
            Change::Replace(Vec::new())
        } else {
            Change::Keep
        })
    })
}

/// Changes the shape of a value; without any dimension it is left out, which means that nothing is known of it.
fn in_shape(value: &[u8], change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    rewrite(value, |key, kind| {
        if key != TYPE {
            return Some(Change::Keep);
        }
        let kind = rewrite(kind, |key, tensor| {
            if key != TENSOR {
                return Some(Change::Keep);
            }
            let tensor = rewrite(tensor, |key, shape| {
                if key != SHAPE {
                    return Some(Change::Keep);
                }
                let shape = change(shape)?;
                Some(if shape.is_empty() {
                    Change::Drop
                } else {
                    Change::Replace(shape)
                })
            })?;
            Some(Change::Replace(tensor))
        })?;
        Some(Change::Replace(kind))
    })
}

/// What becomes of a field that holds a message, a text or bytes.
enum Change {
    Keep,
    Drop,
    Replace(Vec<u8>),
}

/// Copies a message field by field; `change` is asked what becomes of those that have a length. `None` where the bytes are
/// no message, or `change` says so.
fn rewrite(
    message: &[u8],
    mut change: impl FnMut(u64, &[u8]) -> Option<Change>,
) -> Option<Vec<u8>> {
    let (mut rest, mut written) = (message, Vec::with_capacity(message.len()));
    while !rest.is_empty() {
        let field = rest;
        let key = number(&mut rest)?;
        let sized = key & 7 == 2;
        let length = match key & 7 {
            0 => {
                number(&mut rest)?;
                0
            }
            1 => 8,
            2 => usize::try_from(number(&mut rest)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let value = rest.split_off(..length)?;
        let whole = &field[..field.len() - rest.len()];
        let change = if sized {
            change(key >> 3, value)?
        } else {
            Change::Keep
        };
        match change {
            Change::Keep => written.extend_from_slice(whole),
            Change::Drop => {}
            Change::Replace(value) => {
                put_number(key, &mut written);
                put_number(value.len() as u64, &mut written);
                written.extend_from_slice(&value);
            }
        }
    }
    Some(written)
}

/// Reads a number of seven bits a byte, lowest first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *rest.split_off_first()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn put_number(mut value: u64, written: &mut Vec<u8>) {
    while value >= 0x80 {
        written.push(value as u8 | 0x80);
        value >>= 7;
    }
    written.push(value as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field(key: u64, value: &[u8]) -> Vec<u8> {
        let mut written = Vec::new();
        put_number(key << 3 | 2, &mut written);
        put_number(value.len() as u64, &mut written);
        written.extend_from_slice(value);
        written
    }

    fn sized(name: u8, dims: &[u64]) -> Vec<u8> {
        let dims = dims.iter().flat_map(|&dim| {
            let mut value = vec![1 << 3];
            put_number(dim, &mut value);
            field(DIM, &value)
        });
        let shape = field(SHAPE, &dims.collect::<Vec<_>>());
        // An element type of floats stands before the shape.
        let tensor = [vec![1 << 3, 1], shape].concat();
        [field(1, &[name]), field(TYPE, &field(TENSOR, &tensor))].concat()
    }

    #[test]
    fn sizes_are_taken_out_and_all_else_stays() {
        let node = field(1, b"a layer");
        let of = |input: &[u8], output: &[u8], between: &[u8]| {
            let values = [&field(INPUT, input)[..], &field(OUTPUT, output), between];
            let graph = [&node[..], &values.concat()].concat();
            [vec![1 << 3, 7], field(GRAPH, &graph)].concat()
        };
        let fixed = of(
            &sized(b'x', &[1, 3, 416, 416]),
            &sized(b'y', &[1, 3549, 85]),
            &field(VALUE_INFO, &sized(b'z', &[1, 16, 208, 208])),
        );
        let open = any_size(&fixed).expect("a model");
        let tensor = vec![1 << 3, 1];
        let bare = [field(1, b"y"), field(TYPE, &field(TENSOR, &tensor))].concat();
        let dims = [
            field(DIM, &[1 << 3, 1]),
            field(DIM, &[1 << 3, 3]),
            field(DIM, &[]),
            field(DIM, &[]),
        ];
        let tensor = [tensor, field(SHAPE, &dims.concat())].concat();
        let input = [field(1, b"x"), field(TYPE, &field(TENSOR, &tensor))].concat();
        assert_eq!(open, of(&input, &bare, &[]));
        assert_eq!(any_size(&open), Some(open));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            any_size(&bytes);
        }

        #[test]
        fn numbers_come_back(value: u64) {
            let mut written = Vec::new();
            put_number(value, &mut written);
            let mut rest = &written[..];
            prop_assert_eq!(number(&mut rest), Some(value));
            prop_assert!(rest.is_empty());
        }
    }
}
