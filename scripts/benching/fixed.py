"""A network whose input may have any size, as one of a fixed size: OpenCV's importer takes no other."""

# ModelProto.graph, GraphProto.input, ValueInfoProto.type, TypeProto.tensor_type, Tensor.shape: the way to an input's shape in ONNX's
# protocol buffers, by the numbers of the fields.
WAY = [7, 11, 2, 1, 2]
DIMENSION = 1


def fixed(model, shape):
    """The bytes of the model, with this shape of its first input."""
    dimensions = b"".join(field(DIMENSION, 2, field(1, 0, varint(size))) for size in shape)
    return changed(model, WAY, dimensions)


def changed(message, way, innermost):
    """The message with the first field of each name on the way entered, and the last one replaced."""
    out, at, done = b"", 0, False
    while at < len(message):
        begin = at
        tag, at = read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        value, at = read_value(message, at, kind)
        if number == way[0] and kind == 2 and not done:
            inner = changed(value, way[1:], innermost) if way[1:] else innermost
            out += field(number, 2, inner)
            done = True
        else:
            out += message[begin:at]
    return out


def field(number, kind, value):
    return varint(number << 3 | kind) + (varint(len(value)) if kind == 2 else b"") + value


def read_value(message, at, kind):
    if kind == 0:
        _, end = read_varint(message, at)
    elif kind == 2:
        length, at = read_varint(message, at)
        end = at + length
    else:
        end = at + {1: 8, 5: 4}[kind]
    return message[at:end], end


def read_varint(message, at):
    value, shift = 0, 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])
